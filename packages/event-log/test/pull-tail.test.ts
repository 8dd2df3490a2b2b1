import { jetstream, jetstreamManager, StorageType } from '@nats-io/jetstream';
import { startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, expect, test } from 'vitest';
import { watchLink } from '../src/nats-link.ts';
import { openTail } from '../src/pull-tail.ts';

const server = await startOwnServer();
afterAll(() => server.remove());

test('however long somebody follows, no more is asked of the server than there is room for', async () => {
  const connection = await server.connect();
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name: 'MANY', subjects: ['many'], storage: StorageType.Memory });
  const client = jetstream(connection);
  const count = 40_000;
  const payload = new Uint8Array(1_000);
  for (let sent = 1; sent < count; sent += 1) connection.publish('many', payload);
  await client.publish('many', payload);
  const link = watchLink(connection);
  const { signal } = new AbortController();
  const window = 2_000;
  const tail = await openTail({ connection, manager, link, stream: 'MANY', from: 1, newest: count, window, signal });
  let mostHeld = 0;
  for (let taken = 0; taken < count; ) {
    // Asked anew while the server still answers what it was asked before.
    for (let turn = 0; turn < 8 && taken < count; turn += 1) taken += (await tail.next(window / 2))?.length ?? count;
    // What the server was asked for is here when it has answered this.
    await connection.flush();
    const held = taken < count ? ((await tail.next(count))?.length ?? count) : 0;
    mostHeld = Math.max(mostHeld, held);
    taken += held;
  }
  expect(mostHeld).toBeGreaterThan(0);
  expect(mostHeld).toBeLessThanOrEqual(window);
  tail.close();
  link.close();
  await connection.close();
});
