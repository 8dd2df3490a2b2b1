import type { NatsConnection } from '@nats-io/nats-core';
import type { Tenant } from '@vitne/contracts/channels';
import { checkpointStream, openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { type CheckpointPolicy, openCheckpoint, parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import type { DurableFiles } from '@vitne/service-kit/durable-files';
import { checkpointHistory } from './checkpoint-history.ts';

export type RebuildCheckpointsOptions = {
  /** Signed in as the administrator of the bus. */
  readonly connection: NatsConnection;
  readonly tenant: Tenant;
  /** The archive's folder of the ledger. */
  readonly files: DurableFiles;
  /** Every key that ever signed, from anywhere but the archive. */
  readonly policy: CheckpointPolicy;
};

type Note = { readonly note: string; readonly size: number; readonly isCosigned: boolean };

/** How large the newest note is, by itself and cosigned. */
type Newest = { plain: number; cosigned: number };

/**
 * Publishes again what the archive has of checkpoints and the bus has not: all of them where the stream was lost, or those after its
 * end. What the stream still has is left as it is.
 * @returns how many were published
 * @throws {UnknownNote} before anything is done, when none of the keys signed one of them
 */
export async function rebuildCheckpoints(options: RebuildCheckpointsOptions): Promise<number> {
  const { connection, tenant, files, policy } = options;
  const history = checkpointHistory(files, () => new Date().toISOString());
  for await (const note of history.all()) {
    const opened = await openCheckpoint(note, policy);
    if (!opened.valid) throw new UnknownNote(opened.message);
  }
  await openCheckpointsStream(connection, tenant);
  const stream = checkpointStream(connection);
  const there: Newest = { plain: 0, cosigned: 0 };
  for await (const note of stream.all(tenant, new AbortController().signal))
    extend(there, readNote(note, policy.origin));
  let published = 0;
  for await (const note of history.all()) {
    const { size, isCosigned } = readNote(note, policy.origin);
    if (size <= (isCosigned ? there.cosigned : there.plain)) continue;
    published += 1;
    if (isCosigned) await stream.publishCosigned(tenant, size, cosignaturesOf(note, policy.origin), note);
    else await stream.publish(tenant, size, note);
  }
  return published;
}

/** A checkpoint in the archive that none of the keys signed. */
export class UnknownNote extends Error {
  override readonly name = 'UnknownNote';
}

function extend(newest: Newest, { size, isCosigned }: Note): void {
  if (isCosigned) newest.cosigned = Math.max(newest.cosigned, size);
  else newest.plain = Math.max(newest.plain, size);
}

/** What is no checkpoint counts as one of nothing. */
function readNote(note: string, origin: string): Note {
  const parsed = parseUnverifiedNote(note);
  const read = parsed.valid ? parseUnverifiedCheckpoint(parsed.note.text) : parsed;
  return { note, size: read.valid ? read.checkpoint.size : 0, isCosigned: cosignaturesOf(note, origin) > 0 };
}

/** The ledger's own keys have its name; whoever else signed is a witness. */
function cosignaturesOf(note: string, origin: string): number {
  const parsed = parseUnverifiedNote(note);
  return parsed.valid ? parsed.note.signatures.filter(({ name }) => name !== origin).length : 0;
}
