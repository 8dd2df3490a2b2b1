import type { Tenant } from '@vitne/contracts/channels';
import { buildInclusionProof } from '@vitne/ledger/build-proof';
import { fromBase64 } from '@vitne/ledger/bytes';
import { parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { appendLeaf, emptyRange, mergeRanges, restoreRange } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { formatProofFile } from '@vitne/ledger/proof-file';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { inclusionRanges, perfectSubtrees, type TreeNode } from '@vitne/ledger/tree-shape';
import { verifyInclusion } from '@vitne/ledger/verify-inclusion';
import { type ExportHead, readFoot, readHead, readMessageLine } from './export-format.ts';
import { type Line, LineTooLong } from './lines.ts';

/** Why an export cannot prove an event, in a sentence. */
export class ExportProvesNothing extends Error {
  override readonly name = 'ExportProvesNothing';
}

/**
 * The proof of one event from an export that has it, also of a part of a ledger: what lies outside the part stands in
 * its foot. Read once, and verified before it is given; who signed the checkpoint is for the reader of the proof.
 * @throws {ExportProvesNothing} when it does not have the event, nobody has signed it, or it is not what was signed
 */
export async function proveFromExport(
  lines: AsyncIterable<Line>,
  tenant: Tenant,
  position: number,
): Promise<Uint8Array> {
  const reading = lines[Symbol.asyncIterator]();
  try {
    return await prove(reading, tenant, position);
  } catch (error) {
    if (error instanceof LineTooLong || error instanceof RangeError) throw new ExportProvesNothing(error.message);
    throw error;
  } finally {
    await reading.return?.();
  }
}

async function prove(lines: AsyncIterator<Line>, tenant: Tenant, position: number): Promise<Uint8Array> {
  const head = readHead(await next(lines));
  if (!head) throw new ExportProvesNothing('The file is no export of a ledger.');
  const { from, to, size } = head;
  if (head.tenant !== tenant) throw new ExportProvesNothing(`The export is of ${head.tenant}, not of ${tenant}.`);
  if (position < from || position > to)
    throw new ExportProvesNothing(`The export has positions ${from} to ${to}: position ${position} is not among them.`);
  const signed = signedIn(head);
  const index = position - 1;
  const nodes = nodesWanted(index, size);
  let proved: StoredMessage | undefined;
  let middle = emptyRange(from - 1);
  for (let at = from; at <= to; at += 1) {
    const message = readMessageLine(await next(lines));
    if (message?.position !== at) throw new ExportProvesNothing(`Position ${at} is not where it has to be.`);
    if (at === position) proved = message.stored;
    const leaf = leafHashOf(message.stored, nodeHashing);
    nodes.take({ level: 0, index: at - 1 }, leaf);
    middle = appendLeaf(middle, leaf, nodeHashing, nodes.take);
  }
  const foot = readFoot(await next(lines));
  if (!foot || !proved) throw new ExportProvesNothing('The last line is not the foot of an export.');
  const left = restoreRange({ begin: 0, end: from - 1, hashes: foot.left.map(bytesOf) });
  const right = restoreRange({ begin: to, end: size, hashes: foot.right.map(bytesOf) });
  for (const range of [left, right])
    perfectSubtrees(range).forEach((node, place) => nodes.take(node, range.hashes[place] as Uint8Array));
  mergeRanges(mergeRanges(left, middle, nodeHashing, nodes.take), right, nodeHashing, nodes.take);
  const proof = await buildInclusionProof(index, size, nodes.read, nodeHashing);
  const leafHash = leafHashOf(proved, nodeHashing);
  if (!verifyInclusion({ leafHash, index, size, root: signed.root, proof }, nodeHashing).valid)
    throw new ExportProvesNothing('The export is not what was signed: check it, and it says what is wrong.');
  return formatProofFile(proved, { index, proof, checkpoint: signed.note });
}

async function next(lines: AsyncIterator<Line>): Promise<string> {
  const { value, done } = await lines.next();
  if (done) throw new ExportProvesNothing('The export is cut off.');
  return value.text;
}

function signedIn({ checkpoint: note, size }: ExportHead): { note: string; root: Uint8Array } {
  if (note === undefined) throw new ExportProvesNothing('Nobody has signed the export: nothing in it can be proved.');
  const parsed = parseUnverifiedNote(note);
  const read = parsed.valid ? parseUnverifiedCheckpoint(parsed.note.text) : parsed;
  if (!read.valid || read.checkpoint.size !== size)
    throw new ExportProvesNothing('The checkpoint in the export is not of the ledger that it is a part of.');
  return { note, root: read.checkpoint.root };
}

/** The few nodes of the tree that the proof is made of, taken as they pass. */
function nodesWanted(index: number, size: number) {
  const nameOf = ({ level, index: place }: TreeNode): string => `${level}/${place}`;
  const wanted = new Set(inclusionRanges(index, size).flatMap(perfectSubtrees).map(nameOf));
  const taken = new Map<string, Uint8Array>();
  return {
    take(node: TreeNode, hash: Uint8Array): void {
      if (wanted.has(nameOf(node))) taken.set(nameOf(node), hash);
    },
    read: (nodes: readonly TreeNode[]): Promise<Uint8Array[]> =>
      Promise.resolve(nodes.map((node) => taken.get(nameOf(node)) ?? new Uint8Array(32))),
  };
}

const bytesOf = (text: string): Uint8Array => fromBase64(text) ?? new Uint8Array();
