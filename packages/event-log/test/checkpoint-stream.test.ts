import { jetstreamManager } from '@nats-io/jetstream';
import { checkpointsStreamName, checkpointsSubject } from '@vitne/contracts/channels';
import { startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, expect, test } from 'vitest';
import { checkpointStream, openCheckpointsStream } from '../src/checkpoint-stream.ts';

const server = await startOwnServer({ spareTenants: 2 });
afterAll(() => server.remove());

test('a stream from before there were witnesses takes cosigned checkpoints, and keeps what it has', async () => {
  const tenant = server.takeTenant();
  const admin = await server.connect();
  const manager = await jetstreamManager(admin);
  const old = { name: checkpointsStreamName(tenant), subjects: [checkpointsSubject(tenant)] };
  await manager.streams.add({ ...old, deny_delete: true, deny_purge: true, allow_direct: true });
  const stream = checkpointStream(admin);
  await stream.publish(tenant, 3, 'a note');
  await openCheckpointsStream(admin, tenant);
  await openCheckpointsStream(admin, tenant);
  await stream.publishCosigned(tenant, 3, 1, 'a cosigned note');
  await stream.publish(tenant, 4, 'another note');
  expect(await Array.fromAsync(stream.all(tenant, new AbortController().signal))).toEqual([
    'a note',
    'a cosigned note',
    'another note',
  ]);
  expect([await stream.newest(tenant), await stream.newestCosigned(tenant)]).toEqual([
    'another note',
    'a cosigned note',
  ]);
  await admin.close();
});

test('whoever reads slowly is given every checkpoint to the end, though the server has forgotten the consumer meanwhile', async () => {
  const tenant = server.takeTenant();
  const admin = await server.connect();
  const manager = await jetstreamManager(admin);
  await openCheckpointsStream(admin, tenant);
  const stream = checkpointStream(admin);
  const notes = Array.from({ length: 2_100 }, (_, index) => `note ${index + 1}`);
  for (let start = 0; start < notes.length; start += 50)
    await Promise.all(
      notes.slice(start, start + 50).map((note, index) => stream.publish(tenant, start + index + 1, note)),
    );
  const reading = stream.all(tenant, new AbortController().signal)[Symbol.asyncIterator]();
  const read = [(await reading.next()).value as string];
  for await (const { name } of manager.consumers.list(checkpointsStreamName(tenant)))
    await manager.consumers.delete(checkpointsStreamName(tenant), name);
  for (let next = await reading.next(); !next.done; next = await reading.next()) read.push(next.value);
  expect(read.length).toBe(2_100);
  expect(new Set(read)).toEqual(new Set(notes));
  await admin.close();
});
