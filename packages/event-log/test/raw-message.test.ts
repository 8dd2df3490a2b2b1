import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { AckPolicy, DeliverPolicy, jetstreamManager, ReplayPolicy } from '@nats-io/jetstream';
import { createInbox, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core';
import { ledgerStreamName } from '@vitne/contracts/channels';
import { appendLeaf, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { enginesForTests, freshTenant } from '@vitne/testing/engines-for-tests';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jetStreamEventLog } from '../src/jetstream-event-log.ts';
import { storedMessageOf } from '../src/raw-message.ts';
import { sampleChannel, sampleEvent } from './sample-events.ts';

const engines = enginesForTests();
const tenant = freshTenant();
const stream = ledgerStreamName(tenant);
const odd = 'NATS/1.0\r\nx-Odd:close\r\nB-Second:   wide  \r\nx-odd: again\r\nB-Second: more\r\nx-Odd: last\r\n\r\n';
let connection: NatsConnection;
let delivered: Msg[];

const block = (headers: string): MsgHdrs => ({ encode: () => Buffer.from(headers) }) as unknown as MsgHdrs;
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** What the server says it has stored, in base64. */
async function exported(seq: number): Promise<StoredMessage & { headerText: string }> {
  const answer = await connection.request(`$JS.API.STREAM.MSG.GET.${stream}`, JSON.stringify({ seq }));
  const { message } = answer.json<{ message: { subject: string; hdrs?: string; data?: string } }>();
  const headerBlock = Uint8Array.from(Buffer.from(message.hdrs ?? '', 'base64'));
  const data = Uint8Array.from(Buffer.from(message.data ?? '', 'base64'));
  return { subject: message.subject, headerBlock, data, headerText: textOf(headerBlock) };
}

/** Every message of the ledger as a consumer delivers it. */
async function deliveredByConsumer(count: number): Promise<Msg[]> {
  const manager = await jetstreamManager(connection);
  const inbox = createInbox();
  const subscription = connection.subscribe(inbox, { max: count });
  await manager.consumers.add(stream, {
    deliver_subject: inbox,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ack_policy: AckPolicy.None,
  });
  return Array.fromAsync(subscription);
}

beforeAll(async () => {
  connection = await engines.connectNats();
  const log = jetStreamEventLog({ connection });
  await log.openLedger(tenant);
  const [alone, ...together] = Array.from({ length: 12 }, () => sampleChannel(tenant));
  await log.append({ channel: alone!, expectedPosition: 0, events: [sampleEvent(alone!)] });
  await log.append({
    channel: together[0]!,
    expectedPosition: 0,
    events: Array.from({ length: 9 }, (_, number) => sampleEvent(together[0]!, { number })),
  });
  await log.close();
  const channel = sampleChannel(tenant);
  await connection.request(channel, 'odd', { timeout: 5_000, headers: block(odd) });
  await connection.request(channel, new Uint8Array(0), {
    timeout: 5_000,
    headers: block('NATS/1.0\r\nonly: headers\r\n\r\n'),
  });
  await connection.request(channel, 'no headers');
  await connection.request(channel, new Uint8Array(0));
  await connection.request(channel, new Uint8Array(200_000).fill(7), {
    timeout: 5_000,
    headers: block('NATS/1.0\r\nbig: yes\r\n\r\n'),
  });
  delivered = await deliveredByConsumer(15);
});
afterAll(() => connection.close());

describe('what the tree is built over is what the server stored', () => {
  it('is taken from a delivered message byte for byte as a raw export has it, whatever its headers look like', async () => {
    expect(delivered).toHaveLength(15);
    for (const [index, message] of delivered.entries()) {
      const { headerText, ...stored } = await exported(index + 1);
      const { subject, headerBlock, data } = storedMessageOf(message);
      expect({ subject, headerBlock, data: Uint8Array.from(data) }).toEqual(stored);
      expect(headerText === '' || headerText.startsWith('NATS/1.0\r\n')).toBe(true);
    }
  });

  it('keeps spacing, case, order and repetition of headers, which the parsed headers of the client lose', async () => {
    expect(textOf(storedMessageOf(delivered[10]!).headerBlock)).toBe(odd);
    const parsed = delivered[10]!.headers as unknown as { encode(): Uint8Array };
    expect(textOf(parsed.encode())).toBe(
      'NATS/1.0\r\nx-Odd: close\r\nx-Odd: last\r\nB-Second: wide\r\nB-Second: more\r\nx-odd: again\r\n\r\n',
    );
  });

  it('has the headers of the batch that an event was committed in, and those of the lock', async () => {
    const inBatch = (await exported(4)).headerText;
    expect(inBatch).toMatch(/\r\nNats-Batch-Id: \S+\r\nNats-Batch-Sequence: 3\r\n/);
    expect((await exported(10)).headerText).toContain('Nats-Batch-Commit: 1');
    expect((await exported(2)).headerText).toContain('Nats-Expected-Last-Subject-Sequence: 0');
    expect((await exported(1)).headerText).not.toContain('Nats-Batch');
  });

  it('is not what a direct get answers: there the server adds headers of its own', async () => {
    const direct = await connection.request(`$JS.API.DIRECT.GET.${stream}`, JSON.stringify({ seq: 11 }));
    const { headerBlock } = storedMessageOf(direct);
    expect(textOf(headerBlock)).not.toBe(odd);
    expect(textOf(headerBlock)).toContain('Nats-Time-Stamp');
  });

  it('gives the root that a stranger computes in Python from a raw export over a plain socket', async () => {
    const stored = delivered.map(storedMessageOf);
    const leaves = stored.map((message) => leafHashOf(message, nodeHashing));
    const range = leaves.reduce((before, leaf) => appendLeaf(before, leaf, nodeHashing), emptyRange());
    const { hostname, port } = new URL(engines.natsUrl);
    const { user, pass } = engines.credentials('admin');
    const stranger = spawn('python3', [`${import.meta.dirname}/stranger.py`]);
    const closed = once(stranger, 'close');
    const [said, complained] = [text(stranger.stdout), text(stranger.stderr)];
    const told = { host: hostname, port: Number(port), user, pass, stream, size: 15 };
    stranger.stdin.end(`${JSON.stringify(told)}\n`);
    const [code] = await closed;
    expect(code, await complained).toBe(0);
    expect(JSON.parse(await said)).toEqual({
      root: Buffer.from(rootOf(range, nodeHashing)).toString('hex'),
      leaves: leaves.map((leaf) => Buffer.from(leaf).toString('hex')),
    });
  });
});
