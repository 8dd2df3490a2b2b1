import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { channelOf, checkpointsStreamName, ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import { startTestEngines } from '@vitne/engines/test-engines';
import { checkpointStream, openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { type StoredAt, storedMessages } from '@vitne/event-log/stored-messages';
import { appendLeaves, emptyRange } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { checkpointHistory } from '@vitne/notary/archive/checkpoint-history';
import { messageArchive } from '@vitne/notary/archive/message-archive';
import { declaredHeads } from '@vitne/notary/signing/declared-heads';
import { fileSigner } from '@vitne/notary/signing/file-signer';
import { signLedger, usualTimes } from '@vitne/notary/signing/sign-ledger';
import { realClock } from '@vitne/service-kit/clock';
import { connectBus, connectDatabase } from '@vitne/service-kit/connections';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import type { Vault } from '@vitne/vault/vault';
import type { MongoClient } from 'mongodb';
import { rawGroupCommit } from './raw-group-commit.ts';
import { people, sealedEvent } from './sample-events.ts';

export type CatchUpMeasure = {
  readonly messages: number;
  readonly bytesEach: number;
  /** Leaves a second from nothing until the checkpoint of all is published: archived, in tiles, declared, signed. */
  readonly notaryPerSecond: number;
  /** The same stream read by the client alone. */
  readonly readingPerSecond: number;
  /** The same messages hashed to leaves and into a tree, from memory. */
  readonly hashingPerSecond: number;
  /** Share of the time that the notary's thread computed. */
  readonly threadBusy: number;
  /** Microseconds that the notary's thread computed for each leaf, and those that write its files beside it. */
  readonly threadUsEach: number;
  readonly writersUsEach: number;
};
export type CatchUpOptions = {
  readonly connection: NatsConnection;
  readonly mongo: MongoClient;
  readonly seal: Vault['seal'];
  readonly messages?: number;
  readonly rounds?: number;
};

const eventsInABatch = 1_000;
const entities = 5_000;

/**
 * Measures a notary that finds a whole ledger which nobody has signed: how fast it reads, hashes, archives, and signs it. Against
 * it, in turns, the same stream read by the client alone, and the same messages hashed alone. Medians over the rounds.
 */
export async function measureCatchUp(options: CatchUpOptions): Promise<CatchUpMeasure> {
  const { connection, messages: count = 200_000, rounds = 3 } = options;
  const tenant: Tenant = `bench-notary-${Date.now().toString(36)}`;
  const log = jetStreamEventLog({ connection });
  await log.openLedger(tenant);
  const manager = await jetstreamManager(connection);
  try {
    await fill(options, tenant, count);
    const results = {
      notary: [] as number[],
      reading: [] as number[],
      hashing: [] as number[],
      busy: [] as number[],
      thread: [] as number[],
      writers: [] as number[],
    };
    let bytesEach = 0;
    for (let round = 0; round < rounds; round += 1) {
      results.reading.push(count / (await timed(() => readRaw(connection, tenant, count))));
      const hashed = await hashAlone(connection, tenant, count);
      results.hashing.push(hashed.perSecond);
      ({ bytesEach } = hashed);
      await forgetCheckpoints(connection, tenant);
      const { tookUs, threadUs, processUs } = await catchUp(options, tenant, count);
      results.notary.push((count / tookUs) * 1_000_000);
      results.busy.push(threadUs / tookUs);
      results.thread.push(threadUs / count);
      results.writers.push((processUs - threadUs) / count);
    }
    return {
      messages: count,
      bytesEach,
      notaryPerSecond: median(results.notary),
      readingPerSecond: median(results.reading),
      hashingPerSecond: median(results.hashing),
      threadBusy: median(results.busy),
      threadUsEach: median(results.thread),
      writersUsEach: median(results.writers),
    };
  } finally {
    await log.close();
    for (const stream of [ledgerStreamName(tenant), checkpointsStreamName(tenant)])
      await manager.streams.delete(stream).catch(() => undefined);
  }
}

/** The measure as lines to print. */
export function catchUpLines(measure: CatchUpMeasure): string[] {
  const { messages, bytesEach, notaryPerSecond, readingPerSecond, hashingPerSecond } = measure;
  const { threadBusy, threadUsEach, writersUsEach } = measure;
  const against = (perSecond: number): string =>
    `${(notaryPerSecond / perSecond).toFixed(2)} (${Math.round(perSecond)}/s)`;
  return [
    `\nThe notary catches up on ${messages} messages of ${Math.round(bytesEach)} bytes, headers included`,
    `read, hashed, archived, signed ${Math.round(notaryPerSecond)}/s; ratio to reading alone ${against(readingPerSecond)}, to hashing alone ${against(hashingPerSecond)}`,
    `its thread computes ${threadUsEach.toFixed(1)} µs for each, so alone on a core it reaches ${Math.round(1_000_000 / threadUsEach)}/s; it had ${Math.round(threadBusy * 100)} % of one; those that write its files ${writersUsEach.toFixed(1)} µs more`,
  ];
}

/** A ledger as services write it: sealed events with all their headers, in atomic batches. */
async function fill({ connection, seal }: CatchUpOptions, tenant: Tenant, count: number): Promise<void> {
  const channel = channelOf({ tenant, context: 'consent', entity: 'consent', id: 'sample' });
  const samples = await Promise.all(people.map((person) => sealedEvent(seal, channel, person)));
  const raw = rawGroupCommit(connection, samples);
  for (let done = 0; done < count; done += eventsInABatch) {
    const some = Math.min(eventsInABatch, count - done);
    await Promise.all(
      Array.from({ length: some }, (_, index) => {
        const turn = done + index;
        const id = `e${String(turn % entities).padStart(23, '0')}`;
        return raw.append(channelOf({ tenant, context: 'consent', entity: 'consent', id }), turn);
      }),
    );
  }
}

/** The client's own pull consumer, asked for as much at once as measured best, and nothing done with what comes. */
async function readRaw(connection: NatsConnection, tenant: Tenant, count: number): Promise<void> {
  const stream = ledgerStreamName(tenant);
  const name = `raw-${Date.now().toString(36)}`;
  const manager = await jetstreamManager(connection);
  await manager.consumers.add(stream, {
    name,
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.All,
    mem_storage: true,
  });
  const consumer = await jetstream(connection).consumers.get(stream, name);
  let read = 0;
  const { promise, resolve } = Promise.withResolvers<void>();
  const messages = await consumer.consume({
    max_messages: 5_000,
    callback: () => {
      if ((read += 1) === count) resolve();
    },
  });
  await promise;
  await messages.close();
  await manager.consumers.delete(stream, name);
}

async function hashAlone(connection: NatsConnection, tenant: Tenant, count: number) {
  const source = storedMessages(connection);
  const kept: StoredAt[] = [];
  for await (const batch of source.upTo(tenant, Math.min(count, 20_000), new AbortController().signal))
    kept.push(...batch);
  source.close();
  let bytes = 0;
  for (const { stored } of kept) bytes += stored.subject.length + stored.headerBlock.length + stored.data.length;
  const started = performance.now();
  let range = emptyRange();
  for (let start = 0; start < kept.length; start += eventsInABatch)
    range = appendLeaves(
      range,
      kept.slice(start, start + eventsInABatch).map(({ stored }) => leafHashOf(stored, nodeHashing)),
      nodeHashing,
    );
  const perSecond = (kept.length / (performance.now() - started)) * 1_000;
  return { perSecond, bytesEach: bytes / kept.length };
}

/** One notary with folders and database of its own, until everything is signed and published. */
async function catchUp({ connection, mongo }: CatchUpOptions, tenant: Tenant, count: number) {
  const db = mongo.db(`bench-notary-${randomUUID().slice(0, 8)}`);
  const folder = mkdtempSync(join(tmpdir(), 'vitne-bench-notary-'));
  const files = durableFiles(join(folder, 'archive'));
  const done = new AbortController();
  const messages = storedMessages(connection);
  const started = performance.now();
  const [ofProcess, ofThread] = [process.cpuUsage(), process.threadCpuUsage()];
  const measured = { tookUs: 0, threadUs: 0, processUs: 0 };
  try {
    await signLedger({
      tenant,
      files,
      messages,
      archive: messageArchive(files),
      history: checkpointHistory(files, realClock.now),
      declared: declaredHeads(db),
      signer: fileSigner({ folder: join(folder, 'keys'), originPrefix: 'bench.example/ledger', now: realClock.now }),
      published: checkpointStream(connection),
      times: usualTimes,
      doubtful: false,
      signal: done.signal,
      onSigned: ({ size }) => {
        if (size !== count) return;
        measured.tookUs = (performance.now() - started) * 1_000;
        measured.threadUs = sumOf(process.threadCpuUsage(ofThread));
        measured.processUs = sumOf(process.cpuUsage(ofProcess));
        done.abort();
      },
      onLookedAgain: () => undefined,
    });
  } finally {
    messages.close();
    rmSync(folder, { recursive: true, force: true });
    await db.dropDatabase();
  }
  return measured;
}

/** Each round's notary is the first one that the ledger has. */
async function forgetCheckpoints(connection: NatsConnection, tenant: Tenant): Promise<void> {
  const manager = await jetstreamManager(connection);
  await manager.streams.delete(checkpointsStreamName(tenant)).catch(() => undefined);
  await openCheckpointsStream(connection, tenant);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1_000;
}

const sumOf = ({ user, system }: NodeJS.CpuUsage): number => user + system;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main(): Promise<void> {
  const engines = await startTestEngines({ log: (line) => process.stderr.write(`${line}\n`) });
  const keys = mkdtempSync(join(tmpdir(), 'vitne-bench-'));
  const mongo = await connectDatabase(engines.mongo.url);
  const connection = await connectBus(engines.nats.url, engines.nats.credentials('admin'));
  try {
    const vault = await mongoVault({ db: mongo.db('bench-catch-up'), keyEncryption: fileKeyEncryption(keys) });
    const measure = await measureCatchUp({ connection, mongo, seal: vault.seal });
    for (const line of catchUpLines(measure)) process.stdout.write(`${line}\n`);
    await vault.close();
  } finally {
    await connection.close();
    await mongo.close();
    await engines.stop();
    rmSync(keys, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
