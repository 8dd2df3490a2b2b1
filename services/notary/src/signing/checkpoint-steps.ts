import type { Tenant } from '@vitne/contracts/channels';
import type { CheckpointStream } from '@vitne/event-log/checkpoint-stream';
import { buildConsistencyProof } from '@vitne/ledger/build-proof';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import type { DurableFile, DurableFiles } from '@vitne/service-kit/durable-files';
import type { CheckpointHistory } from '../archive/checkpoint-history.ts';
import type { MessageArchive } from '../archive/message-archive.ts';
import { LedgerWrong } from '../ledger-wrong.ts';
import { type AnnouncedKey, type CheckpointSigner, type Head, SigningRefused } from './checkpoint-signer.ts';
import type { DeclaredHeads } from './declared-heads.ts';

/** What a checkpoint of one ledger is made with. */
export type CheckpointParts = {
  readonly tenant: Tenant;
  /** The archive's folder of the ledger. */
  readonly files: DurableFiles;
  readonly archive: MessageArchive;
  readonly declared: DeclaredHeads;
  readonly signer: CheckpointSigner;
  readonly published: CheckpointStream;
  /** Every note that was published, in the archive. */
  readonly history: CheckpointHistory;
};

/** A checkpoint on its way. */
export type Draft = {
  readonly head: Head;
  /** The size that the head before it has; 0 for the first. */
  readonly previous: number;
  readonly files: readonly DurableFile[];
  readonly outgrown: readonly string[];
  note?: string;
};

type Step = (parts: CheckpointParts, draft: Draft) => Promise<void>;

export const checkpointSteps = {
  /** The messages that the head is about are on the archive's disk. */
  'archive-messages': ({ archive }) => archive.flush(),
  /** So are the tiles and bundles that prove anything of it. */
  'write-tiles': ({ files }, draft) => files.write(draft.files),
  /** No other head of this size, and none that follows on the same one, can be declared any more. */
  'declare-head': ({ declared, tenant }, { head, previous }) => declared.declare(tenant, head, previous),
  /** The signer agrees, on its own disk, and signs. */
  'sign-head': signHead,
  /** The bus keeps the note. */
  publish: ({ published, tenant }, { head, note = '' }) => published.publish(tenant, head.size, note),
  /** So does the archive, beside all that were published before. */
  'keep-checkpoint': ({ history }, { note = '' }) => history.keep(note),
  /** The note stands where readers of files look, beside the keys that verify it. */
  'write-checkpoint': async ({ files, signer, tenant }, { note = '' }) =>
    files.write([
      { path: 'keys', bytes: keyLines(await signer.keys(tenant)) },
      { path: 'checkpoint', bytes: note },
    ]),
} satisfies Record<string, Step>;

export type StepName = keyof typeof checkpointSteps;

/**
 * The one order in which a crash at any instant leaves at most one root for a size: everything that a signature vouches for is
 * on the disk before it, and nothing that came of a signature is seen before what was agreed to is on two disks. The README
 * goes through the instants.
 */
export const safeOrder: readonly StepName[] = [
  'archive-messages',
  'write-tiles',
  'declare-head',
  'sign-head',
  'publish',
  'keep-checkpoint',
  'write-checkpoint',
];

/** @param atInstant told after each step; for fault tests */
export async function makeCheckpoint(
  parts: CheckpointParts,
  draft: Draft,
  atInstant: (instant: StepName) => void,
): Promise<void> {
  for (const name of safeOrder) {
    await checkpointSteps[name](parts, draft);
    atInstant(name);
  }
  // Whoever asks for a partial tile of an older size is given the full one.
  await parts.files.remove(draft.outgrown);
}

/** The keys as a file has them: one a line, the oldest first. */
export const keyLines = (keys: readonly AnnouncedKey[]): string =>
  keys.map(({ key }) => `${formatVerifierKey(key)}\n`).join('');

/** Builds the proof from the tiles as they lie on the disk, so that no note is signed whose tiles do not prove it. */
async function signHead({ files, signer, tenant }: CheckpointParts, draft: Draft): Promise<void> {
  const { head } = draft;
  const before = await signer.last(tenant);
  const nodes = nodesFromTiles(head.size, files.read, nodeHashing);
  const proof =
    before && before.size < head.size ? await buildConsistencyProof(before.size, head.size, nodes, nodeHashing) : [];
  try {
    draft.note = await signer.sign(tenant, head, proof);
  } catch (cause) {
    if (!(cause instanceof SigningRefused)) throw cause;
    const code = cause.code === 'second-root' ? ('second-root' as const) : ('root-differs' as const);
    throw new LedgerWrong({ code, position: head.size, detail: cause.message }, { cause });
  }
}
