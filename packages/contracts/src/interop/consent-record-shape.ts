import { z } from 'zod';
import { missingFieldsOf27560 } from './dpv-27560-fields.ts';

const schemas = 'https://w3id.org/dpv/schema/dpv-27560#';

/** The profiles of ISO/IEC TS 27560 as the W3C DPV group publishes them (`schema/dpv-27560.ttl`), each with its version for the GDPR. */
export const RECORD_PROFILES = [`${schemas}record`, `${schemas}record-eu-gdpr`] as const;
export const RECEIPT_PROFILES = [`${schemas}receipt`, `${schemas}receipt-eu-gdpr`] as const;

const filled = z.string().min(1);
const time = z.iso.datetime({ offset: true });
const duration = z.looseObject({
  '@type': z.enum(['dpv:TemporalDuration', 'dpv:UntilTimeDuration', 'dpv:UntilEventDuration']),
  'rdf:value': filled,
});
/** party: id, name, address, contact and type are mandatory. */
const party = z.looseObject({
  '@id': filled,
  '@type': filled,
  'dpv:hasName': z.union([filled, z.array(z.looseObject({ '@value': filled })).min(1)]),
  'dpv:hasAddress': filled,
  'dpv:hasContact': z.union([z.url(), z.looseObject({ '@type': z.literal('schema:ContactPoint') })]),
});
/** pii_processing: purpose, pii_information, lawful_basis, storage_locations, retention_period, recipients. */
const process = z.looseObject({
  '@type': z.literal('dpv:Process'),
  'dpv:hasPurpose': z.looseObject({ '@type': z.literal('dpv:Purpose'), 'dct:title': z.array(z.unknown()).min(1) }),
  'dpv:hasLegalBasis': z.templateLiteral(['eu-gdpr:A', z.string()]),
  'dpv:hasPersonalData': z.array(z.looseObject({ '@type': filled, 'dct:identifier': filled })).min(1),
  'dpv:hasProcessing': z.array(filled).min(1),
  'dpv:hasDataSource': z
    .array(z.looseObject({ '@type': filled }))
    .min(1)
    .optional(),
  'dpv:hasRecipient': z.array(z.looseObject({ '@id': filled })).min(1),
  'dpv:hasStorageCondition': z
    .array(z.looseObject({ '@type': z.enum(['dpv:StorageLocation', 'dpv:StorageDuration', 'dpv:StorageDeletion']) }))
    .refine((conditions) => conditions.some((one) => one['@type'] === 'dpv:StorageLocation'), 'storage_locations')
    .refine((conditions) => conditions.some((one) => one['@type'] === 'dpv:StorageDuration'), 'retention_period'),
});
/** event: time, validity, entity, type and state are mandatory. */
const event = z.looseObject({
  '@type': z.array(z.templateLiteral(['dpv:', z.string()])).min(1),
  'dct:type': filled,
  'dpv:isIndicatedBy': filled,
  'dpv:isIndicatedAtTime': time,
  'dpv:hasDuration': duration,
});
const places = z.union([z.url(), z.array(z.url()).min(1)]);
const right = z.looseObject({ '@type': z.array(z.string()).min(1), 'dpv:isExercisedAt': places });

const profilesOf = (profiles: readonly [string, string]) =>
  z.union([z.tuple([z.literal(profiles[0])]), z.tuple([z.literal(profiles[0]), z.literal(profiles[1])])]);

/** A consent record: its fields by type, and every field that is mandatory in the profiles that it says it conforms to. */
export const consentRecordShape = z
  .looseObject({
    '@id': z.url(),
    '@type': z.literal('dpv:ConsentRecord'),
    'dct:conformsTo': profilesOf(RECORD_PROFILES),
    'dct:identifier': filled,
    'dpv:hasDataSubject': z.looseObject({ '@type': z.literal('dpv:DataSubject'), 'dct:identifier': filled }),
    'dpv:hasNotice': z.looseObject({
      '@id': z.url(),
      '@type': z.literal('dpv:ConsentNotice'),
      'dct:language': z.enum(['nb', 'en']),
      'dct:identifier': filled,
    }),
    'dpv:hasProcess': z.array(process).min(1),
    'dpv:hasDataController': party,
    'dpv:hasRecipient': z.array(party).min(1).optional(),
    'dpv:hasJurisdiction': z.templateLiteral(['loc:', z.string()]),
    'dpv:hasApplicableLaw': z.array(filled).min(1),
    'dpv:hasConsentControl': z.looseObject({ '@type': z.literal('dpv:WithdrawConsent'), 'dpv:isExercisedAt': places }),
    'dpv:hasRight': z
      .array(right)
      .refine((rights) => rights.some((one) => one['@type'].includes('eu-gdpr:A7-3')), 'the right to withdraw'),
    'dpv:hasConsentStatus': z.array(event).min(1),
  })
  .superRefine((record, { addIssue }) => {
    const profile = record['dct:conformsTo'].length === 2 ? 'gdpr' : 'base';
    for (const field of missingFieldsOf27560(record, profile)) addIssue(`ISO/IEC TS 27560: ${field}`);
  });

/** The mandatory fields of a receipt: its own profile and number, and the whole record. */
export const consentReceiptShape = z.looseObject({
  '@context': z.looseObject({ dpv: z.url() }),
  '@id': filled,
  '@type': z.literal('dpv:ConsentReceipt'),
  'dct:conformsTo': profilesOf(RECEIPT_PROFILES),
  'dct:identifier': filled,
  'dct:created': time,
  'dct:publisher': filled,
  'schema:recipient': z.literal('dpv:DataSubject'),
  'dpv:hasRecordOfActivity': consentRecordShape,
});
