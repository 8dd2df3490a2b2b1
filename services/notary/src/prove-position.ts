import { buildInclusionProof } from '@vitne/ledger/build-proof';
import { textOf } from '@vitne/ledger/bytes';
import { parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { formatProofFile } from '@vitne/ledger/proof-file';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { trusted } from '@vitne/ledger/verdict';
import { verifyInclusion } from '@vitne/ledger/verify-inclusion';
import type { DurableFiles } from '@vitne/service-kit/durable-files';
import { archivedMessage } from './archive/message-archive.ts';
import type { Head } from './signing/checkpoint-signer.ts';

type KeptCheckpoint = Head & { readonly note: string };

/** The newest checkpoint as the archive's folder holds it. It was signed by us, so its form is not doubted. */
export const newestCheckpoint = (files: DurableFiles): Promise<KeptCheckpoint | undefined> =>
  checkpointIn(files, 'checkpoint');

/** The newest checkpoint to give away: with the cosignatures, where witnesses have cosigned it. */
export async function checkpointToShow(files: DurableFiles, position = 0): Promise<KeptCheckpoint | undefined> {
  const newest = await newestCheckpoint(files);
  const cosigned = await checkpointIn(files, 'checkpoint.cosigned');
  // One event is shown better under an older checkpoint that others have seen than under one that nobody has.
  const isEnough = cosigned && (position > 0 ? cosigned.size >= position : cosigned.size === newest?.size);
  return isEnough ? cosigned : newest;
}

async function checkpointIn(files: DurableFiles, path: string): Promise<KeptCheckpoint | undefined> {
  const bytes = await files.read(path);
  if (!bytes) return undefined;
  const note = textOf(bytes) ?? '';
  const { checkpoint } = trusted(parseUnverifiedCheckpoint(trusted(parseUnverifiedNote(note)).note.text));
  return { size: checkpoint.size, root: checkpoint.root, note };
}

/**
 * Everything that shows that an event is in the ledger, in one file: its message, the proof and the signed checkpoint. It is
 * made of files alone, and verified before it is given.
 * @returns undefined when the newest checkpoint does not cover the position
 * @throws {Error} when the archive does not hold what was signed
 */
export async function provePosition(files: DurableFiles, position: number): Promise<Uint8Array | undefined> {
  const checkpoint = await checkpointToShow(files, position);
  if (!checkpoint || position > checkpoint.size) return undefined;
  const { size, root, note } = checkpoint;
  const message = await archivedMessage(files, position);
  if (!message) throw new Error(`The archive does not hold position ${position}.`);
  const index = position - 1;
  const proof = await buildInclusionProof(index, size, nodesFromTiles(size, files.read, nodeHashing), nodeHashing);
  trusted(verifyInclusion({ leafHash: leafHashOf(message, nodeHashing), index, size, root, proof }, nodeHashing));
  return formatProofFile(message, { index, proof, checkpoint: note });
}
