import { channelOf, type Tenant, tenantSchema } from '@vitne/contracts/channels';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { commandedBy } from '@vitne/service-kit/http-command';
import { type OpenDsrProcessor, openDsrSigned } from '@vitne/service-kit/open-dsr';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { OpenDsrStatus } from '../domain/controller-request.ts';
import { request as decider } from '../domain/request.ts';
import { isClosed, type KnownRequest, type RecordedRequestEvent } from '../domain/request-state.ts';
import { answerOpenDsrError, sendSigned } from './open-dsr-answers.ts';
import {
  OpenDsrError,
  openDsrErrorSchema,
  openDsrRequestSchema,
  openDsrVersion,
  supportedIdentities,
  supportedRequestTypes,
} from './open-dsr-shape.ts';
import { receiveOpenDsr, requestIdOf } from './receive-open-dsr.ts';
import { badSignature, bodyLimit, signedBodyOf, whenSigned } from './signed-body.ts';

const base = '/opendsr/:tenant/v2';
const tenantParams = z.strictObject({ tenant: tenantSchema });
const requestParams = tenantParams.extend({
  subject_request_id: z.uuidv4().describe('The id that the controller gave the request when it passed it on.'),
});
const tags = ['opendsr'];
const asController = { config: { access: ['system'] as const }, errorHandler: answerOpenDsrError };
const received = {
  controller_id: z.string(),
  subject_request_id: z.string(),
  received_time: z.string(),
};
const discovery = z.object({
  api_version: z.string(),
  supported_identities: z.array(z.object({ identity_type: z.string(), identity_format: z.string() })),
  supported_subject_request_types: z.array(z.string()),
  processor_certificate: z.string(),
});
const standingSchema = z.object({
  controller_id: z.string(),
  expected_completion_time: z.string(),
  subject_request_id: z.string(),
  request_status: z.enum(['pending', 'in_progress', 'completed', 'cancelled']),
  api_version: z.string(),
});

/** OpenDSR 2.0: a controller passes people's requests on to the organisation as its processor (Art. 28(3)(e)). */
export function openDsrRoutes(app: HttpApp, context: ServiceContext): void {
  discover(app, context);
  receive(app, context);
  tellStatus(app, context);
  cancel(app, context);
}

function discover(app: HttpApp, context: ServiceContext): void {
  app.get(
    `${base}/discovery`,
    {
      config: { access: 'public' },
      schema: { tags, summary: 'What this processor supports', params: tenantParams, response: { 200: discovery } },
    },
    (request, reply) => {
      const { tenant } = request.params;
      if (!context.openDsr?.has(tenant)) return void sendProblem(reply, problem('not-found'));
      return {
        api_version: openDsrVersion,
        supported_identities: [...supportedIdentities],
        supported_subject_request_types: [...supportedRequestTypes],
        processor_certificate: `${context.publicOrigin?.() ?? ''}/opendsr/${tenant}/v2/certificate`,
      };
    },
  );
  app.get(
    `${base}/certificate`,
    {
      config: { access: 'public' },
      schema: { tags, summary: 'The certificate behind the signatures, as PEM', params: tenantParams },
    },
    (request, reply) => {
      const processor = context.openDsr?.get(request.params.tenant);
      if (!processor) return void sendProblem(reply, problem('not-found'));
      return reply.type('application/x-pem-file').send(processor.certificate);
    },
  );
}

function receive(app: HttpApp, context: ServiceContext): void {
  app.post(
    `${base}/requests`,
    {
      ...asController,
      bodyLimit,
      preParsing: whenSigned((raw, request) => {
        const { known } = partiesOf(context, request);
        const signature = request.headers['x-opendsr-signature'];
        if (typeof signature !== 'string' || !openDsrSigned(raw, signature, known.publicKey)) throw badSignature();
      }),
      schema: {
        tags,
        summary: 'Pass a person’s request on',
        description:
          'The body is signed with the controller’s key: X-OpenDSR-Signature holds the base64 of RSA or ECDSA over its SHA-256.',
        params: tenantParams,
        body: openDsrRequestSchema,
        response: {
          201: z.object({ ...received, expected_completion_time: z.string(), encoded_request: z.string() }),
          400: openDsrErrorSchema,
          403: openDsrErrorSchema,
        },
      },
    },
    async (request, reply) => {
      const { tenant, controller, known, processor } = partiesOf(context, request);
      const { due, receivedAt } = await receiveOpenDsr(context, { tenant, controller, known }, request.body);
      sendSigned(reply, processor, 201, {
        controller_id: controller,
        expected_completion_time: due,
        received_time: receivedAt,
        encoded_request: signedBodyOf(request).toString('base64'),
        subject_request_id: request.body.subject_request_id,
      });
      return reply;
    },
  );
}

function tellStatus(app: HttpApp, context: ServiceContext): void {
  app.get(
    `${base}/requests/:subject_request_id`,
    {
      ...asController,
      schema: {
        tags,
        summary: 'How a request stands that was passed on',
        params: requestParams,
        response: { 200: standingSchema, 404: openDsrErrorSchema },
      },
    },
    async (request, reply) => {
      const { processor, tenant, controller } = partiesOf(context, request);
      const { subject_request_id } = request.params;
      const { known, status } = await standing(context, tenant, controller, subject_request_id);
      sendSigned(reply, processor, 200, {
        controller_id: controller,
        expected_completion_time: known.due.due,
        subject_request_id,
        request_status: status,
        api_version: openDsrVersion,
      });
      return reply;
    },
  );
}

function cancel(app: HttpApp, context: ServiceContext): void {
  app.delete(
    `${base}/requests/:subject_request_id`,
    {
      ...asController,
      schema: {
        tags,
        summary: 'Take back a request that is still pending',
        params: requestParams,
        response: {
          202: z.object({ ...received, api_version: z.string() }),
          400: openDsrErrorSchema,
          404: openDsrErrorSchema,
        },
      },
    },
    async (request, reply) => {
      const { processor, tenant, controller } = partiesOf(context, request);
      const { subject_request_id } = request.params;
      const { id, known, status, position } = await standing(context, tenant, controller, subject_request_id);
      const tooLate = new OpenDsrError(400, 'not-pending', 'Only a pending request can be cancelled.');
      const wasCancelled = known.status === 'withdrawn';
      if (status !== 'pending' && !wasCancelled) throw tooLate;
      const { now, ...commanded } = commandedBy(request, context.clock);
      // What was accepted meanwhile is under way, so the command holds only for the request as it was seen pending.
      const expectedPosition = wasCancelled ? undefined : position;
      const target = { entity: 'request', id };
      const command = { command: 'withdraw', now } as const;
      const result = await context.execute(decider, { ...commanded, now, expectedPosition }, target, command);
      if (result.outcome === 'rejected') throw tooLate;
      sendSigned(reply, processor, 202, {
        controller_id: controller,
        subject_request_id,
        received_time: now,
        api_version: openDsrVersion,
      });
      return reply;
    },
  );
}

/**
 * Read from the ledger, so that whoever has just been answered finds the request.
 * @throws {OpenDsrError} when this controller passed nothing on under that id.
 */
async function standing({ log }: ServiceContext, tenant: Tenant, controller: string, subjectRequestId: string) {
  const id = requestIdOf(tenant, controller, subjectRequestId);
  const events = (entity: string) => log.readEntity(channelOf({ tenant, context: 'request-intake', entity, id }));
  const [passedOn, history] = await Promise.all([events('controller-request'), events('request')]);
  const state = history.reduce(
    (folded, event) => decider.evolve(folded, event as unknown as RecordedRequestEvent),
    decider.initial(),
  );
  if (passedOn.length === 0 || state.status === 'unknown') {
    throw new OpenDsrError(404, 'unknown-request', 'No request of that id was passed on.');
  }
  return { id, known: state, position: history.at(-1)?.position, status: statusOf(state) };
}

/** OpenDSR knows no refusal, so a refused request is cancelled. */
function statusOf({ status, identity }: KnownRequest): OpenDsrStatus {
  if (status === 'refused' || status === 'withdrawn') return 'cancelled';
  if (isClosed(status)) return 'completed';
  return identity === undefined ? 'pending' : 'in_progress';
}

/** @throws {OpenDsrError} when the caller is no controller that the organisation processes data for. */
function partiesOf(context: ServiceContext, { caller }: FastifyRequest) {
  const processor: OpenDsrProcessor | undefined = context.openDsr?.get(caller.tenant);
  const controller = caller.actor.slice(caller.actor.indexOf(':') + 1);
  const known = processor?.controllers.get(controller);
  if (!processor || !known) throw new OpenDsrError(403, 'unknown-controller', 'This controller is not known here.');
  return { tenant: caller.tenant, controller, known, processor };
}
