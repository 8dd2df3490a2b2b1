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

/** A system that holds data; orders to erase, correct or restrict go to it. */
export const system = z.strictObject({
  id,
  name: text,
  holds: someIds,
  /** The recipient that runs it, when it is not the organisation itself. */
  processor: id.optional(),
});
