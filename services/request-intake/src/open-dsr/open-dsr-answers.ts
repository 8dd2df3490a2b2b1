import { answerError } from '@vitne/service-kit/error-answers';
import { type OpenDsrProcessor, openDsrSignature } from '@vitne/service-kit/open-dsr';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OpenDsrError } from './open-dsr-shape.ts';

/** Answers with exactly the bytes that are signed (§ 7.4). */
export function sendSigned(reply: FastifyReply, processor: OpenDsrProcessor, status: number, answer: object): void {
  const body = Buffer.from(JSON.stringify(answer));
  void reply
    .code(status)
    .headers({
      'content-type': 'application/json',
      'x-opendsr-processor-domain': processor.domain,
      'x-opendsr-signature': openDsrSignature(body, processor.key),
    })
    .send(body);
}

type Invalid = { validation?: { instancePath?: string; message?: string }[]; code?: string };

/** Errors about what was sent look as § 7.5 has them; an engine that is away and a defect stay problems of ours. */
export function answerOpenDsrError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (error instanceof OpenDsrError) return sendError(reply, error.statusCode, error.message, [error]);
  const { validation, code } = error as Invalid;
  if (validation) {
    const places = validation.map(({ instancePath = '', message = '' }) => ({
      reason: 'invalid-field',
      message: `${instancePath.replace(/^\//, '').replaceAll('/', '.') || 'The body'}: ${message}`,
    }));
    return sendError(reply, 400, 'The request does not follow the specification.', places.slice(0, 20));
  }
  if (code?.startsWith('FST_ERR_CTP')) {
    return sendError(reply, 400, 'The body is no JSON, or too large.', [
      { reason: 'invalid-body', message: 'Send JSON of at most 64 KiB.' },
    ]);
  }
  answerError(error, request, reply);
}

function sendError(
  reply: FastifyReply,
  code: number,
  message: string,
  errors: readonly { reason: string; message: string }[],
) {
  void reply.code(code).send({
    error: {
      code,
      message,
      errors: errors.map((one) => ({ domain: 'Validation', reason: one.reason, message: one.message })),
    },
  });
}
