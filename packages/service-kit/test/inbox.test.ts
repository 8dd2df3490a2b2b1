import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { enginesForTests, freshTenant } from '@vitne/testing/engines-for-tests';
import { publishUserEvent, type UserEventReply } from '@vitne/testing/user-event-publishing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type InboxHandler, inboxStreamName, openInboxStream, startInbox } from '../src/inbox.ts';
import { createLogger } from '../src/logger.ts';
import type { CloudEvent } from '../src/user-event-message.ts';

let admin: NatsConnection;
let consent: NatsConnection;
let gateway: NatsConnection;
let tenant: string;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  const engines = enginesForTests();
  [admin, consent, gateway] = (await Promise.all(
    ['admin', 'consent', 'gateway'].map((user) => engines.connectNats(user)),
  )) as [NatsConnection, NatsConnection, NatsConnection];
});
beforeEach(async () => {
  tenant = freshTenant('inbox');
  await openInboxStream(admin, tenant);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((inbox) => inbox.stop()));
  await (await jetstreamManager(admin)).streams.delete(inboxStreamName(tenant));
});
afterAll(() => Promise.all([admin, consent, gateway].map((connection) => connection?.close())));

/** Answers every event with the next position, and remembers what it was given. */
function ledger() {
  const told: CloudEvent[] = [];
  const positions = new Map<string, number>();
  const handle: InboxHandler = async (_tenant, event) => {
    told.push(event);
    const known = positions.get(event.id);
    const position = known ?? positions.size + 1;
    positions.set(event.id, position);
    return { position, duplicate: known !== undefined };
  };
  return { told, handle };
}

async function listen(handle: InboxHandler, retryMs = 20): Promise<{ stop(): Promise<void> }> {
  const inbox = await startInbox({
    connection: consent,
    context: 'consent',
    tenant,
    handle,
    laneOf: ({ data }) => String(data['person']),
    logger: createLogger({ service: 'consent', level: 'silent' }),
    retryMs,
  });
  running.push(inbox);
  return inbox;
}

const type = 'consent.given';
const subject = () => `inbox.${tenant}.consent.${type}`;
const tell = (data: unknown, more: { id?: string; type?: string; source?: string } = {}) =>
  publishUserEvent(gateway, { tenant, context: 'consent' }, { type, data, ...more });
const waitingMessages = async () =>
  (await (await jetstreamManager(admin)).streams.info(inboxStreamName(tenant))).state.messages;

/** A moment that a test waits for and an event brings about. */
function signal() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { reached: promise, reach: () => resolve() };
}

describe('the reply', () => {
  it('is the place in the ledger, in the shape of a publish acknowledgement', async () => {
    const { handle } = ledger();
    await listen(handle);
    expect(await tell({ person: 'a' })).toEqual({ stream: `LEDGER_${tenant}`, seq: 1, duplicate: false });
  });

  it('is understood by any client’s JetStream publish, message ids and all', async () => {
    const { told, handle } = ledger();
    await listen(handle);
    const meta = headers();
    for (const [name, value] of Object.entries({ specversion: '1.0', type, id: 'e1', source: 'site' }))
      meta.set(`ce-${name}`, value);
    const publish = () =>
      jetstream(gateway).publish(subject(), JSON.stringify({ person: 'a' }), { headers: meta, msgID: 'm1' });
    const first = await publish();
    expect(first).toMatchObject({ stream: `LEDGER_${tenant}`, seq: 1, duplicate: false });
    // The stream drops the second message because of its message id, and the publisher is answered all the same.
    expect(await publish()).toMatchObject({ seq: 1, duplicate: true });
    expect(told.every(({ id }) => id === 'e1')).toBe(true);
  });

  it('comes to every publisher of the same message, once it is told apart from nothing', async () => {
    const { handle } = ledger();
    await listen(handle);
    const replies = await Promise.all([1, 2, 3].map(() => tell({ person: 'a' }, { id: 'e1' })));
    expect(replies.map(({ seq }) => seq)).toEqual([1, 1, 1]);
    expect(await tell({ person: 'a' }, { id: 'e1' })).toMatchObject({ seq: 1, duplicate: true });
  });

  it('is each system’s own when two systems say the same under the same id', async () => {
    const positions: Record<string, number> = { one: 1, two: 2 };
    await listen(async (_tenant, { source }) => ({ position: positions[source] ?? 0, duplicate: false }));
    const replies = await Promise.all(['one', 'two'].map((source) => tell({ person: 'a' }, { id: 'e1', source })));
    expect(replies.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('carries the problem of a refusal', async () => {
    const rejection = { code: 'notice-mismatch', detail: 'Fetch the notice.', facts: { inForce: '1.0' } };
    await listen(async () => ({ rejection, status: 409 }));
    expect(await tell({ person: 'a' })).toEqual({
      error: { code: 409, description: 'Fetch the notice.' },
      problem: {
        type: '/problems/notice-mismatch',
        title: 'What was shown is not the notice in force',
        status: 409,
        code: 'notice-mismatch',
        detail: 'Fetch the notice.',
        facts: { inForce: '1.0' },
      },
    });
    expect(await waitingMessages()).toBe(0);
  });

  it.each([
    ['no header at all', {}],
    ['the media type of CloudEvents', { 'content-type': 'Application/CloudEvents+JSON; charset=utf-8' }],
    ['the media type of JSON', { 'content-type': 'application/json' }],
  ])('comes to a whole event in JSON with %s', async (_what, attributes) => {
    const { told, handle } = ledger();
    await listen(handle);
    const meta = headers();
    for (const [name, value] of Object.entries(attributes)) meta.set(name, value);
    const event = { specversion: '1.0', type, id: 'e1', source: 'site', data: { person: 'a' } };
    const more = Object.keys(attributes).length > 0 ? { headers: meta } : {};
    const reply = await gateway.request(subject(), JSON.stringify(event), { timeout: 10_000, ...more });
    expect(reply.json()).toMatchObject({ seq: 1 });
    expect(told).toEqual([event]);
  });

  it('is not needed: an event that nobody waits for is taken too', async () => {
    const { told, handle } = ledger();
    await listen(handle);
    const meta = headers();
    meta.set('content-type', 'application/cloudevents+json');
    const event = { specversion: '1.0', type, id: 'e1', source: 'site', data: { person: 'a' } };
    gateway.publish(subject(), JSON.stringify(event), { headers: meta });
    await gateway.flush();
    await tell({ person: 'a' }, { id: 'e2' });
    expect(told.map(({ id }) => id)).toEqual(['e1', 'e2']);
  });
});

describe('a message that is no user event is refused and kept from the service', () => {
  const send = async (data: string | Uint8Array, attributes: Record<string, string>, to = subject()) => {
    const meta = headers();
    for (const [name, value] of Object.entries(attributes)) meta.set(name, value);
    return (await gateway.request(to, data, { headers: meta, timeout: 10_000 })).json<UserEventReply>();
  };
  const attributes = { 'ce-specversion': '1.0', 'ce-type': type, 'ce-id': 'e1', 'ce-source': 'site' };
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const cases: [what: string, () => Promise<UserEventReply>, status: number, code: string, path?: string][] = [
    ['no CloudEvent', () => send('{}', {}), 400, 'invalid-request', 'specversion'],
    ...[
      ['Nats-Expected-Last-Sequence', '7'],
      ['Nats-Expected-Last-Subject-Sequence', '0'],
      ['Nats-Expected-Last-Msg-Id', 'x'],
      ['Nats-Rollup', 'sub'],
      ['Nats-TTL', '1s'],
      ['Nats-Batch-Id', 'b'],
      ['Nats-Expected-Stream', 'ANOTHER'],
      ['nats-rollup', 'all'],
    ].map(([name = '', value = '']): (typeof cases)[number] => [
      `a message that commands the stream by ${name}`,
      () => send('{}', { ...attributes, [name]: value }),
      400,
      'invalid-request',
    ]),
    [
      'a message that commands the stream in a way that the stream does',
      () => send('{}', { ...attributes, 'Nats-Expected-Stream': inboxStreamName(tenant) }),
      400,
      'invalid-request',
    ],
    ['no JSON', () => send('hello', attributes), 400, 'invalid-request', 'data'],
    ['no UTF-8', () => send(Uint8Array.of(0x22, 0xff, 0x22), attributes), 400, 'invalid-request', 'data'],
    ['data that is no object', () => send('[1]', attributes), 400, 'invalid-request', 'data'],
    ['nested beyond reason', () => send(nested(9_000), attributes), 400, 'invalid-request', 'data'],
    [
      'an attribute that nobody asked for',
      () =>
        send(JSON.stringify({ specversion: '1.0', type, id: 'e1', source: 's', data: {}, priority: 1 }), {
          'content-type': 'application/cloudevents+json',
        }),
      400,
      'invalid-request',
      '',
    ],
    [
      'a type that its subject does not say',
      () => send('{}', { ...attributes, 'ce-type': 'consent.withdrawn' }),
      400,
      'invalid-request',
    ],
    ['too large', () => send(JSON.stringify({ a: 'x'.repeat(65_536) }), attributes), 413, 'body-too-large'],
    ['larger than the stream keeps', () => send('x'.repeat(200_000), attributes), 413, 'body-too-large'],
    [
      'headers larger than the stream keeps',
      () => send('{}', { ...attributes, 'ce-subject': 'x'.repeat(140_000) }),
      413,
      'body-too-large',
    ],
  ];
  it.each(cases)('%s', async (_what, ask, status, code, path) => {
    const { told, handle } = ledger();
    await listen(handle);
    const { problem } = await ask();
    expect([problem?.status, problem?.code]).toEqual([status, code]);
    if (path !== undefined) expect(problem?.errors?.map((error) => error.path)).toContain(path);
    expect(told).toEqual([]);
    await expect.poll(waitingMessages).toBe(0);
  });

  it('a good event right after it is answered for itself', async () => {
    const { handle } = ledger();
    await listen(handle);
    await send('{}', { ...attributes, 'Nats-Expected-Stream': inboxStreamName(tenant) });
    expect((await send('{}', attributes)).seq).toBe(1);
  });

  it('an event right at the limit is taken', async () => {
    const { told, handle } = ledger();
    await listen(handle);
    const data = `{"a":"${'x'.repeat(65_536 - 8)}"}`;
    expect(data.length).toBe(65_536);
    expect((await send(data, attributes)).seq).toBe(1);
    expect(told.length).toBe(1);
  });
});

describe('while the service is away', () => {
  it('events wait for it, in order', async () => {
    const { told, handle } = ledger();
    for (const id of ['e1', 'e2', 'e3']) {
      const meta = headers();
      meta.set('content-type', 'application/cloudevents+json');
      gateway.publish(subject(), JSON.stringify({ specversion: '1.0', type, id, source: 's', data: { person: 'a' } }), {
        headers: meta,
      });
    }
    await expect.poll(waitingMessages).toBe(3);
    await listen(handle);
    await expect.poll(waitingMessages).toBe(0);
    expect(told.map(({ id }) => id)).toEqual(['e1', 'e2', 'e3']);
  });
});

describe('while an engine is away', () => {
  it('the publisher is told to come again, and the event is carried out when the engine is back', async () => {
    let away = true;
    const { told, handle } = ledger();
    const done = signal();
    await listen(async (one, event) => {
      if (away) throw new EventLogUnavailable('The bus is away.');
      const answer = await handle(one, event);
      done.reach();
      return answer;
    });
    const reply = await tell({ person: 'a' }, { id: 'e1' });
    expect(reply).toMatchObject({ error: { code: 503 }, problem: { code: 'temporarily-unavailable', status: 503 } });
    away = false;
    await done.reached;
    expect(told.map(({ id }) => id)).toEqual(['e1']);
    await expect.poll(waitingMessages).toBe(0);
  });

  it('nothing of the same person overtakes, however often it is tried again', async () => {
    let failures = 8;
    const { told, handle } = ledger();
    await listen(async (one, event) => {
      if (event.id === 'consent' && failures-- > 0) throw new EventLogUnavailable('The bus is away.');
      return handle(one, event);
    });
    const given = tell({ person: 'a' }, { id: 'consent' });
    const withdrawn = tell({ person: 'a' }, { id: 'withdrawal' });
    const other = tell({ person: 'b' }, { id: 'somebody-else' });
    expect(await other).toMatchObject({ seq: 1 });
    expect((await given).problem?.status).toBe(503);
    expect(await withdrawn).toMatchObject({ seq: 3 });
    expect(told.map(({ id }) => id)).toEqual(['somebody-else', 'consent', 'withdrawal']);
  });

  it('a service that stops hands its events to the next one', async () => {
    const failed = signal();
    const first = await listen(async () => {
      failed.reach();
      throw new EventLogUnavailable('The bus is away.');
    }, 60_000);
    const reply = tell({ person: 'a' }, { id: 'e1' });
    await failed.reached;
    expect((await reply).problem?.status).toBe(503);
    await first.stop();
    const { told, handle } = ledger();
    await listen(handle);
    await expect.poll(waitingMessages, { timeout: 10_000 }).toBe(0);
    expect(told.map(({ id }) => id)).toEqual(['e1']);
  });
});

describe('a defect of ours', () => {
  it('is tried a few times and given up, and blocks nobody', async () => {
    let tries = 0;
    const { told, handle } = ledger();
    await listen(async (one, event) => {
      if (event.id !== 'bad') return handle(one, event);
      tries++;
      throw new TypeError('a defect');
    });
    const bad = tell({ person: 'a' }, { id: 'bad' });
    expect(await tell({ person: 'a' }, { id: randomUUID() })).toMatchObject({ seq: 1 });
    expect((await bad).problem?.status).toBe(503);
    expect([tries, told.length]).toEqual([5, 1]);
    await expect.poll(waitingMessages).toBe(0);
  });
});

describe('the stream', () => {
  it('is opened again as it is, and brought to new settings when ours have changed', async () => {
    const manager = await jetstreamManager(admin);
    await openInboxStream(admin, tenant);
    const name = inboxStreamName(tenant);
    await manager.streams.update(name, { max_msg_size: 1_000 });
    await openInboxStream(admin, tenant);
    expect((await manager.streams.info(name)).config.max_msg_size).toBe(128 * 1024);
  });

  it('of an earlier version of ours, which kept whatever came, is narrowed to what a service takes', async () => {
    const manager = await jetstreamManager(admin);
    const name = inboxStreamName(tenant);
    await manager.streams.update(name, { subjects: [`inbox.${tenant}.>`] });
    const old = { durable_name: 'processor-registry', filter_subject: `inbox.${tenant}.processor-registry.>` };
    await manager.consumers.add(name, { ...old, ack_policy: 'explicit' });
    await openInboxStream(admin, tenant);
    const kept = admin.request(`inbox.${tenant}.processor-registry.agreement.signed`, '{}', { timeout: 2_000 });
    await expect(kept).rejects.toThrow(/no responders/i);
    expect(await waitingMessages()).toBe(0);
    const { handle } = ledger();
    await listen(handle);
    expect(await tell({ person: 'a' })).toMatchObject({ seq: 1 });
  });
});
