import { z } from 'zod';
import { article, attributeId, country, duration, id, ids, role, someIds, term, text } from './primitives.ts';

/** A group of people whom the processing concerns. */
export const population = z.strictObject({
  id,
  name: text,
  /** True for people who act for a company, whose consent can be needed beside theirs. */
  actsForCompany: z.boolean().optional(),
});

export const attribute = z.strictObject({
  /** The name of the field in events. */
  id: attributeId,
  name: text,
  term: term.optional(),
  /** True when only a shortened or masked form is kept, such as an IP address without its last part. */
  masked: z.boolean().optional(),
});

export const dataCategory = z.strictObject({
  id,
  name: text,
  /** Everything the category may hold: an attribute that is not listed is refused (Art. 5(1)(c)). */
  attributes: z.array(attribute).min(1).max(60),
  /** Attributes that find the person again: an e-mail address, a customer number. */
  identifiers: z.array(attributeId).max(20),
  /** `month`: one encryption key per person and month, so that rolling data can be erased month by month. */
  keyPeriod: z.enum(['month']).optional(),
  /** True when the data is read from, or stored on, the person's own device (ekomloven § 3-15). */
  readFromDevice: z.boolean().optional(),
  /** True when the category cannot be linked to a person: numbers and counts. */
  anonymous: z.boolean().optional(),
});

export const source = z.strictObject({
  id,
  kind: z.enum(['provided', 'collected', 'third-party']),
  name: text,
  how: z
    .array(
      z.enum([
        'form',
        'profile',
        'email',
        'phone',
        'support',
        'order',
        'cookie',
        'pixel-tag',
        'server-log',
        'use',
        'register',
      ]),
    )
    .min(1),
  dataCategories: someIds,
  populations: someIds,
  /** Required of a third-party source: who it is, and when the person is told (Art. 14). */
  provenance: z
    .strictObject({
      name: z.string().min(1).max(200),
      country,
      website: z.url().optional(),
      askedForBy: z.enum(['person', 'controller']),
    })
    .optional(),
  notice: z
    .strictObject({
      article,
      within: duration,
      /** The platform writes to the person. Left out: a system or staff tells, and records that it did. */
      by: z.literal('email').optional(),
    })
    .optional(),
});

export const basis = z.strictObject({
  article,
  /** To whom, and for which data, this basis counts. Without `dataCategories`: for all data of the purpose. */
  appliesTo: z.strictObject({ populations: someIds, dataCategories: someIds.optional() }),
  /** In which situation, in words. */
  when: text.optional(),
  /** Art. 6(1)(f): the interest that is pursued (told under Art. 13(1)(d)). */
  interest: text.optional(),
  /** Art. 6(1)(c): the law that demands it. */
  law: z.string().min(1).max(200).optional(),
});

export const consentTerms = z.strictObject({
  /** `person-and-company`: both the person and the company that the person acts for must agree. */
  level: z.enum(['person', 'person-and-company']),
  /** How long a given consent counts before it must be asked for again. */
  expires: duration.optional(),
  /** How long a refusal is respected before the question may be put again. */
  askAgainAfter: duration.optional(),
  ask: text,
});

export const purpose = z.strictObject({
  id,
  name: text,
  description: text.optional(),
  term,
  role,
  /** Empty is possible to write, and is refused by the check with the reason (Art. 6). */
  bases: z.array(basis).max(10),
  dataCategories: someIds,
  populations: someIds,
  sources: ids,
  recipients: ids,
  directMarketing: z.boolean().optional(),
  /** The cookie category that the purpose needs, when it stores or reads on the person's device. */
  cookieCategory: id.optional(),
  consent: consentTerms.optional(),
});

/** One row of the record of processing activities (Art. 30). */
export const activity = z.strictObject({
  id,
  name: text,
  role,
  /** Required of a processor: on whose behalf (Art. 30(2)(a)). */
  onBehalfOf: text.optional(),
  purposes: someIds,
  populations: someIds,
  dataCategories: someIds,
  recipients: ids,
  /** Ids of measures under `security` (Art. 30(1)(g)). */
  security: someIds,
});
