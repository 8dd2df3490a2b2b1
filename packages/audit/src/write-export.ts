import type { Tenant } from '@vitne/contracts/channels';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { toBase64 } from '@vitne/ledger/bytes';
import { appendLeaf, type CompactRange, emptyRange, mergeRanges, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { type ExportFoot, type ExportHead, messageLine } from './export-format.ts';
import type { LedgerSource, ReadOptions } from './ledger-source.ts';

export type ExportRequest = ReadOptions & {
  from: number;
  to: number;
  /** What is signed: how many leaves, which root, and the note itself. Without it the whole ledger is, by nobody. */
  signed?: { size: number; root: Uint8Array; note: string } | undefined;
};

/** The ledger has other bytes than those that were signed. */
export class RootDiffers extends Error {
  override readonly name = 'RootDiffers';
}

const encoder = new TextEncoder();

/**
 * The bytes of an export, line by line, in one pass over the ledger.
 * @throws {LedgerDamaged} when an event is missing, or the ledger ends before what is asked for
 * @throws {RootDiffers} when the ledger is not the one that was signed; what was written before that is no export
 */
export async function* exportLines(
  source: LedgerSource,
  tenant: Tenant,
  { from, to, signed, signal = new AbortController().signal, onProgress }: ExportRequest,
): AsyncGenerator<Uint8Array, void> {
  const { newest } = await source.state(tenant);
  const size = signed?.size ?? newest;
  if (to > size || size > newest)
    throw new LedgerDamaged(`The ledger has ${newest} events, and ${Math.max(to, size)} are asked for.`);
  const head: ExportHead = { 'vitne-export': 1, tenant, from, to, size, ...(signed && { checkpoint: signed.note }) };
  yield line(JSON.stringify(head));
  let [left, middle, right] = [emptyRange(), emptyRange(from - 1), emptyRange(to)];
  let last = 0;
  for await (const batch of source.upTo(tenant, size, signal)) {
    for (const { position, stored } of batch) {
      if (position !== last + 1) throw missing(last + 1);
      last = position;
      const leaf = leafHashOf(stored, nodeHashing);
      if (position < from) left = appendLeaf(left, leaf, nodeHashing);
      else if (position > to) right = appendLeaf(right, leaf, nodeHashing);
      else {
        middle = appendLeaf(middle, leaf, nodeHashing);
        yield line(messageLine(position, stored));
      }
    }
    onProgress?.(last, size);
  }
  signal.throwIfAborted();
  if (last < size) throw missing(last + 1);
  const root = rootOf(mergeRanges(mergeRanges(left, middle, nodeHashing), right, nodeHashing), nodeHashing);
  if (signed && toBase64(root) !== toBase64(signed.root))
    throw new RootDiffers(`The first ${size} events are not those whose root the checkpoint signs.`);
  const foot: ExportFoot = { left: hashesOf(left), right: hashesOf(right), root: toBase64(root) };
  yield line(JSON.stringify(foot));
}

const line = (text: string): Uint8Array => encoder.encode(`${text}\n`);
const hashesOf = ({ hashes }: CompactRange): string[] => hashes.map(toBase64);
const missing = (position: number): LedgerDamaged =>
  new LedgerDamaged(`Position ${position} of the ledger is not there: audit verify says what is wrong.`);
