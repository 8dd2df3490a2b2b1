import type { JsonLd } from './json-ld.ts';

type Required = 'mandatory' | 'optional';
type Place = 'record' | 'notice' | 'process' | 'data' | 'party' | 'event';
type Row = readonly [field: string, place: Place, base: Required, gdpr: Required, keys: readonly string[]];

/**
 * The fields of ISO/IEC TS 27560 and which of them the base profile and the profile for the GDPR demand: transcribed from
 * the table of fields in the W3C DPV group's guide "Consent Records and Receipts" (`guides/consent-27560.html` of the
 * repository w3c/dpv, edition for DPV 2.3). Where its later sections name a property for the same field, that one stands
 * here too. A field that the table leaves to the base alone is as mandatory under the GDPR as there.
 */
export const FIELDS_OF_27560: readonly Row[] = [
  ['schema version', 'record', 'mandatory', 'mandatory', ['dct:conformsTo']],
  ['record id', 'record', 'mandatory', 'mandatory', ['dct:identifier']],
  ['pii principal id', 'record', 'mandatory', 'mandatory', ['dpv:hasDataSubject']],
  ['privacy notice', 'record', 'mandatory', 'mandatory', ['dpv:hasNotice']],
  ['language', 'notice', 'mandatory', 'mandatory', ['dct:language']],
  ['purpose', 'process', 'mandatory', 'mandatory', ['dpv:hasPurpose']],
  ['lawful basis', 'process', 'optional', 'mandatory', ['dpv:hasLegalBasis']],
  ['pii information', 'process', 'mandatory', 'mandatory', ['dpv:hasPersonalData']],
  ['pii controllers', 'record', 'mandatory', 'mandatory', ['dpv:hasDataController']],
  ['collection method', 'process', 'optional', 'mandatory', ['dpv:hasDataSource', 'dpv:hasProcessing']],
  ['processing method', 'process', 'optional', 'mandatory', ['dpv:hasProcessing']],
  ['storage locations', 'process', 'mandatory', 'mandatory', ['dpv:hasStorageCondition']],
  ['retention period', 'process', 'mandatory', 'mandatory', ['dpv:hasStorageCondition']],
  ['processing location', 'process', 'optional', 'mandatory', ['dpv:hasLocation', 'dpv:hasJurisdiction']],
  ['geographic restrictions', 'process', 'optional', 'mandatory', ['dpv:hasRule']],
  ['jurisdiction', 'record', 'mandatory', 'mandatory', ['dpv:hasJurisdiction']],
  ['recipient third parties', 'process', 'mandatory', 'mandatory', ['dpv:hasRecipient']],
  ['withdrawal method', 'record', 'mandatory', 'mandatory', ['dpv:hasConsentControl']],
  ['privacy rights', 'record', 'optional', 'mandatory', ['dpv:hasRight']],
  ['authority party', 'record', 'optional', 'mandatory', ['dpv:hasAuthority']],
  ['pii type', 'data', 'mandatory', 'mandatory', ['@type']],
  ['pii optional', 'data', 'optional', 'mandatory', ['dpv:hasNecessity']],
  ['party id', 'party', 'mandatory', 'mandatory', ['dct:identifier']],
  ['party address', 'party', 'mandatory', 'mandatory', ['dpv:hasAddress']],
  ['party name', 'party', 'mandatory', 'mandatory', ['dpv:hasName']],
  ['party role', 'party', 'optional', 'mandatory', ['@type']],
  ['party contact', 'party', 'mandatory', 'mandatory', ['dpv:hasContact']],
  ['party type', 'party', 'mandatory', 'mandatory', ['@type']],
  ['event time', 'event', 'mandatory', 'mandatory', ['dpv:isIndicatedAtTime']],
  ['validity duration', 'event', 'mandatory', 'mandatory', ['dpv:hasDuration']],
  ['entity id', 'event', 'mandatory', 'mandatory', ['dpv:isIndicatedBy']],
  ['event type', 'event', 'mandatory', 'mandatory', ['dpv:hasLegalBasis']],
  ['event state', 'event', 'mandatory', 'mandatory', ['@type']],
];
// The table also demands the special category of sensitive data wherever such data is held; a statement file cannot
// describe any. What it calls optional for both (purpose type, service, codes of conduct and the like) is not listed.

/** The mandatory fields that a record lacks, under the base profile or the one for the GDPR. Empty: it conforms. */
export function missingFieldsOf27560(record: JsonLd, profile: 'base' | 'gdpr'): string[] {
  return FIELDS_OF_27560.filter(([, , base, gdpr]) => (profile === 'base' ? base : gdpr) === 'mandatory')
    .filter(([, place, , , keys]) => {
      const nodes = nodesAt(record, place);
      return nodes.length === 0 || nodes.some((node) => keys.every((key) => isEmpty(node[key])));
    })
    .map(([field]) => field);
}

function nodesAt(record: JsonLd, place: Place): readonly JsonLd[] {
  switch (place) {
    case 'record':
      return [record];
    case 'notice':
      return listed(record['dpv:hasNotice']);
    case 'process':
      return listed(record['dpv:hasProcess']);
    case 'data':
      return listed(record['dpv:hasProcess']).flatMap((one) => listed(one['dpv:hasPersonalData']));
    case 'party':
      return ['dpv:hasDataController', 'dpv:hasRecipient', 'dpv:hasAuthority'].flatMap((key) => listed(record[key]));
    case 'event':
      return listed(record['dpv:hasConsentStatus']);
  }
}

const listed = (value: unknown): JsonLd[] =>
  (Array.isArray(value) ? value : [value]).filter((one): one is JsonLd => typeof one === 'object' && one !== null);

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.every(isEmpty));
