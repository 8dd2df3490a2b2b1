import { z } from 'zod';
import { cookies } from './cookies.ts';
import { activity, dataCategory, population, purpose, source } from './data-and-purposes.ts';
import {
  automatedDecisions,
  changes,
  children,
  complaints,
  contact,
  promise,
  requests,
  resolution,
  security,
} from './duties-to-people.ts';
import { country, day, tenantName, text } from './primitives.ts';
import { recipient, sharing, system, transfers } from './recipients-and-systems.ts';
import { record, retentionRule } from './retention.ts';

/** Which edition of which published statement the file says. */
const edition = z.strictObject({
  version: z.int().min(1),
  revision: z.int().min(0),
  updated: day,
  url: z.url(),
  languages: z.array(z.enum(['nb', 'en'])).min(1),
  timeZone: z.string().regex(/^[A-Z][A-Za-z_]+\/[A-Z][A-Za-z_]+$/, 'write a time zone such as Europe/Oslo'),
  title: text,
  covers: text,
  /** What the published text claims and the law does not accept; each is a finding, and none has any effect. */
  claims: z.array(z.enum(['use-is-consent', 'silence-is-consent', 'pre-ticked-is-consent'])),
});

const controller = z.strictObject({
  name: z.string().min(1).max(200),
  registrationNumber: z.string().min(1).max(60).optional(),
  country,
  website: z.url(),
  email: z.email(),
  /** Where the company has its seat; enough for Art. 13(1)(a), and no person's address. */
  address: z.string().min(1).max(300).optional(),
});

/**
 * A privacy statement as a file: what the organisation says, in a form that the platform can carry out.
 * Every object is strict, so a key that is not known here is refused with its path.
 */
export const statementSchema = z.strictObject({
  vitne: z.literal(1),
  tenant: tenantName,
  statement: edition,
  controller,
  contacts: z.array(contact).min(1).max(50),
  activities: z.array(activity).min(1).max(200),
  populations: z.array(population).min(1).max(50),
  dataCategories: z.array(dataCategory).min(1).max(100),
  sources: z.array(source).min(1).max(100),
  purposes: z.array(purpose).min(1).max(200),
  cookies,
  recipients: z.array(recipient).max(500),
  sharing,
  transfers,
  retention: z.array(retentionRule).max(200),
  systems: z.array(system).min(1).max(200),
  requests,
  complaints: complaints.optional(),
  security,
  automatedDecisions,
  children,
  changes,
  record,
  resolutions: z.array(resolution).max(200),
  promises: z.array(promise).max(200),
});

/** A statement that has passed the schema. */
export type Statement = z.infer<typeof statementSchema>;

export type Contact = Statement['contacts'][number];
export type Activity = Statement['activities'][number];
export type Population = Statement['populations'][number];
export type DataCategory = Statement['dataCategories'][number];
export type Source = Statement['sources'][number];
export type Purpose = Statement['purposes'][number];
export type Basis = Purpose['bases'][number];
export type ConsentTerms = NonNullable<Purpose['consent']>;
export type CookieCategory = Statement['cookies']['categories'][number];
export type Cookie = Statement['cookies']['table'][number];
export type Recipient = Statement['recipients'][number];
export type Agreement = NonNullable<Recipient['agreement']>;
export type Sharing = Statement['sharing'];
export type RetentionRule = Statement['retention'][number];
export type Anchor = RetentionRule['anchor'];
export type System = Statement['systems'][number];
export type OpenDsr = NonNullable<System['openDsr']>;
export type Right = Statement['requests']['rights'][number]['right'];
export type Resolution = Statement['resolutions'][number];
export type PromiseRow = Statement['promises'][number];
export type Role = Activity['role'];
export type LocalisedText = z.infer<typeof text>;
