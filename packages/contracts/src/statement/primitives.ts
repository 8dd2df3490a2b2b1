import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import type { FindingCode } from './findings.ts';

const durationPattern =
  /^P(?=\d|T\d)(\d{1,4}Y)?(\d{1,4}M)?(\d{1,4}W)?(\d{1,5}D)?(T(?=\d)(\d{1,5}H)?(\d{1,5}M)?(\d{1,5}S)?)?$/;

/** A refusal in the schema that carries the code of its finding, so that the parser need not guess it from prose. */
const refusal = (finding: FindingCode, message: string) => ({ params: { finding }, error: message });

/** Tells whether `value` is a positive ISO 8601 duration (P18M, P30D, PT72H). */
export function isDuration(value: string): boolean {
  return durationPattern.test(value) && Temporal.Duration.from(value).sign > 0;
}

/** The name under which the rest of the file, other systems and events refer to a part of the statement. */
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'an id is lower-case words joined by hyphens')
  .max(60);

/** The name of an attribute, as the fields of events are written: placeOfResidence. */
export const attributeId = z.string().regex(/^[a-z][A-Za-z0-9]{0,59}$/, 'an attribute is one word in camelCase');

/** A sentence for people, in the languages that every statement has. */
export const text = z.strictObject({ nb: z.string().trim().min(1).max(4000), en: z.string().trim().min(1).max(4000) });

export const duration = z
  .string()
  .refine(isDuration, refusal('invalid-duration', 'write a positive ISO 8601 duration, such as P18M or P30D'));

/** A duration, or one of the given words in its place (`at-once`, `session`). */
export const durationOr = (...words: string[]) =>
  z
    .string()
    .refine(
      (value) => words.includes(value) || isDuration(value),
      refusal('invalid-duration', `write an ISO 8601 duration, such as P18M, or one of: ${words.join(', ')}`),
    );

/** A day in the controller's calendar, YYYY-MM-DD. */
export const day = z.iso.date();

/** ISO 3166-1 alpha-2, upper case. */
export const country = z.string().regex(/^[A-Z]{2}$/, 'a country is two capital letters, such as NO or DE');

/** An article of the GDPR as lawyers write it: 5(2), 6(1)(a), 46(2)(c). */
export const article = z.string().regex(/^\d{1,2}(\(\d{1,2}\))?(\([a-z]\))?$/, 'write an article such as 6(1)(a)');

/** A term of the Data Privacy Vocabulary (dpv:…) or of its personal-data extension (pd:…). */
export const term = z
  .string()
  .regex(/^(dpv|pd|eu-gdpr):[A-Z][A-Za-z0-9-]*$/, 'write a DPV term such as dpv:DirectMarketing');

/** The way to a part of this file: names and ids joined by a slash, such as purposes/newsletter/bases. */
export const path = z.string().regex(/^[A-Za-z][A-Za-z0-9]*(\/[^/\s]+)*$/, 'write a path such as purposes/newsletter');

export const tenantName = z
  .string()
  .refine(
    (value) => /^[a-z][a-z0-9-]{1,30}$/.test(value),
    refusal(
      'invalid-tenant-name',
      'a tenant is 2 to 31 lower-case letters, digits and hyphens, and starts with a letter',
    ),
  );

/** Whether the organisation decides about the processing or carries it out for somebody else (Art. 4(7), 4(8)). */
export const role = z.enum(['controller', 'processor']);

/** References to other parts of the file; `check-statement` proves that they lead somewhere. */
export const ids = z.array(id).max(100);
export const someIds = ids.min(1);
