import { z } from 'zod';
import { type Channel, entityIdSchema, tenantSchema } from './channels.ts';
import {
  dataCategorySchema,
  type EventDefinition,
  type FactsOf,
  personIdSchema,
  statementVersionSchema,
  timestampSchema,
} from './event-definition.ts';

/** Who did it. The id is a pseudonym: a person's id, a token's subject, a system's or a service's name. */
export const actorSchema = z
  .string()
  .regex(/^(person|staff|system|service|anonymous):[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'An actor is <kind>:<id>.');
export type Actor = z.infer<typeof actorSchema>;

/** A website of the organisation's own, as the origin of its pages. */
export const siteSchema = z
  .string()
  .max(200)
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'A site is an origin, such as https://www.example.org.');

/** Personal data of one person and one category, readable only while the key `key` exists. */
export const sealedPartSchema = z.strictObject({
  part: z.string().max(64),
  person: personIdSchema,
  category: dataCategorySchema,
  /** `YYYY-MM`, the month of a rolling category or in which an accounting year ends: each has a key of its own. */
  period: z
    .string()
    .regex(/^\d{4}-\d{2}$/)
    .optional(),
  /** The kind of accounting material, or the client on whose behalf it is kept: each has a key of its own. Parts of before have none. */
  compartment: z.string().min(1).max(64).optional(),
  key: z.string().max(64),
  /** base64 of 12 bytes IV, ciphertext, 16 bytes tag (AES-256-GCM). */
  blob: z.base64().max(700_000),
  /** base64 of a SHA-256 (part-commitment.ts): what is sealed can be proved without the key. Parts of before have none. */
  commitment: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .optional(),
});
export type SealedPart = z.infer<typeof sealedPartSchema>;

/** Event attributes. In the ledger they are CloudEvents 1.0 headers; here they are named as our code names them. */
export const eventMetaSchema = z.strictObject({
  id: z.string().min(1).max(128),
  source: z.string().min(1).max(128),
  type: z.string().min(1).max(128),
  time: timestampSchema,
  entity: entityIdSchema,
  dataschema: z.string().min(1).max(256),
  tenant: tenantSchema,
  actor: actorSchema,
  /** The id of the command that everything in this chain goes back to. */
  correlation: z.string().min(1).max(128),
  /** The id of the event that a reaction answered to; absent when a person or system acted. */
  causation: z.string().min(1).max(128).optional(),
  /** `<version>.<revision>` of the statement that the decision was made under. */
  statementVersion: statementVersionSchema.optional(),
  /** Keyed digest of the command's content: tells a retry from another command under the same id. */
  fingerprint: z.string().max(64).optional(),
  traceparent: z.string().max(64).optional(),
  /** Where it came in from a page of the organisation's own website. */
  site: siteSchema.optional(),
});
export type EventMeta = z.infer<typeof eventMetaSchema>;

/** An event ready to be appended. */
export type SealedEvent = { meta: EventMeta; facts: Record<string, unknown>; sealed: SealedPart[] };

/** An event as the ledger holds it: `position` is its sequence in the tenant's ledger, from 1 without gaps. */
export type RecordedEvent<D = EventDefinition> =
  D extends EventDefinition<infer T, infer _F, infer _P>
    ? { meta: EventMeta & { type: T }; facts: FactsOf<D>; sealed: SealedPart[]; position: number; channel: Channel }
    : never;
/** A recorded event whose type nobody has looked at yet. */
export type AnyRecordedEvent = SealedEvent & { position: number; channel: Channel };
