import { readFileSync } from 'node:fs';
import { headers } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningPlatform, runPlatform, yesToAnalytics } from '../running-platform.ts';

let running: RunningPlatform;
beforeAll(async () => {
  running = await runPlatform();
});
afterAll(() => running.stop());

const system = { tenant: 'kaukus', role: 'system' } as const;
const asker = { kind: 'email', value: 'asker@example.org' } as const;
const enquiry = (id: string, data: object = {}, more: object = {}) => ({
  specversion: '1.0',
  id,
  source: 'kaukus-site',
  type: 'enquiry.received',
  data: { person: [asker], identity: { name: 'A Person' }, ...data },
  ...more,
});
const codeOf = (body: Record<string, unknown>) => String(body['type']).replace('/problems/', '');

/** Runs `attempt`, and proves that it left nothing in either ledger. */
async function withoutTrace<Answer>(attempt: () => Promise<Answer>): Promise<Answer> {
  // What follows from earlier acts has to be there before, so that it is not taken for a trace of this one.
  await running.platform.settled();
  const before = await sizes();
  const answer = await attempt();
  expect(await sizes()).toEqual(before);
  return answer;
}
const sizes = async () => [(await running.ledger('kaukus')).length, (await running.ledger('catacloud')).length];

describe('the HTTP door refuses, says what to change, and leaves no trace in the log', () => {
  test.each([
    ['an unknown event type', enquiry('h1', {}, { type: 'enquiry.guessed' }), 404],
    ['a field that the schema does not have', enquiry('h2', { shoeSize: 38 }), 400],
    ['an unknown field inside a personal part', enquiry('h3', { identity: { name: 'A', nickname: 'B' } }), 400],
    ['a wrong schema', enquiry('h4', { person: 'nobody' }), 400],
    ['an unknown attribute of the CloudEvent', enquiry('h5', {}, { priority: 'high' }), 400],
    ['an unknown system', enquiry('h6', {}, { source: 'somebody-else' }), 404],
    ['an event of the future', enquiry('h7', {}, { time: '2031-01-01T00:00:00Z' }), 422],
  ])('%s', async (_what, event, status) => {
    const answer = await withoutTrace(() => running.user.post('/v1/events', system, event));
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.body['detail']).toEqual(expect.any(String));
    expect(JSON.stringify(answer.body)).not.toContain('asker@example.org');
  });

  test('a body over the limit', async () => {
    const huge = enquiry('h8', { enquiry: { message: 'x'.repeat(1_200_000) } });
    const answer = await withoutTrace(() => running.user.post('/v1/events', system, huge));
    expect(answer.status).toBe(413);
  });

  test('a token of a tenant that is not served here', async () => {
    const answer = await withoutTrace(() =>
      running.user.post('/v1/events', { tenant: 'nobody', role: 'system' }, enquiry('h9')),
    );
    expect(answer.status).toBe(404);
  });

  test('no token at all', async () => {
    const answer = await withoutTrace(() => running.user.post('/v1/events', 'anyone', enquiry('h10')));
    expect([answer.status, codeOf(answer.body)]).toEqual([401, 'token-missing']);
  });

  test('a batch answers for each event by itself', async () => {
    const batch = [enquiry('b1'), enquiry('b2', {}, { type: 'no.such-type' })];
    const answer = await running.user.post('/v1/events', system, batch);
    expect(answer.status).toBe(207);
    const outcomes = answer.body['outcomes'] as { status: number }[];
    expect(outcomes.map(({ status }) => status)).toEqual([200, 404]);
  });
});

describe('the NATS door refuses in its reply and leaves no trace in the log', () => {
  const publish = (type: string, id: string, data: object) =>
    running.user.publish('kaukus', 'retention', type, 'kaukus-site', id, data);

  test('an unknown event type', async () => {
    const answer = await withoutTrace(() => publish('enquiry.guessed', 'n1', { person: [asker] }));
    expect(answer.error?.code).toBe(404);
  });

  test('extra fields and a wrong schema', async () => {
    const extra = await withoutTrace(() => publish('enquiry.received', 'n2', { person: [asker], shoeSize: 38 }));
    const wrong = await withoutTrace(() => publish('enquiry.received', 'n3', { person: 'nobody' }));
    expect([extra.error?.code, wrong.error?.code]).toEqual([400, 400]);
  });

  test("another tenant's inbox and the ledger itself are closed to a system", async () => {
    const bus = await running.user.busOf('kaukus');
    await withoutTrace(async () => {
      await expect(bus.request('inbox.catacloud.retention.enquiry.received', '{}', { timeout: 1_000 })).rejects.toThrow(
        /permission/i,
      );
      await expect(bus.request('ledger.kaukus.retention.person.x', '{}', { timeout: 1_000 })).rejects.toThrow(
        /permission/i,
      );
    });
  });
});

describe('the NATS door answers a plain client', () => {
  const inbox = 'inbox.kaukus.retention.enquiry.received';

  test('the event as the README prints it, without a header, is taken', async () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const printed = /\/v1\/events -d '(\{[^']+\})'/.exec(readme)?.[1] ?? '';
    const bus = await running.user.busOf('kaukus');
    const answer = (await bus.request(inbox, printed, { timeout: 5_000 })).json();
    expect(answer).toMatchObject({ stream: 'LEDGER_kaukus', seq: expect.any(Number) as number });
  });

  test.each(['inbox.kaukus.nonsense.enquiry.received', 'inbox.kaukus.retention', 'inbox.kaukus.retention.enquiry'])(
    'what nobody takes is refused at once and kept nowhere: %s',
    async (subject) => {
      const bus = await running.user.busOf('kaukus');
      const asked = withoutTrace(() => bus.request(subject, JSON.stringify(enquiry('s1')), { timeout: 5_000 }));
      await expect(asked).rejects.toThrow(/permission/i);
    },
  );

  test.each([
    ['Nats-Expected-Last-Sequence', '1'],
    ['Nats-Rollup', 'sub'],
    ['Nats-TTL', '1s'],
    ['Nats-Batch-Id', 'one'],
    ['Nats-Expected-Stream', 'INBOX_kaukus'],
  ])('a message whose %s commands the inbox is answered with what to leave out', async (name, value) => {
    const bus = await running.user.busOf('kaukus');
    const meta = headers();
    meta.set(name, value);
    const answer = await withoutTrace(async () =>
      (await bus.request(inbox, JSON.stringify(enquiry(name)), { headers: meta, timeout: 5_000 })).json(),
    );
    expect(answer).toMatchObject({
      error: { code: 400 },
      problem: { detail: expect.stringContaining('Nats-') as string },
    });
  });
});

describe('an id stands for one content', () => {
  test('the same event twice is recorded once and answered the same', async () => {
    const first = await running.user.post('/v1/events', system, enquiry('same-1'));
    const again = await withoutTrace(() => running.user.post('/v1/events', system, enquiry('same-1')));
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body['position']).toBe(first.body['position']);
  });

  test('the same id with other content is a conflict', async () => {
    await running.user.post('/v1/events', system, enquiry('same-2'));
    const other = await withoutTrace(() =>
      running.user.post('/v1/events', system, enquiry('same-2', { identity: { name: 'Another' } })),
    );
    expect([other.status, codeOf(other.body)]).toEqual([409, 'idempotency-key-reused']);
  });

  test('the same Idempotency-Key with other content is refused on HTTP', async () => {
    const choice = await yesToAnalytics(running.user, 'idempotent');
    const send = (body: object) =>
      running.user.call('POST', '/v1/public/kaukus/consents', 'anyone', body, { 'idempotency-key': 'one-key' });
    const first = await send(choice);
    const again = await withoutTrace(() => send(choice));
    const other = await withoutTrace(() => send({ ...choice, decision: 'refused' }));
    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(again.body['position']).toBe(first.body['position']);
  });
});

test('a consent to a statement that is not in force is a conflict, and says which one is', async () => {
  const choice = await yesToAnalytics(running.user, 'stale');
  const answer = await withoutTrace(() =>
    running.user.post('/v1/public/kaukus/consents', 'anyone', { ...choice, statementVersion: '0.1' }),
  );
  expect([answer.status, codeOf(answer.body)]).toEqual([409, 'statement-not-in-force']);
});

describe('a stale expected position', () => {
  test('is refused on HTTP, and the fresh one is taken', async () => {
    const choice = await yesToAnalytics(running.user, 'position');
    const post = (body: object, expected: number) =>
      running.user.call('POST', '/v1/public/kaukus/consents', 'anyone', body, { 'if-match': `"${expected}"` });
    const first = await running.user.post('/v1/public/kaukus/consents', 'anyone', choice);
    const refusal = { ...choice, decision: 'refused' };
    const stale = await withoutTrace(() => post(refusal, first.position - 1));
    expect([stale.status, codeOf(stale.body)]).toEqual([412, 'stale-position']);
    expect((await post(refusal, first.position)).status).toBe(201);
    const malformed = await withoutTrace(() =>
      running.user.call('POST', '/v1/public/kaukus/consents', 'anyone', choice, { 'if-match': 'yesterday' }),
    );
    expect([malformed.status, codeOf(malformed.body)]).toEqual([400, 'invalid-request']);
  });

  test('is refused for a user event', async () => {
    const answer = await withoutTrace(() =>
      running.user.post('/v1/events', system, enquiry('stale-1', {}, { expectedposition: 999_999 })),
    );
    expect([answer.status, codeOf(answer.body)]).toEqual([412, 'stale-position']);
  });
});

test("one tenant's token sees nothing of another", async () => {
  const mine = await running.user.post('/v1/events', system, enquiry('mine-1'));
  const found = await running.user.post(
    '/v1/people/lookup',
    { tenant: 'kaukus', role: 'staff' },
    { identifier: asker },
  );
  const person = found.body['person'] as string;
  const theirs = await running.user.post(
    '/v1/people/lookup',
    { tenant: 'catacloud', role: 'staff' },
    { identifier: asker },
  );
  const holdings = await running.user.get(`/v1/people/${person}/holdings`, { tenant: 'catacloud', role: 'staff' });
  expect(mine.status).toBe(200);
  expect(theirs.status).toBe(404);
  expect((holdings.body['holdings'] as unknown[]).length).toBe(0);
});
