import {
  processorCallFailures,
  processorCalls,
  processorStatuses,
} from '@vitne/contracts/catalogue/processor-request-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import { slugSchema } from '@vitne/contracts/event-definition';
import { openDsrRequestTypes } from '@vitne/contracts/statement/recipients-and-systems';
import { findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { type ProcessorRequestDocument, processorRequestsProjection } from '../projections/processor-requests.ts';

const states = [
  'sending',
  'waiting',
  'fetching',
  'completed',
  'ended',
  'given-up',
  'settled',
  'cancelling',
  'cancelled',
  'cancellation-given-up',
] as const;
type State = (typeof states)[number];

const querystring = z.strictObject({
  state: z
    .enum(states)
    .optional()
    .describe('`ended`, `given-up` and `cancellation-given-up` are those that need somebody.'),
  system: slugSchema.optional(),
  task: entityIdSchema.optional(),
  disposal: entityIdSchema.optional(),
  ...pageFields,
});

const shownSchema = z.object({
  processorRequest: z.string().describe('The `subject_request_id` under which the processor knows it.'),
  state: z.enum(states),
  person: z.string(),
  system: z.string(),
  processor: z.string().optional(),
  task: z.string().optional(),
  disposal: z.string().optional(),
  request: z.string().optional(),
  requestType: z.enum(openDsrRequestTypes),
  submitted: z.string(),
  owed: z.string(),
  received: z.string().optional().describe('When its signed receipt was verified.'),
  expectedCompletion: z.string().optional(),
  status: z.enum(processorStatuses).optional().describe('The furthest that it signed.'),
  results: z.int().optional(),
  attempt: z.int().describe('Which attempt of the call is next.'),
  next: z.string().optional().describe('When it is called next.'),
  givenUp: z
    .object({
      call: z.enum(processorCalls),
      reason: z.enum(processorCallFailures),
      httpStatus: z.int().optional(),
      givenUp: z.string(),
    })
    .optional(),
  whatToDo: z.object({ nb: z.string(), en: z.string() }).optional(),
});

/** What processors are asked by OpenDSR, and how far it is; nothing of it says by which identities. */
export function readProcessorRequests(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/processor-requests',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags: ['opendsr'],
        summary: 'List what processors are asked by OpenDSR, the newest first',
        querystring,
        response: { 200: z.object({ processorRequests: z.array(shownSchema), next: z.string().optional() }) },
      },
    },
    async ({ caller, query }, reply) => {
      const { state, system, task, disposal, limit, cursor } = query;
      const filter = {
        ...(state !== undefined && { stage: stageOf[state] }),
        ...(system !== undefined && { system }),
        ...(task !== undefined && { task }),
        ...(disposal !== undefined && { disposal }),
      };
      const options = { sort: { owed: -1 } as const, limit, after: cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, caller.tenant, processorRequestsProjection, filter, options),
        (documents) => ({ processorRequests: documents.map(shown) }),
      );
    },
  );
}

const stageOf: Readonly<Record<State, ProcessorRequestDocument['stage']>> = {
  sending: 'send',
  waiting: 'ask',
  fetching: 'fetch',
  completed: 'completed',
  ended: 'ended',
  'given-up': 'given-up',
  settled: 'settled',
  cancelling: 'cancel',
  cancelled: 'cancelled',
  'cancellation-given-up': 'cancellation-given-up',
};

function shown(document: ProcessorRequestDocument): z.infer<typeof shownSchema> {
  const { subjectRequestId, stage, round: _round, terms: _terms, ...facts } = document;
  const state = states.find((one) => stageOf[one] === stage) ?? 'settled';
  const whatToDo = toDo(document);
  return { processorRequest: subjectRequestId, state, ...facts, ...(whatToDo && { whatToDo }) };
}

/** What staff does about a request that the processor ended without doing it, or that nobody calls about any more. */
function toDo({ stage, task, disposal, status }: ProcessorRequestDocument) {
  if (stage === 'cancellation-given-up') {
    return {
      nb: 'Det vi ba om, gjelder ikke lenger, og databehandleren har ikke bekreftet at den vet det. Si fra på en annen måte.',
      en: 'What we asked for is not wanted any more, and the processor has not confirmed that it knows. Tell it in another way.',
    };
  }
  if (stage !== 'ended' && stage !== 'given-up') return undefined;
  const answer =
    task === undefined ? `POST /v1/disposals/${disposal}/confirmations` : `POST /v1/tasks/${task}/completion`;
  if (stage === 'ended') {
    return {
      nb: `Databehandleren svarte ${status}. Spør hvorfor, få det gjort på en annen måte, og svar for systemet med ${answer}.`,
      en: `The processor answered ${status}. Ask why, have it done in another way, and answer for the system with ${answer}.`,
    };
  }
  return {
    nb: `Databehandleren kalles ikke mer før ordren gis på nytt. Ta kontakt, rett det som er galt, eller svar for systemet med ${answer}.`,
    en: `The processor is not called before the order is given again. Contact it, mend what is wrong, or answer for the system with ${answer}.`,
  };
}
