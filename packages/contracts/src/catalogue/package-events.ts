import { z } from 'zod';
import { defineEvent, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';

const context = 'request-intake';
const entity = 'package';
const id = z.string().max(64);
const about = { package: id, request: id, person: personIdSchema };
/** The links of a package are numbered from 1; only the newest opens it. */
const link = z.int().positive();

/** Forms in which a package can be taken away. */
export const packageFormats = ['html', 'json', 'portability-json'] as const;

export const packageAssembled = defineEvent({
  type: 'package.assembled.v1',
  context,
  entity,
  says: 'What is held about a person, and what the person has a right to know of it, was put together (Art. 15, 20).',
  facts: {
    ...about,
    requestType: z.enum(['access', 'portability']),
    format: z.string().max(64),
    /** Up to which ledger position everything is counted. */
    upTo: z.int().positive(),
    /** Sealed deliveries of systems, by the ids that the completed tasks name. */
    contents: z.array(id).max(200),
    unanswered: z.array(slugSchema).max(200),
    assembled: timestampSchema,
    /** When it is disposed of. */
    expires: timestampSchema,
    terms: z.string().max(32),
  },
});

export const packageLinkIssued = defineEvent({
  type: 'package.link-issued.v1',
  context,
  entity,
  says: 'A link to the package was made, which opens it a few times and for a while; earlier links open nothing more.',
  facts: {
    ...about,
    link,
    /** Keyed digest of the secret in the link; the secret itself is kept nowhere. */
    digest: z.string().max(64),
    /** The month whose key made secret and digest. */
    keyMonth: z.string().regex(/^\d{4}-\d{2}$/),
    through: z.enum(['email', 'by-hand']),
    issued: timestampSchema,
    expires: timestampSchema,
    uses: z.int().positive(),
  },
});

export const packageLinkSent = defineEvent({
  type: 'package.link-sent.v1',
  context,
  entity,
  says: 'The link was sent to the person at an address that the person gave.',
  facts: { ...about, link, sent: timestampSchema, mail: mailEvidenceSchema },
});

export const packageLinkFailed = defineEvent({
  type: 'package.link-failed.v1',
  context,
  entity,
  says: 'The e-mail with the link did not reach the person.',
  facts: { ...about, link, ...failedMailFacts },
});

export const packageReminded = defineEvent({
  type: 'package.reminded.v1',
  context,
  entity,
  says: 'The person had not opened the package, and was reminded before its link runs out.',
  facts: { ...about, link, reminded: timestampSchema, mail: mailEvidenceSchema },
});

export const packageReminderFailed = defineEvent({
  type: 'package.reminder-failed.v1',
  context,
  entity,
  says: 'The e-mail that reminds the person of a package was not taken.',
  facts: { ...about, link, ...failedMailFacts },
});

export const packageOpened = defineEvent({
  type: 'package.opened.v1',
  context,
  entity,
  says: 'Whoever had the link read the package as a page.',
  facts: { ...about, link, use: z.int().positive(), language: z.enum(['nb', 'en']), opened: timestampSchema },
});

export const packageDownloaded = defineEvent({
  type: 'package.downloaded.v1',
  context,
  entity,
  says: 'Whoever had the link took the package away as a file.',
  facts: { ...about, link, use: z.int().positive(), format: z.enum(packageFormats), downloaded: timestampSchema },
});

export const packageDisposed = defineEvent({
  type: 'package.disposed.v1',
  context,
  entity,
  says: 'The package had served its purpose and was deleted.',
  facts: { ...about, disposed: timestampSchema },
});

export const packageUndelivered = defineEvent({
  type: 'package.undelivered.v1',
  context,
  entity,
  says: 'The person has not got the package: no e-mail with the link arrives, or its time passed and nobody opened it.',
  facts: { ...about, link, because: z.enum(['mail-failed', 'not-opened']), found: timestampSchema },
});

export const packageEvents = [
  packageAssembled,
  packageLinkIssued,
  packageLinkSent,
  packageLinkFailed,
  packageReminded,
  packageReminderFailed,
  packageOpened,
  packageDownloaded,
  packageUndelivered,
  packageDisposed,
] as const;
