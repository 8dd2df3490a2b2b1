import { randomUUID } from 'node:crypto';
import type { TestCaller } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGateway, runGateway } from './running-gateway.ts';

let gateway: RunningGateway;
beforeAll(async () => {
  gateway = await runGateway();
});
afterAll(() => gateway?.stop());

type Outcome = {
  id?: string;
  status: number;
  position?: number;
  duplicate?: boolean;
  problem?: { type: string; errors?: { path: string }[] };
};
const event = (over: object = {}) => ({
  specversion: '1.0',
  id: randomUUID(),
  source: 'shop',
  type: 'consent.given',
  data: { person: 'a' },
  ...over,
});
const post = (body: unknown, caller: TestCaller = 'system', type = 'application/json') =>
  gateway.call(caller, 'POST', '/v1/events', typeof body === 'string' ? body : JSON.stringify(body), {
    'content-type': type,
  });
const codeOf = ({ json }: Awaited<ReturnType<typeof post>>) =>
  (json() as { type: string }).type.replace('/problems/', '');

describe('one event', () => {
  it('200: is answered with its position, and as a repeat the second time', async () => {
    const sent = event();
    const first = await post(sent);
    const { position } = first.json() as Outcome;
    expect([first.status, first.headers.get('vitne-position')]).toEqual([200, String(position)]);
    expect((await post(sent)).json()).toEqual({ id: sent.id, status: 200, position, duplicate: true });
  });

  it('200: reaches the service whole, whatever its attributes hold', async () => {
    const sent = event({
      id: ` ${randomUUID()}\n÷`,
      source: 'butikk på nett',
      time: '2026-03-01T10:00:00+01:00',
      subject: 'a: b\r\nc',
      data: { person: 'å', nested: { list: [1, null, 'x'] } },
    });
    expect((await post(sent)).status).toBe(200);
    expect(gateway.told.at(-1)).toEqual(sent);
  });

  it('200: may say that it is a CloudEvent', async () => {
    expect((await post(event(), 'staff', 'application/cloudevents+json')).status).toBe(200);
  });

  it('the service’s own problem, as the service said it', async () => {
    const answer = await post(event({ data: { answer: 'no' } }));
    expect([answer.status, codeOf(answer)]).toEqual([409, 'notice-mismatch']);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({
      title: 'What was shown is not the notice in force',
      detail: 'Fetch the notice.',
      status: 409,
    });
  });

  it('refuses what is no user event, before it is on the bus', async () => {
    const before = gateway.told.length;
    const cases: [body: unknown, status: number, code: string][] = [
      [event({ type: 'consent.guessed' }), 404, 'unknown-event-type'],
      [event({ type: 'CONSENT' }), 400, 'invalid-request'],
      [event({ specversion: '0.3' }), 400, 'invalid-request'],
      [event({ id: '' }), 400, 'invalid-request'],
      [event({ data: 'text' }), 400, 'invalid-request'],
      [event({ priority: 'high' }), 400, 'invalid-request'],
      [event({ data: { text: 'x'.repeat(65_536) } }), 413, 'body-too-large'],
      ['{"a":', 400, 'malformed-json'],
      [`{"data":${'['.repeat(60_000)}${']'.repeat(60_000)}}`, 400, 'invalid-request'],
      ['"text"', 400, 'invalid-request'],
      ['x'.repeat(1_100_000), 413, 'body-too-large'],
    ];
    for (const [body, status, code] of cases) {
      const answer = await post(body);
      expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    }
    for (const type of ['application/x-www-form-urlencoded', 'text/plain']) {
      const typed = await post('{"a":1}', 'system', type);
      expect([typed.status, codeOf(typed)]).toEqual([415, 'unsupported-media-type']);
    }
    expect(gateway.told.length).toBe(before);
  });

  it('says where the mistake is and never repeats what was sent', async () => {
    const answer = await post(event({ time: 'Kari Nordmann', id: 5 }));
    expect((answer.json() as { errors: { path: string }[] }).errors.map(({ path }) => path)).toEqual(['id', 'time']);
    expect(answer.text).not.toContain('Nordmann');
  });

  it('is for systems and staff of a tenant that is served here', async () => {
    const cases: [caller: TestCaller, status: number, code: string][] = [
      ['nobody', 401, 'token-missing'],
      ['auditor', 403, 'role-not-allowed'],
      [{ role: 'system', tenant: 'nobody-here' }, 404, 'not-found'],
    ];
    for (const [caller, status, code] of cases) {
      const answer = await post(event(), caller);
      expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    }
  });
});

describe('a batch', () => {
  it('207: every event has its own outcome, in order, the good ones beside the bad', async () => {
    const known = event();
    await post(known);
    const sent = [
      event(),
      known,
      event({ data: { answer: 'no' } }),
      event({ type: 'consent.guessed' }),
      { specversion: '1.0' },
      event({ data: { text: 'x'.repeat(65_536) } }),
      event(),
    ];
    const answer = await post(sent, 'system', 'application/cloudevents-batch+json');
    const { outcomes } = answer.json() as { outcomes: Outcome[] };
    expect(answer.status).toBe(207);
    expect(outcomes.map(({ status }) => status)).toEqual([200, 200, 409, 404, 400, 413, 200]);
    expect(outcomes.map(({ id }) => id)).toEqual(
      sent.map((one, index) => (index === 4 ? undefined : one['id' as never])),
    );
    expect(outcomes[1]).toMatchObject({ duplicate: true });
    expect(outcomes[2]?.problem).toMatchObject({ type: '/problems/notice-mismatch' });
    expect(outcomes[6]?.position).toBeGreaterThan(outcomes[0]?.position ?? Number.POSITIVE_INFINITY);
  });

  it('400: holds one to a hundred events', async () => {
    for (const batch of [[], Array.from({ length: 101 }, () => event())]) {
      const answer = await post(batch);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'invalid-request']);
    }
  });
});

describe('503 with Retry-After', () => {
  const unavailable = async (over: object) => {
    const answer = await post(event(over));
    expect([answer.status, codeOf(answer)]).toEqual([503, 'temporarily-unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  };
  it('while an engine of the service is away', () => unavailable({ data: { answer: 'away' } }));
  it('while nobody answers for the event', () => unavailable({ type: 'enquiry.received' }));
});
