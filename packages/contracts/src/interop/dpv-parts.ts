import type { Basis, Purpose, Recipient, RetentionRule, Source, Statement } from '../statement/schema.ts';
import { dataCategoryById, recipientById, retentionRulesFor } from '../statement/statement-index.ts';
import { isDpvTerm, termOfArticle } from './dpv-terms.ts';
import { inBothLanguages, type JsonLd } from './json-ld.ts';

/** Where the statement's parts have their names: the address of its page. */
export const nodeId = (statement: Statement, kind: string, id: string): string =>
  `${statement.statement.url}#${kind}-${id}`;

/** One purpose on one basis, with the people and data that this basis counts for (Art. 6). */
export function processOf(statement: Statement, purpose: Purpose, basis: Basis): JsonLd {
  const { populations } = basis.appliesTo;
  const categories = basis.appliesTo.dataCategories ?? purpose.dataCategories;
  const legalBasis = termOfArticle(basis.article);
  const sources = purpose.sources.flatMap((id) => statement.sources.filter((one) => one.id === id));
  return {
    '@type': 'dpv:Process',
    'dpv:hasPurpose': purposeOf(statement, purpose),
    ...(legalBasis !== undefined && { 'dpv:hasLegalBasis': legalBasis }),
    ...(basis.law !== undefined && { 'dct:source': basis.law }),
    ...(basis.interest && { 'dct:description': inBothLanguages(basis.interest) }),
    'dpv:hasPersonalData': categories.flatMap((id) => personalDataOf(statement, id)),
    'dpv:hasDataSubject': populations.map((id) => peopleOf(statement, id)),
    'dpv:hasProcessing': ['dpv:Collect', 'dpv:Store', 'dpv:Use'],
    ...(sources.length > 0 && { 'dpv:hasDataSource': sources.map(sourceOf) }),
    ...(purpose.recipients.length > 0 && {
      'dpv:hasRecipient': purpose.recipients.map((id) => ({ '@id': nodeId(statement, 'recipient', id) })),
    }),
    'dpv:hasStorageCondition': storageOf(statement, purpose, categories, populations),
    ...placesOf(statement, purpose),
    'dpv:hasRule': { '@type': 'dpv:Rule', 'dct:description': inBothLanguages(statement.transfers.principle) },
  };
}

function purposeOf(statement: Statement, purpose: Purpose): JsonLd {
  return {
    '@id': nodeId(statement, 'purpose', purpose.id),
    '@type': 'dpv:Purpose',
    ...(isDpvTerm(purpose.term) && { 'skos:broader': purpose.term }),
    'dct:identifier': purpose.id,
    'dct:title': inBothLanguages(purpose.name),
    ...(purpose.description && { 'dct:description': inBothLanguages(purpose.description) }),
  };
}

/** Every attribute of a category is told by itself, by its term where it has one. */
function personalDataOf(statement: Statement, id: string): JsonLd[] {
  const category = dataCategoryById(statement, id);
  return (category?.attributes ?? []).map((attribute) => ({
    '@id': nodeId(statement, 'data', `${id}-${attribute.id}`),
    '@type': category?.anonymous ? 'dpv:AnonymisedData' : 'dpv:PersonalData',
    ...(attribute.term !== undefined && isDpvTerm(attribute.term) && { 'skos:broader': attribute.term }),
    'dct:identifier': `${id}/${attribute.id}`,
    // A purpose lists only what it needs: what is not needed is in no purpose (Art. 5(1)(c)).
    'dpv:hasNecessity': 'dpv:Required',
    'dct:title': inBothLanguages(attribute.name),
  }));
}

function peopleOf(statement: Statement, id: string): JsonLd {
  const population = statement.populations.find((one) => one.id === id);
  return {
    '@id': nodeId(statement, 'population', id),
    '@type': 'dpv:DataSubject',
    'dct:identifier': id,
    ...(population && { 'dct:title': inBothLanguages(population.name) }),
  };
}

function sourceOf(source: Source): JsonLd {
  const type = source.kind === 'third-party' ? 'dpv:ThirdPartyDataSource' : 'dpv:DataSubjectDataSource';
  const how = { provided: 'dpv:Collect', collected: 'dpv:Observe', 'third-party': 'dpv:Obtain' }[source.kind];
  return {
    '@type': type,
    'dct:identifier': source.id,
    'dct:title': inBothLanguages(source.name),
    'dpv:hasProcessing': how,
    ...(source.provenance && {
      'dpv:hasName': source.provenance.name,
      'dpv:hasCountry': `loc:${source.provenance.country}`,
    }),
  };
}

/** Where it lies, and when each rule ends it. A place that the statement does not tell is not made up. */
function storageOf(
  statement: Statement,
  purpose: Purpose,
  categories: readonly string[],
  populations: readonly string[],
): JsonLd[] {
  const rules = categories.flatMap((category) =>
    populations.flatMap((population) => retentionRulesFor(statement, category, population, purpose.id)),
  );
  const locations = locationsOf(statement, purpose);
  return [
    {
      '@type': 'dpv:StorageLocation',
      ...(locations.length > 0
        ? { 'dpv:hasLocation': locations }
        : { 'dct:description': 'The statement does not tell.' }),
    },
    ...(rules.length === 0 ? [untold] : [...new Set(rules)].flatMap(durationOf)),
  ];
}

function locationsOf(statement: Statement, purpose: Purpose): string[] {
  const places = purpose.recipients.flatMap((id) => {
    const recipient = recipientById(statement, id);
    return recipient?.kind === 'processor' || recipient?.kind === 'sub-processor' ? recipient.locations : [];
  });
  return [...new Set([...(statement.transfers.onlyInEea ? ['EEA'] : []), ...places])].map((one) => `loc:${one}`);
}

/** Where it is processed; under whose law, where the statement tells no place. */
function placesOf(statement: Statement, purpose: Purpose): JsonLd {
  const locations = locationsOf(statement, purpose);
  return locations.length > 0
    ? { 'dpv:hasLocation': locations }
    : { 'dpv:hasJurisdiction': `loc:${statement.controller.country}` };
}

const untold: JsonLd = {
  '@type': 'dpv:StorageDuration',
  'dpv:hasDuration': { '@type': 'dpv:IndeterminateDuration', 'rdf:value': 'The statement does not tell.' },
};

function durationOf(rule: RetentionRule): JsonLd[] {
  const duration =
    rule.keep.atMost === 'at-once'
      ? { '@type': 'dpv:UntilEventDuration', 'rdf:value': rule.anchor }
      : { '@type': 'dpv:TemporalDuration', 'rdf:value': rule.keep.atMost };
  const told = {
    'dct:identifier': rule.id,
    'dct:description': inBothLanguages(rule.after),
    'dpv:hasDuration': duration,
  };
  return [
    { '@type': 'dpv:StorageDuration', ...told },
    ...(rule.action === 'erase' ? [{ '@type': 'dpv:StorageDeletion', ...told }] : []),
  ];
}

const typeOfRecipient = {
  processor: 'dpv:DataProcessor',
  'sub-processor': 'dpv:DataSubProcessor',
  'public-authority': 'dpv:GovernmentalOrganisation',
  'third-party': 'dpv:ThirdParty',
} as const;

/** A recipient with what it does, where it is, and on which basis data leaves the EEA. */
export function recipientOf(statement: Statement, recipient: Recipient): JsonLd {
  const transfer = recipient.transfer && termOfArticle(recipient.transfer.article);
  return {
    '@id': nodeId(statement, 'recipient', recipient.id),
    '@type': typeOfRecipient[recipient.kind],
    'dct:identifier': recipient.id,
    'dpv:hasName': typeof recipient.name === 'string' ? recipient.name : inBothLanguages(recipient.name),
    'dpv:hasAddress': recipient.address ?? recipient.locations.join(', '),
    'dpv:hasContact': recipient.contact ?? throughController(statement),
    'dct:description': recipient.services.flatMap(inBothLanguages),
    'dpv:hasLocation': recipient.locations.map((one) => `loc:${one}`),
    ...(recipient.agreement?.kind === 'data-processing-agreement' && {
      'dpv:hasLegalMeasure': 'dpv:DataProcessingAgreement',
    }),
    ...(transfer !== undefined && { 'dpv:hasLegalBasis': transfer, 'dct:source': recipient.transfer?.instrument }),
  };
}

/** Whoever names no address of its own is reached through the controller, who tells its recipients (Art. 19). */
const throughController = ({ controller }: Statement): JsonLd => ({
  '@type': 'schema:ContactPoint',
  'schema:contactType': 'through the controller',
  'schema:email': controller.email,
});

/** Who is responsible, and how to reach them (Art. 13(1)(a)). */
export function controllerOf(statement: Statement): JsonLd {
  const { name, email, country, website, registrationNumber, address } = statement.controller;
  return {
    '@id': nodeId(statement, 'controller', statement.tenant),
    '@type': 'dpv:DataController',
    'dct:identifier': registrationNumber ?? statement.tenant,
    'dpv:hasName': name,
    'dpv:hasContact': `mailto:${email}`,
    'dpv:hasAddress': address ?? country,
    'dpv:hasCountry': `loc:${country}`,
    'schema:url': website,
  };
}

/** The supervisory authority that takes complaints; undefined where the statement names none. */
export function authorityOf({ complaints }: Statement): JsonLd | undefined {
  if (!complaints) return undefined;
  const { name, country, website } = complaints.authority;
  return {
    '@id': website,
    '@type': 'dpv:DataProtectionAuthority',
    'dct:identifier': website,
    'dpv:hasName': name,
    'dpv:hasAddress': country,
    'dpv:hasContact': website,
    'dpv:hasCountry': `loc:${country}`,
    'schema:url': website,
  };
}

/** The rights that people have, each with its article and where it is exercised. */
export function rightsOf(statement: Statement, exercisedAt: string): JsonLd[] {
  return statement.requests.rights.map(({ right, article, how }) => ({
    '@type': ['dpv:DataSubjectRight', ...[termOfArticle(article)].filter((term) => term !== undefined)],
    'dct:identifier': right,
    ...(how && { 'dct:description': inBothLanguages(how) }),
    'dpv:isExercisedAt': exercisedAt,
  }));
}
