import { openDsrStatuses } from '@vitne/contracts/catalogue/controller-request-events';
import { entityIdSchema } from '@vitne/contracts/channels';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { answerCommand, commandedBy, recordedSchema } from '@vitne/service-kit/http-command';
import { pageFields, readPage } from '@vitne/service-kit/paged-answer';
import type { ServiceContext } from '@vitne/service-kit/service';
import { z } from 'zod';
import { controllerRequest } from '../domain/controller-request.ts';
import {
  type ControllerRequestDocument,
  controllerRequestsProjection,
  type GivenUpCall,
  type OwedCall,
} from '../projections/controller-requests.ts';
import { rejectionStatuses } from './rejection-statuses.ts';

const callBackSchema = z.object({
  callback: z.string().describe('The address that the controller gave.'),
  status: z.enum(openDsrStatuses).describe('What it is to be told.'),
  state: z.enum(['waiting', 'given-up']).describe('`given-up`: nobody calls any more unless somebody says so.'),
  since: z.string().describe('When the request came to this status.'),
  attempts: z.int().describe('How many calls were made since it was last called anew.'),
  next: z.string().optional().describe('When it is called next.'),
  lastFailure: z
    .object({ failed: z.string(), httpStatus: z.int().optional().describe('Left out when nobody answered.') })
    .optional(),
});

const shownSchema = z.object({
  request: z.string(),
  controller: z.string(),
  subjectRequestId: z.string().describe('The `subject_request_id` under which the controller knows it.'),
  status: z.enum(openDsrStatuses).describe('How it stands by now.'),
  owedSince: z.string().describe('Since when the controller has not taken a status.'),
  callBacks: z.array(callBackSchema).describe('What it has not taken, by address, the oldest status first.'),
  whatToDo: z.object({ nb: z.string(), en: z.string() }).optional(),
});

const querystring = z.strictObject({
  state: callBackSchema.shape.state.optional().describe('`given-up` are those that need somebody.'),
  controller: z.string().min(1).max(64).optional().describe('By the name under which it is known in the settings.'),
  ...pageFields,
});

/** Which calls back are owed to controllers that passed requests on by OpenDSR, and having them made at once. */
export function controllerRequests(app: HttpApp, context: ServiceContext): void {
  app.get(
    '/v1/controller-requests',
    {
      config: { access: ['staff', 'auditor'] },
      schema: {
        tags: ['opendsr'],
        summary: 'List the requests of controllers that have not taken how they stand, who waits longest first',
        querystring,
        response: { 200: z.object({ controllerRequests: z.array(shownSchema), next: z.string().optional() }) },
      },
    },
    async ({ caller, query }, reply) => {
      const { state, controller, limit, cursor } = query;
      const isThere = { $exists: true };
      const filter = {
        owedSince: isThere,
        ...(state === 'waiting' && { nextCall: isThere }),
        ...(state === 'given-up' && { 'givenUp.0': isThere }),
        ...(controller !== undefined && { controller }),
      };
      const options = { sort: { owedSince: 1 } as const, limit, after: cursor };
      return readPage(
        reply,
        () => findDocuments(context.db, caller.tenant, controllerRequestsProjection, filter, options),
        (documents) => ({ controllerRequests: documents.map(shown) }),
      );
    },
  );

  app.post(
    '/v1/controller-requests/:request/calls',
    {
      config: { access: ['staff'] },
      schema: {
        tags: ['opendsr'],
        summary: 'Have the controller called at once about every status that it has not taken',
        params: z.strictObject({ request: entityIdSchema.describe('As `GET /v1/controller-requests` lists it.') }),
        body: z.strictObject({
          callback: z.url().max(300).optional().describe('This address alone, of those that are owed a call.'),
        }),
        response: { 200: recordedSchema, 201: recordedSchema },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const commanded = commandedBy(request, context.clock);
      const known = await findDocument(context.db, commanded.tenant, controllerRequestsProjection, params.request);
      const calls = [...(known?.givenUp ?? []), ...(known?.owed ?? [])]
        .filter(({ callback }) => body.callback === undefined || callback === body.callback)
        .map(({ callback, status }) => ({ callback, status }));
      const command = { command: 'call-again', calls, now: commanded.now } as const;
      const target = { entity: 'controller-request', id: params.request };
      const result = await context.execute(controllerRequest, commanded, target, command);
      return answerCommand(reply, result, rejectionStatuses, () => ({}));
    },
  );
}

function shown(document: ControllerRequestDocument): z.infer<typeof shownSchema> {
  const { request, controller, subjectRequestId, status, owedSince = '', owed, givenUp } = document;
  const callBacks = [...givenUp, ...owed].map(shownCall).sort((one, other) => (one.since < other.since ? -1 : 1));
  return {
    request,
    controller,
    subjectRequestId,
    status,
    owedSince,
    callBacks,
    ...(givenUp.length > 0 && { whatToDo: toDo(request) }),
  };
}

const shownCall = (call: OwedCall | GivenUpCall): z.infer<typeof callBackSchema> => ({
  callback: call.callback,
  status: call.status,
  state: 'due' in call ? 'waiting' : 'given-up',
  since: call.since,
  attempts: 'due' in call ? call.attempt - 1 : call.attempt,
  ...('due' in call && { next: call.due }),
  ...(call.failure && { lastFailure: call.failure }),
});

const toDo = (request: string) => ({
  nb: `Den behandlingsansvarlige kalles ikke mer. Ta kontakt og få rettet det som er galt, og kall på nytt: POST /v1/controller-requests/${request}/calls. Eller si fra på en annen måte.`,
  en: `The controller is not called any more. Contact it, have mended what is wrong, and call anew: POST /v1/controller-requests/${request}/calls. Or tell it in another way.`,
});
