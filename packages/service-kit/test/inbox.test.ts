import { randomUUID } from 'node:crypto';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { describe, expect, it } from 'vitest';
import { inboxStreamName, openInboxStream } from '../src/inbox.ts';
import { inboxForEachTest, ledger, type } from './running-inbox.ts';

const { admin, gateway, tenant, subject, listen, tell, waitingMessages } = inboxForEachTest();

/** A moment that a test waits for and an event brings about. */
function signal() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { reached: promise, reach: () => resolve() };
}

describe('the reply', () => {
  it('is the place in the ledger, in the shape of a publish acknowledgement', async () => {
    const { handle } = ledger();
    await listen(handle);
    expect(await tell({ person: 'a' })).toEqual({ stream: `LEDGER_${tenant()}`, seq: 1, duplicate: false });
  });

  it('is understood by any client’s JetStream publish, message ids and all', async () => {
    const { told, handle } = ledger();
    await listen(handle);
    const meta = headers();
    for (const [name, value] of Object.entries({ specversion: '1.0', type, id: 'e1', source: 'site' }))
      meta.set(`ce-${name}`, value);
    const publish = () =>
      jetstream(gateway()).publish(subject(), JSON.stringify({ person: 'a' }), { headers: meta, msgID: 'm1' });
    const first = await publish();
    expect(first).toMatchObject({ stream: `LEDGER_${tenant()}`, seq: 1, duplicate: false });
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
    const reply = await gateway().request(subject(), JSON.stringify(event), { timeout: 10_000, ...more });
    expect(reply.json()).toMatchObject({ seq: 1 });
    expect(told).toEqual([event]);
  });

  it('is not needed: an event that nobody waits for is taken too', async () => {
    const { told, handle } = ledger();
    await listen(handle);
    const meta = headers();
    meta.set('content-type', 'application/cloudevents+json');
    const event = { specversion: '1.0', type, id: 'e1', source: 'site', data: { person: 'a' } };
    gateway().publish(subject(), JSON.stringify(event), { headers: meta });
    await gateway().flush();
    await tell({ person: 'a' }, { id: 'e2' });
    expect(told.map(({ id }) => id)).toEqual(['e1', 'e2']);
  });
});

describe('while the service is away', () => {
  it('events wait for it, in order', async () => {
    const { told, handle } = ledger();
    for (const id of ['e1', 'e2', 'e3']) {
      const meta = headers();
      meta.set('content-type', 'application/cloudevents+json');
      gateway().publish(
        subject(),
        JSON.stringify({ specversion: '1.0', type, id, source: 's', data: { person: 'a' } }),
        {
          headers: meta,
        },
      );
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
    const manager = await jetstreamManager(admin());
    await openInboxStream(admin(), tenant());
    const name = inboxStreamName(tenant());
    await manager.streams.update(name, { max_msg_size: 1_000 });
    await openInboxStream(admin(), tenant());
    expect((await manager.streams.info(name)).config.max_msg_size).toBe(128 * 1024);
  });

  it('of an earlier version of ours, which kept whatever came, is narrowed to what a service takes', async () => {
    const manager = await jetstreamManager(admin());
    const name = inboxStreamName(tenant());
    await manager.streams.update(name, { subjects: [`inbox.${tenant()}.>`] });
    const old = { durable_name: 'processor-registry', filter_subject: `inbox.${tenant()}.processor-registry.>` };
    await manager.consumers.add(name, { ...old, ack_policy: 'explicit' });
    await openInboxStream(admin(), tenant());
    const kept = admin().request(`inbox.${tenant()}.processor-registry.agreement.signed`, '{}', { timeout: 2_000 });
    await expect(kept).rejects.toThrow(/no responders/i);
    expect(await waitingMessages()).toBe(0);
    const { handle } = ledger();
    await listen(handle);
    expect(await tell({ person: 'a' })).toMatchObject({ seq: 1 });
  });
});
