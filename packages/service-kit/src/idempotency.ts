import { randomUUID } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { tenantOf } from './access.ts';
import { derivedId } from './derived-id.ts';
import { problem, sendProblem } from './problems.ts';
import { traceparentOf } from './tracing.ts';

/** What a request says about the command it carries; the rest of `Commanded` is the caller, the clock and the statement. */
export type CommandOrigin = { commandId: string; correlation: string; traceparent?: string };

/**
 * The ids under which a request's command is recorded.
 * @param tenant where a public route learns it from the body; otherwise it is the caller's or the path's.
 */
export function commandOriginOf(request: FastifyRequest, tenant?: Tenant): CommandOrigin {
  const commandId = commandIdOf(request, tenant);
  const traceparent = traceparentOf(request);
  return { commandId, correlation: correlationOf(request), ...(traceparent && { traceparent }) };
}

/**
 * 32 hex characters: the same for the same tenant, method, route pattern and `Idempotency-Key`, so that a repeated
 * request is the same command; random, but steady within the request, when there is no key.
 * @param tenant as for `commandOriginOf`.
 */
export function commandIdOf(request: FastifyRequest, tenant?: Tenant): string {
  const known = commandIds.get(request);
  const key = request.headers['idempotency-key'];
  if (known && (tenant === undefined || key === undefined)) return known;
  const made =
    typeof key === 'string'
      ? derivedId(tenant ?? tenantOf(request) ?? '-', request.method, request.routeOptions.url ?? '-', key)
      : randomUUID().replaceAll('-', '');
  commandIds.set(request, made);
  return made;
}

/** `x-correlation-id` where the caller sends a well-formed one, else the command id. Logs, problems and events carry it. */
export function correlationOf(request: FastifyRequest): string {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && correlationPattern.test(given) ? given : commandIdOf(request);
}

/** Refuses an `Idempotency-Key` that is not 1 to 128 visible ASCII characters, before anything is done. */
export function checkIdempotencyKeys(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || (typeof key === 'string' && keyPattern.test(key))) return done();
    const message = 'Send 1 to 128 visible ASCII characters without spaces, or leave the header out.';
    const errors = [{ path: 'headers/idempotency-key', message }];
    sendProblem(reply, problem('invalid-request', `headers/idempotency-key: ${message}`, { errors }));
  });
}

const keyPattern = /^[\x21-\x7e]{1,128}$/;
const correlationPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/;
const commandIds = new WeakMap<FastifyRequest, string>();
