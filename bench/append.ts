import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { connect } from '@nats-io/transport-node';
import { type Channel, channelOf, ledgerStreamName } from '@vitne/contracts/channels';
import { startTestEngines } from '@vitne/engines/test-engines';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import type { Vault } from '@vitne/vault/vault';
import { MongoClient } from 'mongodb';
import { rawGroupCommit } from './raw-group-commit.ts';
import { people, sealedEvent } from './sample-events.ts';

export type AppendMeasure = {
  readonly callers: number;
  readonly rawPerSecond: number;
  readonly eventLogPerSecond: number;
  readonly ratio: number;
  /** Share of the time that this process computed while it appended through the event log. */
  readonly processBusy: number;
  /** Share of their time that callers waited for the vault, which leases keys in its database, before they appended. */
  readonly sealingShare: number;
};
export type AppendMeasureOptions = {
  readonly connection: NatsConnection;
  readonly seal: Vault['seal'];
  /** Callers that each append one event after the other; default 1, 64 and 512. */
  readonly callers?: readonly number[];
  readonly rounds?: number;
  readonly roundMs?: number;
};

/**
 * Measures appends of an event to a fresh entity each, sealed under its person's key, under the lock and on the disk,
 * against raw group commit of the same bytes sealed and encoded beforehand, without lock and without ids. The two take
 * turns in one run on two streams with the same settings; medians over the rounds.
 */
export async function measureAppend(options: AppendMeasureOptions): Promise<AppendMeasure[]> {
  const { connection, seal, callers = [1, 64, 512], rounds = 5, roundMs = 1_500 } = options;
  const [ours, theirs] = ['ours', 'raw'].map((name) => `bench-${name}-${randomUUID().slice(0, 8)}`) as [string, string];
  const log = jetStreamEventLog({ connection });
  await log.openLedger(ours);
  await log.openLedger(theirs);
  const sampleChannel = freshChannel(theirs);
  const samples = await Promise.all(people.map((person) => sealedEvent(seal, sampleChannel, person)));
  const raw = rawGroupCommit(connection, samples);
  let sealingMs = 0;
  const appendOurs = async (turn: number): Promise<void> => {
    const channel = freshChannel(ours);
    const start = performance.now();
    const event = await sealedEvent(seal, channel, people[turn % people.length] as string);
    sealingMs += performance.now() - start;
    const { outcome } = await log.append({ channel, expectedPosition: 0, events: [event] });
    if (outcome !== 'appended') throw new Error(`An append was answered with ${outcome}.`);
  };
  const appendRaw = (turn: number): Promise<void> => raw.append(freshChannel(theirs), turn);
  const measures: AppendMeasure[] = [];
  try {
    for (const count of callers) {
      await runCallers(appendRaw, count, roundMs / 2);
      await runCallers(appendOurs, count, roundMs / 2);
      const results = { raw: [] as number[], ours: [] as number[], busy: [] as number[], sealing: [] as number[] };
      for (let round = 0; round < rounds; round += 1) {
        results.raw.push((await runCallers(appendRaw, count, roundMs)).perSecond);
        sealingMs = 0;
        const { perSecond, busy, tookMs } = await runCallers(appendOurs, count, roundMs);
        results.sealing.push(sealingMs / (tookMs * count));
        results.ours.push(perSecond);
        results.busy.push(busy);
      }
      const [rawPerSecond, eventLogPerSecond] = [median(results.raw), median(results.ours)];
      const ratio = eventLogPerSecond / rawPerSecond;
      measures.push({
        callers: count,
        rawPerSecond,
        eventLogPerSecond,
        ratio,
        processBusy: median(results.busy),
        sealingShare: median(results.sealing),
      });
    }
  } finally {
    await log.close();
    await deleteStreams(connection, [ours, theirs]);
  }
  return measures;
}

/** The measures as lines to print, with what bounds each. */
export function describeAppend(measures: readonly AppendMeasure[]): string[] {
  return measures.map((measure) => {
    const { callers, rawPerSecond, eventLogPerSecond, ratio, processBusy, sealingShare } = measure;
    const latencyMs = ((callers / eventLogPerSecond) * 1_000).toFixed(1);
    return (
      `append, ${callers} caller${callers === 1 ? '' : 's'}: ${Math.round(eventLogPerSecond)}/s (${latencyMs} ms), ` +
      `raw group commit ${Math.round(rawPerSecond)}/s, ratio ${ratio.toFixed(2)}; process busy ` +
      `${Math.round(processBusy * 100)} %, sealing ${Math.round(sealingShare * 100)} %, bound by ${boundOf(measure)}`
    );
  });
}

/** What an append waits for most of its time. */
export function boundOf({ processBusy, sealingShare }: Pick<AppendMeasure, 'processBusy' | 'sealingShare'>): string {
  if (processBusy > 0.85) return 'this process: sealing, encoding and the NATS client on one thread';
  if (sealingShare > 0.4) return 'the vault: it leases keys in its database before it seals';
  return 'the server: it stages, checks and syncs each commit before it answers';
}

async function runCallers(
  append: (turn: number) => Promise<void>,
  count: number,
  forMs: number,
): Promise<{ tookMs: number; perSecond: number; busy: number }> {
  let done = 0;
  const start = performance.now();
  const cpu = process.cpuUsage();
  const caller = async (): Promise<void> => {
    while (performance.now() - start < forMs) {
      await append(done);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: count }, caller));
  const tookMs = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { tookMs, perSecond: (done / tookMs) * 1_000, busy: (user + system) / 1_000 / tookMs };
}

let entities = 0;
const freshChannel = (tenant: string): Channel =>
  channelOf({ tenant, context: 'consent', entity: 'consent', id: `e${(entities += 1)}` });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function deleteStreams(connection: NatsConnection, tenants: readonly string[]): Promise<void> {
  const manager = await jetstreamManager(connection);
  for (const tenant of tenants) await manager.streams.delete(ledgerStreamName(tenant));
}

async function main(): Promise<void> {
  const engines = await startTestEngines({ log: (line) => process.stderr.write(`${line}\n`) });
  const keyFolder = mkdtempSync(join(tmpdir(), 'vitne-bench-'));
  const mongo = await new MongoClient(engines.mongo.url).connect();
  const connection = await connect({ servers: engines.nats.url, ...engines.nats.credentials('admin') });
  try {
    const vault = await mongoVault({ db: mongo.db('bench_vault'), keyEncryption: fileKeyEncryption(keyFolder) });
    for (const line of describeAppend(await measureAppend({ connection, seal: vault.seal })))
      process.stdout.write(`${line}\n`);
    await vault.close();
  } finally {
    await connection.close();
    await mongo.close();
    await engines.stop();
    rmSync(keyFolder, { recursive: true, force: true });
  }
}

if (import.meta.main) await main();
