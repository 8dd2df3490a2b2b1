import type { Statement } from '../statement/schema.ts';
import { type ConsentAct, type ConsentProof, type ConsentState, decidingAct, purposeOfProof } from './consent-proof.ts';
import { consentReceiptShape, consentRecordShape, RECEIPT_PROFILES, RECORD_PROFILES } from './consent-record-shape.ts';
import { missingFieldsOf27560 } from './dpv-27560-fields.ts';
import { authorityOf, controllerOf, nodeId, processOf, recipientOf, rightsOf } from './dpv-parts.ts';
import { APPLICABLE_LAW, CONTEXT, type JsonLd } from './json-ld.ts';

/**
 * A consent record after ISO/IEC TS 27560, as JSON-LD: what was asked and shown, and every act since.
 * @throws {Error} when the proof does not hold what the standard makes mandatory
 */
export function consentRecord(proof: ConsentProof): JsonLd {
  const record = { '@context': CONTEXT, ...recordOf(proof) };
  consentRecordShape.parse(record);
  return record;
}

/**
 * A receipt for the person: the record with a number and a date of its own.
 * @throws {Error} when the proof does not hold what the standard makes mandatory
 */
export function consentReceipt(proof: ConsentProof, receipt: { id: string; created: string }): JsonLd {
  const record = recordOf(proof);
  const document = {
    '@context': CONTEXT,
    '@id': `${proof.links.record}#receipt-${receipt.id}`,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': claimed(RECEIPT_PROFILES, record),
    'dct:identifier': receipt.id,
    'dct:created': receipt.created,
    'dct:publisher': nodeId(proof.statement, 'controller', proof.statement.tenant),
    'schema:recipient': 'dpv:DataSubject',
    'dpv:hasRecordOfActivity': record,
  };
  consentReceiptShape.parse(document);
  return document;
}

/** The profile for the GDPR is claimed only where the statement tells all that it asks for, the authority among it. */
const claimed = ([base, gdpr]: readonly [string, string], record: JsonLd): string[] =>
  missingFieldsOf27560(record, 'gdpr').length === 0 ? [base, gdpr] : [base];

function recordOf(proof: ConsentProof): JsonLd {
  const record = { 'dct:conformsTo': RECORD_PROFILES, ...partsOf(proof) };
  return { ...record, 'dct:conformsTo': claimed(RECORD_PROFILES, record) };
}

function partsOf(proof: ConsentProof): JsonLd {
  const { statement, person, links, acts } = proof;
  const purpose = purposeOfProof(proof);
  const act = decidingAct(proof);
  const { version, revision, updated } = statement.statement;
  const authority = authorityOf(statement);
  const withdrawals = [links.withdraw, links.withdrawByApi];
  const named = proof.recipient === undefined ? purpose.recipients : [proof.recipient];
  const recipients = statement.recipients.filter(({ id }) => named.includes(id));
  const processors = recipients.filter(({ kind }) => kind === 'processor' || kind === 'sub-processor');
  // The controller gets the data itself, and where nobody else does it is the only recipient (Art. 4(9)).
  const controller = { '@id': nodeId(statement, 'controller', statement.tenant) };
  return {
    '@id': links.record,
    '@type': 'dpv:ConsentRecord',
    'dct:identifier': act.eventId,
    'dpv:hasDataSubject': { '@type': 'dpv:DataSubject', 'dct:identifier': person },
    'dpv:hasNotice': {
      '@id': links.notice,
      '@type': 'dpv:ConsentNotice',
      'dct:identifier': `sha256:${act.shown.noticeHash}`,
      'dct:date': updated,
      'dct:language': act.shown.language,
      'schema:version': act.statementVersion ?? `${version}.${revision}`,
    },
    'dpv:hasProcess': purpose.bases
      .filter(({ article }) => article === '6(1)(a)')
      .map((basis) => ({
        ...processOf(statement, purpose, basis),
        'dpv:hasRecipient': [controller, ...named.map((id) => ({ '@id': nodeId(statement, 'recipient', id) }))],
      })),
    'dpv:hasDataController': controllerOf(statement),
    ...(processors.length > 0 && {
      'dpv:hasDataProcessor': processors.map(({ id }) => ({ '@id': nodeId(statement, 'recipient', id) })),
    }),
    ...(recipients.length > 0 && {
      'dpv:hasRecipient': recipients.map((recipient) => recipientOf(statement, recipient)),
    }),
    'dpv:hasJurisdiction': `loc:${statement.controller.country}`,
    'dpv:hasApplicableLaw': APPLICABLE_LAW,
    ...(authority && { 'dpv:hasAuthority': authority }),
    'dpv:hasConsentControl': { '@type': 'dpv:WithdrawConsent', 'dpv:isExercisedAt': withdrawals },
    'dpv:hasRight': [
      { '@type': ['dpv:DataSubjectRight', 'eu-gdpr:A7-3'], 'dpv:isExercisedAt': withdrawals },
      ...rightsOf(statement, links.rights).filter((right) => right['dct:identifier'] !== 'withdrawal'),
    ],
    'dpv:hasConsentStatus': acts.map((one) => statusOf(one, proof)),
  };
}

const stateTerms: Record<ConsentState, string> = {
  requested: 'dpv:ConsentRequested',
  given: 'dpv:ConsentGiven',
  renewed: 'dpv:RenewedConsentGiven',
  refused: 'dpv:ConsentRefused',
  withdrawn: 'dpv:ConsentWithdrawn',
  expired: 'dpv:ConsentExpired',
  invalidated: 'dpv:ConsentInvalidated',
  revoked: 'dpv:ConsentRevoked',
};
/** What only the person can do; the rest happens to a consent, or others do it. */
const ofThePerson: readonly ConsentState[] = ['given', 'renewed', 'refused', 'withdrawn'];
/** A sentence about exactly this purpose, said or ticked; a setting is a clear act too, yet says less. */
const explicit: readonly string[] = ['ticked-box', 'pressed-button', 'written-form', 'spoken'];

function statusOf(act: ConsentAct, { statement }: ConsentProof): JsonLd {
  const says = act.status === 'given' || act.status === 'renewed';
  const kind = explicit.includes(act.shown?.method ?? '') ? 'dpv:ExplicitlyExpressedConsent' : 'dpv:ExpressedConsent';
  return {
    '@type': says ? [stateTerms[act.status], kind] : [stateTerms[act.status]],
    'dct:identifier': act.eventId,
    'dct:type': act.status,
    'dpv:hasLegalBasis': says ? kind : 'dpv:Consent',
    'dpv:isIndicatedBy': indicatedBy(act, statement),
    ...(act.shown && { 'dpv:hasIndicationMethod': `${act.shown.method}, ${act.shown.surface}` }),
    ...(act.signal !== undefined && { 'dpv:hasIndicationMethod': `browser signal ${act.signal}` }),
    'dpv:isIndicatedAtTime': act.at,
    'dpv:hasDuration': validity(act, says),
  };
}

function indicatedBy({ status, guardian }: ConsentAct, statement: Statement): string {
  if (!ofThePerson.includes(status)) return nodeId(statement, 'controller', statement.tenant);
  return guardian === undefined ? 'dpv:DataSubject' : 'dpv:GuardianOfDataSubject';
}

function validity({ expires }: ConsentAct, says: boolean): JsonLd {
  if (expires !== undefined) return { '@type': 'dpv:UntilTimeDuration', 'rdf:value': expires };
  return { '@type': 'dpv:UntilEventDuration', 'rdf:value': says ? 'withdrawal' : 'the next choice' };
}
