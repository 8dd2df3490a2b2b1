import { z } from 'zod';
import { article, country, day, duration, id, ids, someIds, text } from './primitives.ts';

export const agreement = z.strictObject({
  kind: z.enum([
    'data-processing-agreement',
    'sub-processing-agreement',
    'joint-controllers',
    'controller-to-controller',
  ]),
  signed: day.optional(),
  expires: day.optional(),
  /** How long before a change of sub-processor the other side is told (Art. 28(2)). */
  subProcessorNotice: duration.optional(),
});

export const transferBasis = z.strictObject({
  article,
  instrument: z.string().min(1).max(200),
});

const recipientName = z.string().min(1).max(200);

/** Somebody outside the organisation who gets personal data (Art. 4(9), 13(1)(e)). */
export const recipient = z.strictObject({
  id,
  /** One name in both languages, or a text where each language calls it otherwise, such as public authorities. */
  name: z.union([recipientName, z.strictObject({ nb: recipientName, en: recipientName })]),
  kind: z.enum(['processor', 'sub-processor', 'public-authority', 'third-party']),
  /** Of a sub-processor: the processor that uses it. */
  under: id.optional(),
  /** Postal address and web or `mailto:` address; a receipt names those whom it tells of by them (ISO/IEC TS 27560). */
  address: z.string().min(1).max(300).optional(),
  contact: z.union([z.url({ protocol: /^https?$/ }), z.url({ protocol: /^mailto$/ })]).optional(),
  services: z.array(text).min(1),
  locations: z.array(country).min(1),
  agreement: agreement.optional(),
  transfer: transferBasis.optional(),
  dataCategories: someIds,
  purposes: ids,
});

export const sharing = z.strictObject({
  /** Whose consents a disclosure to a third party needs. Empty: none, the agreement decides. */
  requiresConsentOf: z.array(z.enum(['company', 'person'])),
  /** The purpose under which those consents are given. */
  consentPurpose: id.optional(),
  /** No disclosure to a processor without a data processing agreement in force (Art. 28(3)). */
  requiresAgreement: z.boolean(),
  saleRequiresSpecificConsent: z.boolean(),
  /** The purpose whose consent a sale needs. Without one, nothing is ever sold. */
  salePurpose: id.optional(),
  authorities: z.strictObject({ requires: z.array(z.enum(['court-order', 'law', 'regulation'])).min(1) }),
  principle: text,
});

/** Transfers out of the EEA (Art. 44–49). */
export const transfers = z.strictObject({
  onlyInEea: z.boolean(),
  allowedBases: z.array(transferBasis),
  principle: text,
});

/** What a processor can be asked for by OpenDSR 2.0 (§ 6.2). */
export const openDsrRequestTypes = ['access', 'portability', 'erasure'] as const;

/** That the processor of a system takes its orders by OpenDSR 2.0, and how it is known and recognised. */
export const openDsr = z.strictObject({
  /** Its base with the major version (§ 3.4); the rest of the protocol stands under it, its host is the domain that signs. */
  url: z.url({ protocol: /^https?$/ }).max(200),
  requests: z.array(z.enum(openDsrRequestTypes)).min(1).max(3),
  /** By what it knows people, and how that is written. Other types and formats of § 5 are nothing that we could tell. */
  identities: z
    .array(
      z.strictObject({
        /** `controller_customer_id`: what the system tells as `reference` with its user events. */
        type: z.enum(['email', 'controller_customer_id']),
        format: z.enum(['raw', 'sha256']),
      }),
    )
    .min(1)
    .max(4),
  /** SHA-256 fingerprints of the certificates it signs with, as `openssl x509 -fingerprint -sha256` prints them. */
  certificates: z
    .array(z.string().regex(/^[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}$/, 'write the SHA-256 fingerprint in hexadecimal'))
    .min(1)
    .max(5),
  /** What the processor calls the organisation; an answer to anybody else is refused. */
  controllerId: z.string().min(1).max(100).optional(),
});

/** A system that holds data; orders to erase, correct or restrict go to it. */
export const system = z.strictObject({
  id,
  name: text,
  holds: someIds,
  /** The recipient that runs it, when it is not the organisation itself. */
  processor: id.optional(),
  /** Where its orders go when it takes them by OpenDSR 2.0, and not from the bus. */
  openDsr: openDsr.optional(),
});
