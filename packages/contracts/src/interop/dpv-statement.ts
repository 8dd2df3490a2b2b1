import type { Statement } from '../statement/schema.ts';
import { authorityOf, controllerOf, processOf, recipientOf, rightsOf } from './dpv-parts.ts';
import { APPLICABLE_LAW, CONTEXT, inBothLanguages, type JsonLd } from './json-ld.ts';

/**
 * A statement as JSON-LD in the words of the Data Privacy Vocabulary 2.3: one process for each purpose and legal basis.
 * A term of the file that the vocabulary does not have is left out, so that nobody meets a word without a meaning.
 */
export function dpvStatement(statement: Statement): JsonLd {
  const { version, revision, updated, url, languages, title, covers } = statement.statement;
  const edition = `${version}.${revision}`;
  const authority = authorityOf(statement);
  return {
    '@context': CONTEXT,
    '@id': `${url}#edition-${edition}`,
    '@type': 'dpv:PrivacyNotice',
    'dct:identifier': `${statement.tenant}/${edition}`,
    'dct:title': inBothLanguages(title),
    'dct:description': inBothLanguages(covers),
    'dct:date': updated,
    'dct:language': languages,
    'schema:url': url,
    'schema:version': edition,
    'dpv:hasDataController': controllerOf(statement),
    'dpv:hasJurisdiction': `loc:${statement.controller.country}`,
    'dpv:hasApplicableLaw': APPLICABLE_LAW,
    ...(authority && { 'dpv:hasAuthority': authority }),
    'dpv:hasRecipient': statement.recipients.map((recipient) => recipientOf(statement, recipient)),
    'dpv:hasRight': rightsOf(statement, url),
    'dpv:hasTechnicalOrganisationalMeasure': statement.security.measures.map(({ id, name }) => ({
      'dct:identifier': id,
      'dct:title': inBothLanguages(name),
    })),
    'dpv:hasProcess': statement.purposes.flatMap((purpose) =>
      purpose.bases.map((basis) => processOf(statement, purpose, basis)),
    ),
  };
}
