import { behaviourObserved } from '@vitne/contracts/catalogue/user-events';
import { memoryEventLog } from '@vitne/event-log/memory-event-log';
import type { Projection } from '@vitne/projector/projection';
import { enginesForTests, freshDatabase, freshTenant } from '@vitne/testing/engines-for-tests';
import { type Answered, problemCode, runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { memoryVault } from '@vitne/vault/memory-vault';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { realClock } from '../src/clock.ts';
import type { Commanded } from '../src/command-handler.ts';
import { answerCommand, commandedBy, recordedSchema } from '../src/http-command.ts';
import { answerEvent, commandedByEvent } from '../src/inbox-command.ts';
import { createLogger } from '../src/logger.ts';
import { noMailSender } from '../src/mail-sender.ts';
import { projectionsOf, type ServiceContext, type ServiceDefinition, startService } from '../src/service.ts';
import { type LookAt, visitor, visits } from './visits.ts';

type Tally = { pages: number; remindAt?: string };
const tally: Projection<Tally> = {
  name: 'tally',
  version: 1,
  handles: [behaviourObserved.type],
  indexes: [{ key: { remindAt: 1 } }],
  keysOf: ({ facts }) => [facts['person'] as string],
  evolve: (doc, { facts }) => {
    const pages = (doc?.pages ?? 0) + 1;
    return pages < 3 ? { pages, remindAt: facts['occurred'] as string } : { pages };
  },
};

const rejections = { full: 409 } as const;
const lookAt = z.strictObject({ pages: z.array(z.string()), occurred: z.string() });

/** A service as small as one can be: one command, one read model, one timer, one kind of user event. */
const visitService: ServiceDefinition = {
  name: 'retention',
  title: 'Visits',
  description: 'A service for tests.',
  projections: [tally],
  rejections,
  reactions: () => [],
  timers: (context, tenant) => [
    {
      projection: tally,
      dueField: 'remindAt',
      fire: async (doc: Tally) => {
        const commandId = `remind-${doc.pages}`;
        const content = null;
        const now = context.clock.now();
        const by = { tenant, commandId, actor: 'service:retention', correlation: commandId, now, content } as const;
        await execute(context, by, { pages: ['/reminder'], occurred: '2026-04-01T00:00:00Z' });
      },
    },
  ],
  routes(app, context) {
    app.post(
      '/v1/visits',
      {
        config: { access: ['system'] },
        schema: { body: lookAt, response: { 200: recordedSchema, 201: recordedSchema } },
      },
      async (request, reply) =>
        answerCommand(
          reply,
          await execute(context, commandedBy(request, context.clock), request.body),
          rejections,
          () => ({}),
        ),
    );
  },
  inbox: (context) => ({
    laneOf: () => visitor,
    handle: async (tenant, event) =>
      answerEvent(
        await execute(context, commandedByEvent(context, tenant, event), lookAt.parse(event.data)),
        rejections,
      ),
  }),
};
const execute = (context: ServiceContext, commanded: Commanded, command: LookAt) =>
  context.execute(visits, commanded, { entity: 'person', id: visitor }, command);

let run: ServiceForTests;
beforeAll(async () => {
  run = await runService(visitService, { now: '2026-03-02T09:00:00.000Z' });
});
afterAll(() => run?.stop());

const visit = (pages: string[], headers: Record<string, string> = {}): Promise<Answered> =>
  run.request('system', 'POST', '/v1/visits', { pages, occurred: '2026-03-10T00:00:00Z' }, headers);
const events = () => run.entity({ context: 'retention', entity: 'person', id: visitor });

describe('a service', () => {
  it('keeps its own read models, and every tenant’s statements beside them', () => {
    expect(projectionsOf(visitService).map(({ name }) => name)).toEqual(['statements', 'statement-in-force', 'tally']);
  });

  it('decides under the statement in force, and seals by its key periods', async () => {
    await visit(['/before']);
    await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
    await visit(['/after']);
    const [before, after] = await events();
    expect(before?.meta.statementVersion).toBeUndefined();
    expect(before?.sealed[0]?.period).toBeUndefined();
    expect(after?.meta.statementVersion).toBe('1.0');
    expect(after?.sealed[0]?.period).toBe('2026-03');
  });

  it('takes the same command through both doors, and answers both with the position', async () => {
    const byRoute = await visit(['/route'], { 'idempotency-key': 'k1' });
    expect([byRoute.status, byRoute.headers['vitne-position']]).toEqual([201, String(await run.position())]);
    const data = { pages: ['/bus'], occurred: '2026-03-10T00:00:00Z' };
    const byBus = await run.publish('behaviour.observed', data, { source: 'site' });
    expect(byBus.seq).toBe(await run.position());
    expect((await events()).map(({ meta }) => meta.actor).slice(-2)).toEqual(['system:system-1', 'system:site']);
  });

  it('refuses what was decided on something old, whichever door it comes through', async () => {
    const stale = await run.withoutTrace(() => visit(['/stale'], { 'if-match': '1' }));
    expect([stale.status, problemCode(stale)]).toEqual([412, 'stale-position']);
    const last = (await events()).at(-1)?.position;
    expect((await visit(['/fresh'], { 'if-match': `"${last}"` })).status).toBe(201);
  });

  it('explains its own refusals where the problem says', async () => {
    const full = await run.withoutTrace(() => visit(Array.from({ length: 11 }, () => '/')));
    expect([full.status, full.body['type']]).toEqual([409, '/problems/full']);
    expect((await run.request('nobody', 'GET', '/problems/full')).status).toBe(200);
  });

  it('answers for the tenants that it serves only', async () => {
    const stranger = { role: 'system', tenant: 'nobody-here' } as const;
    const answer = await run.request(stranger, 'POST', '/v1/visits', { pages: [], occurred: '2026-03-10T00:00:00Z' });
    expect([answer.status, problemCode(answer)]).toEqual([404, 'not-found']);
  });

  it('is ready while its engines answer and its read models follow', async () => {
    expect((await run.request('nobody', 'GET', '/ready')).body).toEqual({ ready: true });
    expect(await run.service.reached(run.tenant, await run.position())).toBe(true);
    expect(await run.service.reached('nobody-here', 0)).toBe(false);
  });
});

it('is not ready while a reaction is stuck, says where and nothing of whom, and is ready again when it goes on', async () => {
  let mended = false;
  const stuck = {
    name: 'remind-somebody',
    handles: [behaviourObserved.type],
    async react() {
      if (!mended) throw new Error('anna@example.org cannot be reminded');
    },
  };
  const fresh = await runService({ ...visitService, reactions: () => [stuck], timers: () => [] });
  try {
    const body = { pages: ['/a'], occurred: '2026-03-10T00:00:00Z' };
    const { position } = (await fresh.request('system', 'POST', '/v1/visits', body)).body as { position: number };
    const ready = () => fresh.request('nobody', 'GET', '/ready');
    await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(503);
    const { detail } = (await ready()).body as { detail: string };
    expect(detail).toContain(`The reaction remind-somebody of ${fresh.tenant} is stuck at position ${position}`);
    expect(detail).not.toContain('anna');
    mended = true;
    await expect.poll(async () => (await ready()).status, { timeout: 10_000 }).toBe(200);
  } finally {
    await fresh.stop();
  }
});

it('timers fire when the clock says so, and are done when what they do says so', async () => {
  const fresh = await runService(visitService, { now: '2026-03-02T09:00:00.000Z' });
  try {
    const body = { pages: ['/a'], occurred: '2026-03-10T00:00:00Z' };
    const answer = await fresh.request('system', 'POST', '/v1/visits', body);
    await fresh.service.reached(fresh.tenant, Number(answer.body['position']));
    await fresh.withoutTrace(() => fresh.service.checkTimers());
    fresh.clock.advanceTo('2026-03-10T00:00:00Z');
    await fresh.service.checkTimers();
    expect(await fresh.position()).toBe(2);
    fresh.clock.advanceTo('2026-05-01T00:00:00Z');
    await fresh.service.checkTimers();
    expect(await fresh.position()).toBe(3);
    await fresh.withoutTrace(() => fresh.service.checkTimers());
  } finally {
    await fresh.stop();
  }
});

it('a service that cannot start leaves nothing running', async () => {
  const engines = enginesForTests();
  const [connection, mongo] = await Promise.all([engines.connectNats('retention'), engines.connectMongo()]);
  const log = memoryEventLog();
  const tenant = freshTenant();
  await log.openLedger(tenant);
  const following: AbortSignal[] = [];
  const start = startService(
    visitService,
    {
      tenants: [tenant],
      connection,
      log: {
        ...log,
        follow(of, options) {
          following.push(options.signal);
          return log.follow(of, options);
        },
      },
      vault: memoryVault(),
      db: mongo.db(freshDatabase()),
      clock: realClock,
      mail: noMailSender,
      tokens: run.issuer.verifier(),
      logger: createLogger({ service: 'retention', level: 'silent' }),
    },
    { port: 0 },
  );
  // Nobody has opened the tenant's inbox.
  await expect(start).rejects.toThrow(/stream not found/);
  expect(following.length).toBeGreaterThan(0);
  expect(following.every(({ aborted }) => aborted)).toBe(true);
  await Promise.all([connection.close(), mongo.close()]);
});
