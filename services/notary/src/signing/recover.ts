import { buildConsistencyProof } from '@vitne/ledger/build-proof';
import { equalBytes, textOf } from '@vitne/ledger/bytes';
import { openCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { verifyConsistency } from '@vitne/ledger/verify-consistency';
import { emptyTree, readTree, type TreeEdge } from '../archive/growing-tree.ts';
import { LedgerWrong } from '../ledger-wrong.ts';
import type { Head } from './checkpoint-signer.ts';
import type { CheckpointParts } from './checkpoint-steps.ts';

/** What is known of a ledger when signing begins: what was agreed to, and whether everything that follows was done. */
export type Recovered = {
  /** The newest head that anybody was told of or may have been; undefined before the first. */
  readonly head: Head | undefined;
  /** Of the newest declared head; 0 when there is none. */
  readonly declared: number;
  /** Whether a note of this head is on the bus and in the folder. */
  readonly isPublished: boolean;
};

/**
 * Puts together what the database, the signer, the bus and the folder say was signed. Any of them may have been lost or put
 * back to an earlier state; what the others have is believed then.
 * @throws {LedgerWrong} when two of them have different roots for a size, or a note is not signed by a known key
 */
export async function recoverHead(parts: CheckpointParts): Promise<Recovered> {
  const { declared, signer, published, files, tenant } = parts;
  const [declaredHead, agreedHead, note, file] = await Promise.all([
    declared.newest(tenant),
    signer.last(tenant),
    published.newest(tenant),
    files.read('checkpoint'),
  ]);
  const onTheBus = note === undefined ? undefined : await headOf(parts, note);
  const inTheFolder = file && (await headOf(parts, textOf(file) ?? ''));
  const known = [declaredHead, agreedHead, onTheBus, inTheFolder].filter((head) => head !== undefined);
  const newest = known.reduce<Head | undefined>((a, b) => (a && a.size >= b.size ? a : b), undefined);
  if (newest && known.some(({ size, root }) => size === newest.size && !equalBytes(root, newest.root)))
    throw new LedgerWrong({
      code: 'second-root',
      position: newest.size,
      detail: `There are two roots for the first ${newest.size} events.`,
    });
  const isPublished = onTheBus?.size === newest?.size && inTheFolder?.size === newest?.size;
  return { head: newest, declared: declaredHead?.size ?? 0, isPublished };
}

/** The head of a note that one of our keys signed. @throws {LedgerWrong} when none did */
async function headOf({ signer, tenant }: CheckpointParts, note: string): Promise<Head> {
  const keys = await signer.keys(tenant);
  const opened = await openCheckpoint(note, { origin: signer.origin(tenant), logKeys: keys.map(({ key }) => key) });
  if (!opened.valid) throw new LedgerWrong({ code: 'signature-unknown', detail: opened.message });
  return opened.checkpoint;
}

/** The tree of a head from the archive's own files; undefined when they do not hold it, or not its messages. */
export async function recoverTree({ files, archive }: CheckpointParts, head: Head | undefined) {
  if (!head) return (await archive.reopen(0)) ? emptyTree : undefined;
  const edge = await readTree(files, head.size, head.root, nodeHashing);
  return edge && (await archive.reopen(head.size)) ? edge : undefined;
}

/**
 * Compares what each place had signed with the tree as it stands on the disk.
 * @throws {LedgerWrong} when a smaller head is not the beginning of the newest one
 */
export async function requireConsistent(
  { files, signer, declared, tenant }: CheckpointParts,
  head: Head,
  edge: TreeEdge,
): Promise<void> {
  const nodes = nodesFromTiles(edge.tiles.size, files.read, nodeHashing);
  for (const before of [await signer.last(tenant), await declared.newest(tenant)]) {
    if (!before || before.size >= head.size) continue;
    const proof = await buildConsistencyProof(before.size, head.size, nodes, nodeHashing);
    const claim = { oldSize: before.size, oldRoot: before.root, newSize: head.size, newRoot: head.root, proof };
    const verdict = verifyConsistency(claim, nodeHashing);
    if (!verdict.valid) throw new LedgerWrong({ code: 'root-differs', position: before.size, detail: verdict.message });
  }
}
