import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { ledgerStreamName, ledgerSubjects, type Tenant } from '@vitne/contracts/channels';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { ledgerConfig } from '@vitne/event-log/ledger-stream';
import { type StoredAt, storedMessages } from '@vitne/event-log/stored-messages';
import { ByteWriter } from '@vitne/ledger/byte-writer';
import { equalBytes, textOf } from '@vitne/ledger/bytes';
import { type CheckpointPolicy, openCheckpoint } from '@vitne/ledger/checkpoint';
import { appendLeaves, type CompactRange, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { encodeMessage, leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import type { DurableFiles } from '@vitne/service-kit/durable-files';
import { fileStart, writeArchived } from './archived-messages.ts';
import { archivedMessages } from './message-archive.ts';
import { republish } from './republish.ts';

export type RebuildOptions = {
  /** Signed in as the administrator of the bus, who alone may make and end a ledger. */
  readonly connection: NatsConnection;
  readonly tenant: Tenant;
  /** The archive's folder of the ledger. */
  readonly files: DurableFiles;
  /** The keys that vouch for the archive, from anywhere but the archive. */
  readonly policy: CheckpointPolicy;
  /** Ends the ledger that is there, when it is not the beginning of the archived one; what it still delivers is kept. */
  readonly replace: boolean;
  readonly onProgress?: (position: number, newest: number) => void;
};

export type Rebuilt = {
  /** Messages that were put back. */
  readonly restored: number;
  /** Position of the newest event now. */
  readonly newest: number;
  /** What the newest checkpoint covers, which the ledger leads to again. */
  readonly signed: number;
  /** Of these, how many stood behind the archive's end in the ledger that was there, and were taken over from it. */
  readonly takenOver: number;
  /** Where what the replaced ledger still delivered is kept, below the archive's folder. */
  readonly kept?: string;
};

/** Why nothing was done, in a sentence for whoever operates the platform. */
export class RebuildRefused extends Error {
  override readonly name = 'RebuildRefused';
}

const usualDuplicateWindowMs = 120_000;
const never = new AbortController().signal;

/**
 * Puts a ledger back as its archive has it, message for message and byte for byte, under the same positions: headers of
 * atomic batches, of the lock and of the ids are published as they were, in the same batches, so that the server takes and keeps
 * them again. Before anything is done the archive must lead to the root that was signed, and afterwards the ledger must.
 * @throws {RebuildRefused} {@link RepublishFailed}
 */
export async function rebuildLedger(options: RebuildOptions): Promise<Rebuilt> {
  const { connection, tenant, files, replace, onProgress } = options;
  const signed = await signedHead(options);
  const archived = await verifyArchive(files, signed);
  const messages = storedMessages(connection);
  const stream = ledgerStreamName(tenant);
  const manager = await jetstreamManager(connection, { checkAPI: false });
  try {
    const there = await compare(messages, tenant, files, archived);
    if (there.state === 'whole') {
      await requireRoot(messages, tenant, signed, there.newest);
      return { restored: 0, newest: there.newest, signed: signed.size, takenOver: 0 };
    }
    if (there.state === 'different' && !replace)
      throw new RebuildRefused(
        `The ledger that is there is not the beginning of the archived one, first at position ${there.at}. With --replace it is ended and made anew; what it still delivers is kept in the archive first.`,
      );
    let kept: string | undefined;
    if (there.state === 'different') {
      kept = await keepWhatIsThere(messages, tenant, files);
      await manager.streams.delete(stream);
    }
    await closeToOthers(manager, tenant, there.state === 'beginning');
    const held = there.state === 'beginning' ? there.newest : 0;
    let newest = held;
    for await (const batch of wanted(files, held, there.tail)) {
      newest = await republish(connection, { stream, subject: (own) => `${rebuilding}${own}` }, batch);
      onProgress?.(newest, archived + there.tail.length);
    }
    await requireRoot(messages, tenant, signed, newest);
    await openToOthers(manager, tenant);
    const restored = newest - held;
    return { restored, newest, signed: signed.size, takenOver: there.tail.length, ...(kept !== undefined && { kept }) };
  } finally {
    messages.close();
  }
}

const rebuilding = 'rebuild.';

/**
 * The stream as long as it is unfinished: what is published on `rebuild.ledger.…` is kept as `ledger.…`, and nobody who appends to
 * the ledger reaches it. The server remembers ids for the shortest time there is, because the same id may stand twice in
 * years that are now written in seconds.
 */
async function closeToOthers(manager: JetStreamManager, tenant: Tenant, isThere: boolean): Promise<void> {
  const subject = ledgerSubjects(tenant);
  const config = {
    ...ledgerConfig(tenant, { replicas: 1, duplicateWindowMs: 100 }),
    subjects: [`${rebuilding}${subject}`],
    subject_transform: { src: `${rebuilding}${subject}`, dest: subject },
  };
  if (!isThere) await manager.streams.add(config);
  else await manager.streams.update(config.name, { ...config, num_replicas: await replicasOf(manager, tenant) });
}

async function openToOthers(manager: JetStreamManager, tenant: Tenant): Promise<void> {
  const replicas = await replicasOf(manager, tenant);
  const { name, ...config } = ledgerConfig(tenant, { replicas, duplicateWindowMs: usualDuplicateWindowMs });
  await manager.streams.update(name, { ...config, subject_transform: undefined } as typeof config);
}

const replicasOf = async (manager: JetStreamManager, tenant: Tenant): Promise<number> =>
  (await manager.streams.info(ledgerStreamName(tenant))).config.num_replicas;

type Head = { readonly size: number; readonly root: Uint8Array };

async function signedHead({ files, policy, tenant }: RebuildOptions): Promise<Head> {
  const note = await files.read('checkpoint');
  if (!note) throw new RebuildRefused(`There is no checkpoint in ${files.root}: name the archive of ${tenant}.`);
  const opened = await openCheckpoint(textOf(note) ?? '', policy);
  if (!opened.valid) throw new RebuildRefused(`The checkpoint of the archive does not verify: ${opened.message}`);
  return opened.checkpoint;
}

/** How many messages the archive holds; what the checkpoint covers has to be what was signed. */
async function verifyArchive(files: DurableFiles, signed: Head): Promise<number> {
  let range: CompactRange = emptyRange();
  let count = 0;
  for await (const batch of archivedMessages(files)) {
    range = growTo(range, signed.size, batch);
    count += batch.length;
  }
  if (range.end < signed.size)
    throw new RebuildRefused(`The archive holds ${count} messages without a gap, and ${signed.size} were signed.`);
  if (!equalBytes(rootOf(range, nodeHashing), signed.root))
    throw new RebuildRefused('The archive is not what was signed: its messages lead to another root.');
  return count;
}

/** The range with the leaves of these messages, up to a size. */
function growTo(range: CompactRange, size: number, batch: readonly StoredAt[]): CompactRange {
  const leaves = batch.filter(({ position }) => position <= size).map(({ stored }) => leafHashOf(stored, nodeHashing));
  return appendLeaves(range, leaves, nodeHashing);
}

type There =
  | { state: 'missing'; tail: readonly StoredAt[] }
  | { state: 'whole' | 'beginning'; newest: number; tail: readonly StoredAt[] }
  /** `at` is the first position that is not as archived; `tail` follows on the archive, if nothing before it was changed. */
  | { state: 'different'; at: number; tail: readonly StoredAt[] };

/** Compares the ledger that is there with the archive. A tail that is taken over has a second's worth of events. */
async function compare(
  messages: ReturnType<typeof storedMessages>,
  tenant: Tenant,
  files: DurableFiles,
  archived: number,
): Promise<There> {
  let state: Awaited<ReturnType<typeof messages.state>>;
  try {
    state = await messages.state(tenant);
  } catch (error) {
    if (error instanceof LedgerDamaged) return { state: 'missing', tail: [] };
    throw error;
  }
  const archive = archiveReader(files);
  let expected = 1;
  let at: number | undefined;
  let wasChanged = false;
  const tail: StoredAt[] = [];
  for await (const batch of messages.upTo(tenant, state.newest, never)) {
    for (const { position, stored } of batch) {
      if (position !== expected) at ??= expected;
      expected = position + 1;
      if (position > archived) {
        tail.push({ position, stored: copyOf(stored) });
        continue;
      }
      if (sameMessage(stored, await archive(position))) continue;
      at ??= position;
      wasChanged = true;
    }
  }
  if (expected <= state.newest || state.signsOfLoss.length > 0) at ??= expected;
  const follows = tail.every(({ position }, index) => position === archived + 1 + index);
  if (at !== undefined) return { state: 'different', at, tail: wasChanged || !follows ? [] : tail };
  return { state: state.newest >= archived ? 'whole' : 'beginning', newest: state.newest, tail: [] };
}

/** Reads the archive position by position, forwards. */
function archiveReader(files: DurableFiles): (position: number) => Promise<StoredMessage | undefined> {
  const files256 = archivedMessages(files)[Symbol.asyncIterator]();
  let batch: readonly StoredAt[] = [];
  return async (position) => {
    while ((batch.at(-1)?.position ?? 0) < position) {
      const next = await files256.next();
      if (next.done) return undefined;
      batch = next.value;
    }
    return batch.find((message) => message.position === position)?.stored;
  };
}

const sameMessage = (a: StoredMessage, b: StoredMessage | undefined): boolean =>
  b !== undefined && equalBytes(encodeMessage(a), encodeMessage(b));

const copyOf = ({ subject, headerBlock, data }: StoredMessage): StoredMessage => ({
  subject,
  headerBlock: headerBlock.slice(),
  data: data.slice(),
});

/** Everything that the ledger which is about to be replaced still delivers, as one file of the archive's own format. */
async function keepWhatIsThere(
  messages: ReturnType<typeof storedMessages>,
  tenant: Tenant,
  files: DurableFiles,
): Promise<string> {
  const { newest } = await messages.state(tenant);
  const folder = `replaced/${new Date().toISOString().replaceAll(':', '-')}`;
  for await (const batch of messages.upTo(tenant, newest, never)) {
    const path = `${folder}/from-${String(batch[0]?.position ?? 0).padStart(12, '0')}`;
    const bytes = new ByteWriter();
    bytes.bytes(fileStart);
    writeArchived(bytes, batch);
    await files.write([{ path, bytes: bytes.view() }]);
  }
  return folder;
}

async function* wanted(files: DurableFiles, after: number, tail: readonly StoredAt[]) {
  let carried: StoredAt[] = [];
  for await (const batch of archivedMessages(files)) {
    carried.push(...batch.filter(({ position }) => position > after));
    yield carried.splice(0, wholeBatches(carried));
  }
  carried.push(...tail);
  if (carried.length > 0) yield carried;
}

/** How many messages can go before an atomic batch that has not ended yet. */
function wholeBatches(messages: readonly StoredAt[]): number {
  for (let count = messages.length; count > 0; count -= 1) {
    const { stored } = messages[count - 1] as StoredAt;
    const headers = Buffer.from(stored.headerBlock).toString('latin1');
    if (!/\r\nNats-Batch-Id:/i.test(headers) || /\r\nNats-Batch-Commit:/i.test(headers)) return count;
  }
  return 0;
}

/** @throws {RebuildRefused} when the ledger does not lead to the root that was signed */
async function requireRoot(
  messages: ReturnType<typeof storedMessages>,
  tenant: Tenant,
  signed: Head,
  newest: number,
): Promise<void> {
  let range: CompactRange = emptyRange();
  let last = 0;
  for await (const batch of messages.upTo(tenant, newest, never)) {
    range = growTo(range, signed.size, batch);
    last = batch.at(-1)?.position ?? last;
  }
  if (last !== newest || range.end !== signed.size || !equalBytes(rootOf(range, nodeHashing), signed.root))
    throw new RebuildRefused('The ledger does not lead to the root that was signed: look at it before anything else.');
}
