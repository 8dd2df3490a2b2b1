import { headers } from '@nats-io/transport-node';
import type { UserEventReply } from '@vitne/testing/user-event-publishing';
import { describe, expect, it } from 'vitest';
import { inboxStreamName } from '../src/inbox.ts';
import { inboxForEachTest, ledger, type } from './running-inbox.ts';

const { gateway, tenant, subject, listen, waitingMessages } = inboxForEachTest();

describe('a message that is no user event is refused and kept from the service', () => {
  const send = async (data: string | Uint8Array, attributes: Record<string, string>, to = subject()) => {
    const meta = headers();
    for (const [name, value] of Object.entries(attributes)) meta.set(name, value);
    return (await gateway().request(to, data, { headers: meta, timeout: 10_000 })).json<UserEventReply>();
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
      () => send('{}', { ...attributes, 'Nats-Expected-Stream': inboxStreamName(tenant()) }),
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
    await send('{}', { ...attributes, 'Nats-Expected-Stream': inboxStreamName(tenant()) });
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
