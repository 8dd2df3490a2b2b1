import { z } from 'zod';
import { defineEvent, personIdSchema, timestampSchema } from '../event-definition.ts';

const context = 'request-intake';
const entity = 'controller-request';
/** The statuses of OpenDSR 2.0 § 8. */
export const openDsrStatuses = ['pending', 'in_progress', 'completed', 'cancelled'] as const;
const id = { request: z.string().max(64), person: personIdSchema, controller: z.string().max(64) };
const told = {
  ...id,
  /** One of the addresses that the configuration lets this controller name. */
  callback: z.url().max(300),
  status: z.enum(openDsrStatuses),
};
const call = { ...told, attempt: z.int().min(1).max(20) };

export const controllerRequestReceived = defineEvent({
  type: 'controller-request.received.v1',
  context,
  entity,
  says: 'A controller, whom the organisation processes data for, passed a person’s request on and signed it (OpenDSR 2.0).',
  facts: {
    ...id,
    subjectRequestId: z.uuidv4(),
    regulation: z.enum(['gdpr', 'ccpa']),
    submitted: timestampSchema,
    callbacks: z.array(z.url().max(300)).max(5),
  },
});

export const controllerCalledBack = defineEvent({
  type: 'controller-request.called-back.v1',
  context,
  entity,
  says: 'The controller was told of a new status of the request it passed on, and took it.',
  facts: { ...call, calledBack: timestampSchema, httpStatus: z.int().min(200).max(299) },
});

export const controllerCallFailed = defineEvent({
  type: 'controller-request.call-failed.v1',
  context,
  entity,
  says: 'The controller could not be told of a new status, or did not take it.',
  facts: {
    ...call,
    failed: timestampSchema,
    /** What it answered, where it did. */
    httpStatus: z.int().min(100).max(599).optional(),
    /** When it is told again; left out when it is given up, and the controller has to ask. */
    again: timestampSchema.optional(),
  },
});

export const controllerGivenUp = defineEvent({
  type: 'controller-request.given-up.v1',
  context,
  entity,
  says: 'The controller was called as often as the rule has it and took nothing: it is not called any more for this status.',
  facts: { ...call, givenUp: timestampSchema },
});

export const controllerCallResumed = defineEvent({
  type: 'controller-request.resumed.v1',
  context,
  entity,
  says: 'Somebody had the controller called at once about a status that it has not taken; the attempts count anew.',
  facts: { ...told, resumed: timestampSchema },
});

export const controllerRequestEvents = [
  controllerRequestReceived,
  controllerCalledBack,
  controllerCallFailed,
  controllerGivenUp,
  controllerCallResumed,
] as const;
