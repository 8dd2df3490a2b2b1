import { tenantSchema } from '@vitne/contracts/channels';
import { slugSchema } from '@vitne/contracts/event-definition';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { HttpApp } from '@vitne/service-kit/http-app';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { processorRequest } from '../domain/processor-request.ts';
import { answerOpenDsrError } from '../open-dsr/open-dsr-answers.ts';
import { OpenDsrError, openDsrErrorSchema } from '../open-dsr/open-dsr-shape.ts';
import { badSignature, bodyLimit, whenSigned } from '../open-dsr/signed-body.ts';
import { callbackUrlFor, isAboutUs } from './ask-processor.ts';
import { callbackSchema } from './processor-answers.ts';
import type { ProcessorCertificates, Signed } from './processor-certificates.ts';
import { CallFailed } from './processor-door.ts';

const params = z.strictObject({
  tenant: tenantSchema,
  system: slugSchema.describe('The system that the processor runs, by its id in the statement.'),
});

/** Who signed a body, once it was verified. */
const signers = new WeakMap<FastifyRequest, Signed>();

/** Takes what processors call back (§ 8.5): a signature by a certificate that the statement names is all that counts. */
export function processorCallbacks(app: HttpApp, context: ServiceContext, certificates: ProcessorCertificates): void {
  app.post(
    '/opendsr/:tenant/v2/callbacks/:system',
    {
      config: { access: 'public' },
      errorHandler: answerOpenDsrError,
      bodyLimit,
      preParsing: whenSigned(verified),
      schema: {
        tags: ['opendsr'],
        summary: 'A processor says how a request stands that it was sent',
        description:
          'The address stands in `status_callback_urls` of the request. X-OpenDSR-Signature is verified against the certificate that the statement names, before the body is read; without it nothing is recorded.',
        params,
        body: callbackSchema,
        response: {
          202: z.object({ subject_request_id: z.string(), request_status: z.string() }),
          400: openDsrErrorSchema,
          403: openDsrErrorSchema,
          404: openDsrErrorSchema,
          503: openDsrErrorSchema,
        },
      },
    },
    async (request, reply) => {
      const { tenant, system } = request.params;
      const said = request.body;
      const openDsr = await speaker(tenant, system);
      const answer = signers.get(request);
      if (!answer) throw new TypeError('A body was read that nobody had verified.');
      if (said.status_callback_url !== callbackUrlFor(context, tenant, system)) {
        throw new OpenDsrError(400, 'unknown-callback', 'status_callback_url is not the address that was called.');
      }
      const id = said.subject_request_id;
      if (!isAboutUs({ openDsr }, { subjectRequestId: id }, said)) throw unknownRequest();
      const commanded = {
        tenant,
        commandId: derivedId(tenant, 'processor-callback', system, answer.digest),
        actor: `system:${system}` as const,
        correlation: id,
        now: context.clock.now(),
        content: answer.digest,
      };
      const result = await context.execute(
        processorRequest,
        commanded,
        { entity: 'processor-request', id },
        {
          command: 'note-status',
          system,
          status: said.request_status,
          through: 'callback',
          answer,
          expectedCompletion: said.expected_completion_time,
          results: said.results_count,
          now: commanded.now,
        },
      );
      if (result.outcome === 'rejected') {
        if (result.rejection.code === 'unknown-processor-request') throw unknownRequest();
        throw new OpenDsrError(503, 'try-again', 'It could not be recorded. Call again.');
      }
      return reply.code(202).send({ subject_request_id: id, request_status: said.request_status });
    },
  );

  /** @throws {OpenDsrError} when the statement in force names no such processor. */
  async function speaker(tenant: string, system: string) {
    const inForce = await context.statements.inForce(tenant);
    const openDsr = inForce?.statement.systems.find(({ id }) => id === system)?.openDsr;
    if (!openDsr) throw new OpenDsrError(404, 'unknown-processor', 'No processor of that name is asked by OpenDSR.');
    return openDsr;
  }

  async function verified(raw: Buffer, request: FastifyRequest): Promise<void> {
    const { tenant, system } = request.params as z.infer<typeof params>;
    const openDsr = await speaker(tenant, system);
    const headers = new Headers();
    for (const name of ['x-opendsr-processor-domain', 'x-opendsr-signature']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    try {
      signers.set(request, await certificates.verified(openDsr, raw, headers, context.clock.now()));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.reason === 'bad-signature') throw badSignature();
      if (error.reason === 'bad-certificate') {
        throw new OpenDsrError(403, 'bad-certificate', 'No certificate that the statement names is valid now.');
      }
      throw new OpenDsrError(503, 'no-certificate', 'Your discovery gives no certificate just now. Call again.');
    }
  }
}

const unknownRequest = () => new OpenDsrError(404, 'unknown-request', 'No request of that id was sent to you.');
