import { z } from 'zod';
import {
  defineEvent,
  localDateSchema,
  personIdSchema,
  slugSchema,
  statementVersionSchema,
  timestampSchema,
} from '../event-definition.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';

/** The name of the announcement of a statement's version, `2-11` for 2.11. */
export const announcementOf = (version: string): string => version.replace('.', '-');

const context = 'consent';
/** The version that is announced, written as a place on the bus allows: `2-11`. */
const announcement = z.string().regex(/^\d{1,9}-\d{1,9}$/);
/** As many as a statement can list. */
const slugs = z.array(slugSchema).max(200);
const inWords = z.strictObject({ nb: z.string().max(20_000), en: z.string().max(20_000) });

/** How a statement can promise to announce significant changes. */
export const announcementWays = ['website', 'email', 'in-product', 'letter'] as const;

/** How a person can have been told; staff may also have called. */
export const tellingWays = ['email', 'in-product', 'letter', 'phone'] as const;

export const announcementMade = defineEvent({
  type: 'announcement.made.v1',
  context,
  entity: 'announcement',
  says: 'A new version of the statement changes something significant, and the people concerned are to be told.',
  facts: {
    announcement,
    statementVersion: statementVersionSchema,
    previousVersion: statementVersionSchema,
    announcedBy: z.array(z.enum(announcementWays)).min(1),
    /** Whom the changes concern and the statement promises to tell. */
    populations: slugs,
    changes: z
      .array(z.strictObject({ code: slugSchema, path: z.string().max(1_000), says: inWords }))
      .min(1)
      .max(2_000),
    /** Purposes whose consents are asked for anew. */
    consentsInvalidated: slugs,
    made: timestampSchema,
    /** How long the organisation's site shows it. */
    shownUntil: timestampSchema,
  },
});

export const announcementShown = defineEvent({
  type: 'announcement.shown.v1',
  context,
  entity: 'announcement',
  says: 'The organisation’s site showed the announcement on this day.',
  facts: { announcement, day: localDateSchema, shown: timestampSchema },
});

const entity = 'announcement-deliveries';
const delivery = { announcement, person: personIdSchema };

export const announcementDeliveryDue = defineEvent({
  type: 'announcement-delivery.due.v1',
  context,
  entity,
  says: 'A person is concerned by a significant change of the statement and is to be told of it.',
  facts: { ...delivery, ways: z.array(z.enum(announcementWays)).min(1), owed: timestampSchema },
});

export const announcementDelivered = defineEvent({
  type: 'announcement-delivery.delivered.v1',
  context,
  entity,
  says: 'A person was told of a significant change of the statement.',
  facts: {
    ...delivery,
    how: z.enum(tellingWays),
    delivered: timestampSchema,
    /** Of an e-mail. */
    mail: mailEvidenceSchema.optional(),
  },
});

export const announcementDeliveryFailed = defineEvent({
  type: 'announcement-delivery.failed.v1',
  context,
  entity,
  says: 'An e-mail about a significant change of the statement did not reach its person.',
  facts: { ...delivery, ...failedMailFacts },
});

export const announcementDeliveryLapsed = defineEvent({
  type: 'announcement-delivery.lapsed.v1',
  context,
  entity,
  says: 'Nothing by which the person could be told is kept any more, so nothing is owed.',
  facts: { ...delivery, lapsed: timestampSchema },
});

export const announcementDeliveryGivenUp = defineEvent({
  type: 'announcement-delivery.given-up.v1',
  context,
  entity,
  says: 'No e-mail about a significant change reaches its person: somebody has to tell them in another way, while what is needed for that is kept.',
  facts: {
    ...delivery,
    givenUp: timestampSchema,
    /** Until when what is kept for the telling alone is kept. */
    tellBy: timestampSchema,
    terms: z.string().max(32),
  },
});

export const announcementUntold = defineEvent({
  type: 'announcement-delivery.untold.v1',
  context,
  entity,
  says: 'Nobody told the person of a significant change in the time that was set: nothing is kept for that alone any more.',
  facts: { ...delivery, untold: timestampSchema },
});

export const announcementEvents = [
  announcementMade,
  announcementShown,
  announcementDeliveryDue,
  announcementDelivered,
  announcementDeliveryFailed,
  announcementDeliveryLapsed,
  announcementDeliveryGivenUp,
  announcementUntold,
] as const;
