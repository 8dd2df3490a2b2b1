import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemOfError } from './error-problems.ts';
import { correlationOf } from './idempotency.ts';
import { type ProblemCode, problem, problemMediaType, sendProblem } from './problems.ts';
import { routeOf } from './tracing.ts';

/** Answers every error of the app and every unknown route with a problem. */
export function answerErrors(app: FastifyInstance): void {
  app.setErrorHandler(answerError);
  app.setNotFoundHandler((_request, reply) => sendProblem(reply, problem('unknown-route')));
}

/** A defect is logged with its place in the code and answered with nothing but the correlation id to find it by. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { problem: answer, defect } = problemOfError(error);
  const correlation = correlationOf(request);
  const seen = { err: error, route: routeOf(request), correlation };
  if (defect) request.log.error(seen, 'defect');
  else if (answer.status >= 500) request.log.warn(seen, 'temporarily unavailable');
  return sendProblem(reply, answer.status >= 500 ? { ...answer, correlation } : answer);
}

const codeOfClientError: Record<string, ProblemCode> = {
  HPE_HEADER_OVERFLOW: 'headers-too-large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request-timeout',
};

/** Answers what is no HTTP request at all, before there is anything to route. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const answer = problem(codeOfClientError[error.code ?? ''] ?? 'malformed-request');
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`,
    `content-type: ${problemMediaType}`,
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
