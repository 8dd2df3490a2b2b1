import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';
import { openDsr, openDsrRequestTypes } from '../statement/recipients-and-systems.ts';

const context = 'request-intake';
/** What one processor is asked by OpenDSR because of one task or one disposal; its id is the `subject_request_id`. */
const entity = 'processor-request';

/** The statuses of OpenDSR 2.0 § 8, and the refusal that it lacks and processors give all the same. */
export const processorStatuses = ['pending', 'in_progress', 'completed', 'cancelled', 'denied'] as const;

/** Why a call came to nothing. */
export const processorCallFailures = [
  'unreachable',
  'http-status',
  'redirected',
  'too-large',
  'malformed',
  'bad-signature',
  'bad-certificate',
  'not-ours',
  'not-in-statement',
  'no-settings',
  'not-supported',
  'no-identity',
  'refused',
  'results-missing',
  'results-elsewhere',
  'results-unusable',
  'no-end',
] as const;

/** Which call it was: the request itself, the question how it stands, the fetching of what an access gives. */
export const processorCalls = ['send', 'ask', 'fetch'] as const;

const id = z.string().max(64);
const about = {
  subjectRequestId: z.uuidv4(),
  person: personIdSchema,
  system: slugSchema,
  /** What it is asked for: the task, or the disposal. */
  task: id.optional(),
  disposal: id.optional(),
};
const fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

/** A signed answer that nobody's identity stands in, so that an auditor can check it against the processor's certificate. */
const signedAnswer = z.strictObject({
  /** SHA-256 of the bytes that are signed. */
  digest: fingerprint,
  signature: z.base64().max(2_000),
  certificate: fingerprint,
});

export const processorRequestOwed = defineEvent({
  type: 'processor-request.owed.v1',
  context,
  entity,
  says: 'A processor that takes orders by OpenDSR is to be asked for what a person has a right to, or to dispose of data.',
  facts: {
    ...about,
    /** The person's request that it belongs to; none where only a term has run out. */
    request: id.optional(),
    processor: slugSchema.optional(),
    requestType: z.enum(openDsrRequestTypes),
    /** Since when the person's time runs; of a disposal that nobody asked for, when it was ordered. */
    submitted: timestampSchema,
    owed: timestampSchema,
    terms: z.string().max(32),
  },
});

export const processorRequestReceived = defineEvent({
  type: 'processor-request.received.v1',
  context,
  entity,
  says: 'The processor received the request and signed the receipt, and its signature was verified.',
  facts: {
    ...about,
    /** By which identities it was asked about the person, never what they are. */
    identities: openDsr.shape.identities,
    certificate: fingerprint,
    /** As the processor has it. */
    receivedTime: timestampSchema,
    expectedCompletion: timestampSchema,
    received: timestampSchema,
    /** When it is asked how the request stands, unless it calls before. */
    again: timestampSchema,
  },
  /** Of bytes that hold the person's identities: whoever guessed those could try them against the digest. */
  personal: { receipt: personalPart('enquiry', { digest: fingerprint, signature: z.base64().max(2_000) }) },
});

export const processorCallFailed = defineEvent({
  type: 'processor-request.call-failed.v1',
  context,
  entity,
  says: 'A call to the processor came to nothing: it did not answer, or answered what cannot be trusted or used.',
  facts: {
    ...about,
    call: z.enum(processorCalls),
    attempt: z.int().min(1).max(100),
    reason: z.enum(processorCallFailures),
    httpStatus: z.int().min(100).max(599).optional(),
    failed: timestampSchema,
    /** When it is called again; left out when it is given up. */
    again: timestampSchema.optional(),
  },
});

export const processorStatusTold = defineEvent({
  type: 'processor-request.status-told.v1',
  context,
  entity,
  says: 'The processor said how the request stands, and its signature was verified.',
  facts: {
    ...about,
    status: z.enum(processorStatuses),
    through: z.enum(['callback', 'asked']),
    answer: signedAnswer,
    expectedCompletion: timestampSchema.optional(),
    /** How many results it found. */
    results: z.int().nonnegative().optional(),
    told: timestampSchema,
    /** When it is called next: asked again, or its results fetched. */
    again: timestampSchema.optional(),
  },
});

export const processorRequestGivenUp = defineEvent({
  type: 'processor-request.given-up.v1',
  context,
  entity,
  says: 'The processor is not called any more about the request: somebody has to look.',
  facts: {
    ...about,
    call: z.enum(processorCalls),
    reason: z.enum(processorCallFailures),
    httpStatus: z.int().min(100).max(599).optional(),
    givenUp: timestampSchema,
  },
});

export const processorRequestResumed = defineEvent({
  type: 'processor-request.resumed.v1',
  context,
  entity,
  says: 'The order was given again, so the processor that was given up is called anew.',
  facts: { ...about, resumed: timestampSchema },
});

export const processorRequestSettled = defineEvent({
  type: 'processor-request.settled.v1',
  context,
  entity,
  says: 'What the processor was asked for is answered or not wanted any more, so it is not called about it again.',
  facts: { ...about, settled: timestampSchema },
});

/** Only tasks are taken back: a disposal that was ordered is carried out everywhere. */
const ofTask = { subjectRequestId: about.subjectRequestId, person: about.person, system: slugSchema, task: id };

export const processorCancellationOwed = defineEvent({
  type: 'processor-request.cancellation-owed.v1',
  context,
  entity,
  says: 'What the processor was asked for is not wanted any more, and it was told of it: it is to be told that, too.',
  facts: { ...ofTask, owed: timestampSchema },
});

export const processorRequestCancelled = defineEvent({
  type: 'processor-request.cancelled.v1',
  context,
  entity,
  says: 'The processor received that the request is taken back and signed that, or had never heard of the request.',
  facts: {
    ...ofTask,
    /** `not-known`: no receipt had come, and the processor knows no such request. */
    outcome: z.enum(['received', 'not-known']),
    httpStatus: z.int().min(100).max(599),
    answer: signedAnswer.optional(),
    cancelled: timestampSchema,
  },
});

export const processorCancellationFailed = defineEvent({
  type: 'processor-request.cancellation-failed.v1',
  context,
  entity,
  says: 'The processor could not be told that the request is taken back, or did not take that.',
  facts: {
    ...ofTask,
    attempt: z.int().min(1).max(100),
    reason: z.enum(processorCallFailures),
    httpStatus: z.int().min(100).max(599).optional(),
    failed: timestampSchema,
    /** When it is told again; left out when it is given up. */
    again: timestampSchema.optional(),
  },
});

export const processorCancellationGivenUp = defineEvent({
  type: 'processor-request.cancellation-given-up.v1',
  context,
  entity,
  says: 'The processor did not take back what it was asked for, or was never reached: somebody has to tell it.',
  facts: {
    ...ofTask,
    reason: z.enum(processorCallFailures),
    httpStatus: z.int().min(100).max(599).optional(),
    givenUp: timestampSchema,
  },
});

export const processorRequestEvents = [
  processorRequestOwed,
  processorRequestReceived,
  processorCallFailed,
  processorStatusTold,
  processorRequestGivenUp,
  processorRequestResumed,
  processorRequestSettled,
  processorCancellationOwed,
  processorRequestCancelled,
  processorCancellationFailed,
  processorCancellationGivenUp,
] as const;
