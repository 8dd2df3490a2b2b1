import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { VaultUnavailable } from '@vitne/vault/vault';
import { MongoNetworkError } from 'mongodb';
import { z } from 'zod';
import type { Role } from '../src/caller.ts';
import { type DemoIssuer, demoIssuer } from '../src/demo-issuer.ts';
import { createHttpApp, type HttpApp, type HttpAppOptions } from '../src/http-app.ts';
import { commandOriginOf } from '../src/idempotency.ts';
import { createLogger } from '../src/logger.ts';
import { sendPosition } from '../src/positions.ts';
import { problemCodeOf, rejectionProblem, sendProblem } from '../src/problems.ts';

/** A small service with a route for every guarantee, and what it logged. */
export type Probe = {
  app: HttpApp;
  issuer: DemoIssuer;
  /** Authorization headers of a caller. */
  as(role: Role, tenant?: string): Promise<{ authorization: string }>;
  /** The lines logged so far, parsed. */
  logged(): Record<string, unknown>[];
  rawLog(): string;
};

export const thingSchema = z.strictObject({
  email: z.email(),
  purposes: z.array(z.enum(['newsletter', 'analytics'])).max(5),
  contact: z
    .union([z.strictObject({ phone: z.string() }), z.strictObject({ form: z.literal(true), page: z.string() })])
    .optional(),
});

const failures: Record<string, () => Error> = {
  'event-log': () => new EventLogUnavailable('the bus is away'),
  vault: () => new VaultUnavailable('the key store is away'),
  mongo: () => new Error('could not read', { cause: new MongoNetworkError('connect ECONNREFUSED') }),
  socket: () => Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }),
  defect: () => new Error('no such thing "anna@example.org", dup key: { phone: "+47 999 88 777" }'),
};

const rejectionStatuses = { 'consent-withdrawn': 409 };

export async function probeApp(
  options: Partial<HttpAppOptions> = {},
  declare: (app: HttpApp) => void = declareRoutes,
): Promise<Probe> {
  const issuer = await demoIssuer(await mkdtemp(join(tmpdir(), 'vitne-tokens-')));
  const lines: string[] = [];
  const app = await createHttpApp({
    name: 'probe',
    title: 'Probe',
    description: 'A service for tests.',
    tokens: issuer.verifier(),
    logger: createLogger({ service: 'probe', level: 'debug', destination: { write: (line) => void lines.push(line) } }),
    readiness: async () => ({ ready: true, reasons: [] }),
    rejections: rejectionStatuses,
    ...options,
  });
  declare(app);
  return {
    app,
    issuer,
    as: async (role, tenant = 'kaukus') => ({
      authorization: `Bearer ${await issuer.issue({ tenant, role, subject: `${role}-1`, expiresInSeconds: 60 })}`,
    }),
    logged: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
    rawLog: () => lines.join(''),
  };
}

function declareRoutes(app: HttpApp): void {
  const staff = { access: ['staff'] as const };
  app.post(
    '/v1/things',
    {
      config: { access: ['staff', 'system'] },
      schema: { summary: 'Make a thing', body: thingSchema, response: { 201: z.object({ position: z.int() }) } },
    },
    async (_request, reply) => {
      sendPosition(reply, 7);
      return reply.code(201).send({ position: 7 });
    },
  );
  app.get(
    '/v1/things/:id',
    {
      config: staff,
      schema: {
        params: z.object({ id: z.string().max(20) }),
        querystring: z.strictObject({ state: z.enum(['open']).optional() }),
        response: { 200: z.object({ tenant: z.string(), actor: z.string() }) },
      },
    },
    (request) => ({ tenant: request.caller.tenant, actor: request.caller.actor }),
  );
  app.get('/v1/tenants/:tenant/notes', { config: staff }, async () => ({ notes: [] }));
  app.get('/statements/:tenant', { config: { access: 'public' } }, async () => ({ statement: 'in force' }));
  app.get('/v1/fails/:how', { config: staff }, (request) => {
    throw failures[(request.params as { how: string }).how]?.() ?? new TypeError('unknown');
  });
  app.get(
    '/v1/answers-wrongly',
    { config: staff, schema: { response: { 200: z.object({ count: z.int() }) } } },
    async () => ({ count: 'anna@example.org' }) as never,
  );
  app.post('/v1/commands/:id', { config: { access: ['staff', 'system'] } }, (request) => commandOriginOf(request));
  app.post('/v1/rejects/:code', { config: staff }, (request, reply) => {
    const { code } = request.params as { code: 'consent-withdrawn' | 'idempotency-key-reused' };
    return sendProblem(
      reply,
      rejectionProblem({ code, detail: 'Ask for a new consent.', facts: { since: '2026-01-01' } }, rejectionStatuses),
    );
  });
}

/** The code of a problem that was answered, after checking that it is one. */
export function codeOf(answer: { statusCode: number; headers: Record<string, unknown>; json(): unknown }): string {
  const body = answer.json() as { type: string; status: number };
  if (
    !String(answer.headers['content-type']).startsWith('application/problem+json') ||
    body.status !== answer.statusCode
  ) {
    throw new Error('The answer is no problem.');
  }
  return problemCodeOf(body);
}
