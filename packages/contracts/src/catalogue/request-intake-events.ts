import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';
import { dueSchema } from '../law/derivation.ts';
import { extensionReasons } from '../law/extension.ts';
import { refusalReasonSchema } from '../law/refusals.ts';
import { requestTypeSchema } from '../law/requests.ts';
import { requestAcceptedV2 } from './identity-events.ts';
import { answerAddressKept } from './request-address-events.ts';
import { requestClassified } from './request-classification-events.ts';
import { correctionsNamed } from './request-correction-events.ts';
import { requestCourseEvents } from './request-course-events.ts';
import { requestDuplicateEvents } from './request-duplicate-events.ts';
import { takenAsEnquiry } from './request-enquiry-events.ts';

const context = 'request-intake';
const entity = 'request';
const id = { request: z.string().max(64), person: personIdSchema };
/** Attachments, text beyond the limit, and what no parser could make sense of. */
export const leftOutOfMessages = ['attachments', 'rest-of-text', 'unreadable'] as const;
const freeText = z.string().min(1).max(10_000);

export const requestReceived = defineEvent({
  type: 'request.received.v1',
  context,
  entity,
  says: 'A person asked for something that the law or the statement gives.',
  facts: {
    ...id,
    requestType: requestTypeSchema,
    receivedThrough: z.enum(['portal', 'staff', 'email', 'phone', 'letter', 'system']),
    received: timestampSchema,
    due: dueSchema,
    /** Only where the person wrote free text and a rule read the type from it; until staff settle it, where it is unclear. */
    typeRead: z.enum(['clear', 'unclear']).optional(),
    /** What a message also held and was not taken in; the person is told so. */
    leftOut: z.array(z.enum(leftOutOfMessages)).min(1).optional(),
    /** Of an objection: whether it is against direct marketing, which makes it absolute (Art. 21(3)). */
    directMarketing: z.boolean().optional(),
    /** Of a withdrawal: the purposes whose consent is taken back. */
    purposes: z.array(slugSchema).min(1).max(50).optional(),
    /** The language in which the person wants to be told. */
    language: z.enum(['nb', 'en']).optional(),
  },
  personal: {
    contact: personalPart('contact', {
      name: z.string().max(200).optional(),
      email: z.email().optional(),
      phone: z.string().max(40).optional(),
    }),
    enquiry: personalPart('enquiry', { text: freeText }),
  },
});

export const requestAcknowledged = defineEvent({
  type: 'request.acknowledged.v1',
  context,
  entity,
  says: 'The person was told that the request is received and when it will be answered.',
  facts: { ...id, acknowledged: timestampSchema },
});

export const requestAssigned = defineEvent({
  type: 'request.assigned.v1',
  context,
  entity,
  says: 'A member of staff took the request.',
  facts: { ...id, assignee: z.string().max(64) },
});

/** As it was recorded while staff alone said how the identity was settled; nothing records it any more. */
export const requestAccepted = defineEvent({
  type: 'request.accepted.v1',
  context,
  entity,
  says: 'The identity is settled and the request will be carried out.',
  facts: { ...id, requestType: requestTypeSchema, identity: z.enum(['signed-in', 'email-link', 'staff-judgement']) },
});

export const requestExtended = defineEvent({
  type: 'request.extended.v1',
  context,
  entity,
  says: 'The time to answer was extended, and the person was told why (Art. 12(3)).',
  facts: { ...id, reasons: z.array(z.enum(extensionReasons)).min(1), told: timestampSchema, due: dueSchema },
});

export const requestFulfilled = defineEvent({
  type: 'request.fulfilled.v1',
  context,
  entity,
  says: 'The request was answered in full.',
  facts: { ...id, fulfilled: timestampSchema, by: z.enum(['staff', 'disposal', 'package', 'withdrawal']) },
  personal: { answer: personalPart('enquiry', { text: freeText }) },
});

export const requestRefused = defineEvent({
  type: 'request.refused.v1',
  context,
  entity,
  says: 'The request was refused, with reasons, the complaint route and the right to a court (Art. 12(4)).',
  facts: {
    ...id,
    refused: timestampSchema,
    reason: refusalReasonSchema,
    complaintTo: z.string().max(200),
    courtRemedyStated: z.literal(true),
  },
  personal: { explanation: personalPart('enquiry', { text: freeText }) },
});

export const requestWithdrawn = defineEvent({
  type: 'request.withdrawn.v1',
  context,
  entity,
  says: 'The person took the request back.',
  facts: { ...id, withdrawn: timestampSchema },
});

export const requestIntakeEvents = [
  requestReceived,
  requestAcknowledged,
  requestAssigned,
  requestAccepted,
  requestAcceptedV2,
  requestExtended,
  requestFulfilled,
  requestRefused,
  requestWithdrawn,
  requestClassified,
  answerAddressKept,
  takenAsEnquiry,
  correctionsNamed,
  ...requestDuplicateEvents,
  ...requestCourseEvents,
] as const;
