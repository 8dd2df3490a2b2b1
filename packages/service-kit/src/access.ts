import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Access, Caller, Role } from './caller.ts';
import { type ProblemCode, problem, sendProblem } from './problems.ts';
import type { TokenVerifier } from './tokens.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route. Without it the service does not start. */
    access: Access;
  }
  interface FastifyRequest {
    /** Who is calling. Reading it on a public route is a defect and throws. */
    readonly caller: Caller;
  }
}

const callers = new WeakMap<FastifyRequest, Caller>();

/**
 * Guards every route that is declared from here on: no `config.access`, no start; no valid token of a fitting role, no
 * handler. A `:tenant` in the path must be the token's own.
 */
export function requireAccess(app: FastifyInstance, tokens: TokenVerifier): void {
  app.decorateRequest('caller', {
    getter() {
      const caller = callers.get(this);
      if (!caller) throw new TypeError('A public route has no caller.');
      return caller;
    },
  });
  app.addHook('onRoute', ({ method, url, config }) => {
    const access = config?.access;
    if (access === undefined || (access !== 'public' && access.length === 0)) {
      throw new TypeError(`The route ${String(method)} ${url} does not say who may call it: give it config.access.`);
    }
  });
  app.addHook('onRequest', async (request, reply) => {
    const { access } = request.routeOptions.config;
    if (access === undefined || access === 'public') return;
    const refusal = await identify(tokens, request, access);
    if (refusal) return refuse(reply, refusal);
  });
}

/** The token that a call shows (RFC 6750), not verified. */
export const bearerOf = ({ headers }: FastifyRequest): string | undefined =>
  /^Bearer +([\w.~+/-]+=*)$/i.exec(headers.authorization ?? '')?.[1];

async function identify(
  tokens: TokenVerifier,
  request: FastifyRequest,
  access: readonly Role[],
): Promise<ProblemCode | undefined> {
  const bearer = bearerOf(request);
  if (!bearer) return request.headers.authorization === undefined ? 'token-missing' : 'token-invalid';
  const caller = await tokens.verify(bearer);
  if (caller === 'keys-unavailable') return 'temporarily-unavailable';
  if (typeof caller === 'string') return caller;
  const named = (request.params as { tenant?: string }).tenant;
  if (named !== undefined && named !== caller.tenant) return 'other-tenant';
  if (!mayCall(access, caller.role)) return 'role-not-allowed';
  callers.set(request, caller);
}

/** A privacy officer may do all that staff may. */
export const mayCall = (access: Access, role: Role): boolean =>
  access === 'public' || access.includes(role) || (role === 'privacy-officer' && access.includes('staff'));

const challenges: Partial<Record<ProblemCode, string>> = {
  'token-missing': 'Bearer realm="vitne"',
  'token-invalid': 'Bearer realm="vitne", error="invalid_token"',
  'token-expired': 'Bearer realm="vitne", error="invalid_token", error_description="expired"',
  'role-not-allowed': 'Bearer realm="vitne", error="insufficient_scope"',
};

/** RFC 6750: a refusal says in WWW-Authenticate how to do better. */
function refuse(reply: FastifyReply, code: ProblemCode): FastifyReply {
  const challenge = challenges[code];
  if (challenge) reply.header('www-authenticate', challenge);
  return sendProblem(reply, problem(code));
}

/** The tenant that a request is about: the caller's, on a public route the well-formed `:tenant` of its path. */
export function tenantOf(request: FastifyRequest): Tenant | undefined {
  const caller = callers.get(request);
  if (caller) return caller.tenant;
  if ((request.routeOptions.config.access as Access | undefined) !== 'public') return undefined;
  const named = tenantSchema.safeParse((request.params as { tenant?: string } | undefined)?.tenant);
  return named.success ? named.data : undefined;
}
