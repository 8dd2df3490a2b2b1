import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema, timestampSchema } from '../event-definition.ts';
import { failedMailFacts, mailEvidenceSchema } from '../mail-evidence.ts';
import { tellingWays } from './announcement-events.ts';
import { incidentFact, incidentRecordCategory, slugs } from './incident-events.ts';

const context = 'request-intake';
const entity = 'incident';
const freeText = z.string().trim().min(1).max(10_000);
/** What people are told, which names nobody. */
const inWords = z.strictObject({ nb: freeText, en: freeText });

export const noticeDueSoon = defineEvent({
  type: 'incident.notice-due-soon.v1',
  context,
  entity,
  says: 'A day is left to notify the authority of the breach, and it is not done.',
  facts: { ...incidentFact, due: timestampSchema, reminded: timestampSchema },
});

export const noticeOverdue = defineEvent({
  type: 'incident.notice-overdue.v1',
  context,
  entity,
  says: 'The 72 hours are over without a notice to the authority; a later one has to say why.',
  facts: { ...incidentFact, due: timestampSchema, noticed: timestampSchema },
});

export const authorityNotified = defineEvent({
  type: 'incident.authority-notified.v1',
  context,
  entity,
  says: 'The supervisory authority was notified of the breach, in full or in a phase (Art. 33(1), 33(4)).',
  facts: {
    ...incidentFact,
    /** From 1. */
    notice: z.int().positive(),
    /** The notice says that more information follows (Art. 33(4)). */
    moreFollows: z.boolean(),
    authority: z.string().min(1).max(200),
    notified: timestampSchema,
    /** Who sent it, by a pseudonym such as staff-7. */
    notifiedBy: z.string().min(1).max(64),
    /** The authority's own number of the case. */
    reference: z.string().min(1).max(100).optional(),
    /** The first notice came after the 72 hours. */
    late: z.boolean(),
  },
  personal: { record: personalPart(incidentRecordCategory, { delayReasons: freeText }, 'incident') },
});

export const authorityNoticeWaived = defineEvent({
  type: 'incident.authority-notice-waived.v1',
  context,
  entity,
  says: 'A risk to people is unlikely, so the authority is not notified (Art. 33(1)); the register keeps why.',
  facts: { ...incidentFact, waived: timestampSchema },
  personal: { record: personalPart(incidentRecordCategory, { reasoning: freeText }, 'incident') },
});

export const controllerTold = defineEvent({
  type: 'incident.controller-told.v1',
  context,
  entity,
  says: 'As processor, the organisation told a controller of the breach (Art. 33(2)).',
  facts: {
    ...incidentFact,
    /** The client on whose behalf the data is processed, by the random id that its organisation number leads to. */
    controller: personIdSchema,
    how: z.enum(tellingWays),
    told: timestampSchema,
  },
});

export const communicationOrdered = defineEvent({
  type: 'incident.communication-ordered.v1',
  context,
  entity,
  says: 'It was decided whom to tell of the breach, and what (Art. 34(1), 34(2)).',
  facts: {
    ...incidentFact,
    /** From 1. */
    communication: z.int().positive(),
    ordered: timestampSchema,
    /** Named one by one, or found by what is held about them: who fits each list that is not empty. */
    selection: z.strictObject({
      people: z.array(personIdSchema).max(1_000),
      populations: slugs,
      dataCategories: slugs,
      systems: slugs,
    }),
    message: z.strictObject({
      nature: inWords,
      consequences: inWords,
      measures: inWords,
      advice: inWords.optional(),
    }),
  },
});

export const communicationExempted = defineEvent({
  type: 'incident.communication-exempted.v1',
  context,
  entity,
  says: 'People are not told one by one, on a ground of Art. 34(3).',
  facts: {
    ...incidentFact,
    ground: z.enum(['34(3)(a)', '34(3)(b)', '34(3)(c)']),
    exempted: timestampSchema,
    /** On the ground of (c): where everybody could learn of it instead, and what was said. */
    publicCommunication: z
      .strictObject({ where: z.url({ protocol: /^https?$/ }).max(2_000), said: inWords })
      .optional(),
  },
  personal: { record: personalPart(incidentRecordCategory, { reasoning: freeText }, 'incident') },
});

/** What each person is owed; the entity is the person's, so that many can be told at once. */
const delivery = { ...incidentFact, communication: z.int().positive(), person: personIdSchema };
const deliveries = 'incident-communications';

export const communicationDue = defineEvent({
  type: 'incident-communication.due.v1',
  context,
  entity: deliveries,
  says: 'A person is hit by the breach and is to be told of it.',
  facts: { ...delivery, owed: timestampSchema },
});

export const communicationDelivered = defineEvent({
  type: 'incident-communication.delivered.v1',
  context,
  entity: deliveries,
  says: 'A person was told of the breach.',
  facts: {
    ...delivery,
    how: z.enum(tellingWays),
    delivered: timestampSchema,
    /** Of an e-mail. */
    mail: mailEvidenceSchema.optional(),
  },
});

export const communicationFailed = defineEvent({
  type: 'incident-communication.failed.v1',
  context,
  entity: deliveries,
  says: 'An e-mail about the breach did not reach its person.',
  facts: { ...delivery, ...failedMailFacts },
});

export const breachNoticeEvents = [
  noticeDueSoon,
  noticeOverdue,
  authorityNotified,
  authorityNoticeWaived,
  controllerTold,
  communicationOrdered,
  communicationExempted,
] as const;

export const breachCommunicationEvents = [communicationDue, communicationDelivered, communicationFailed] as const;
