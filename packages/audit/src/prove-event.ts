import type { Tenant } from '@vitne/contracts/channels';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { collectInclusionProof } from '@vitne/ledger/build-proof';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { formatProofFile } from '@vitne/ledger/proof-file';
import { leafHashOf, type StoredMessage } from '@vitne/ledger/stored-message';
import { verifyInclusion } from '@vitne/ledger/verify-inclusion';
import type { LedgerSource, ReadOptions } from './ledger-source.ts';
import { RootDiffers } from './write-export.ts';

/**
 * The proof that an event is in what was signed, as a file that is checked without us (C2SP tlog-proof). Made in one pass
 * over the ledger, and verified before it is given.
 * @throws {LedgerDamaged} when an event is missing, or the checkpoint does not reach that far
 * @throws {RootDiffers} when the ledger is not the one that was signed
 */
export async function proveEvent(
  source: LedgerSource,
  tenant: Tenant,
  position: number,
  { size, root, note }: { size: number; root: Uint8Array; note: string },
  { signal = new AbortController().signal, onProgress }: ReadOptions = {},
): Promise<Uint8Array> {
  const { newest } = await source.state(tenant);
  if (position > size)
    throw new LedgerDamaged(`The checkpoint is of ${size} events: position ${position} is not among them.`);
  if (size > newest) throw new LedgerDamaged(`The ledger has ${newest} events, and the checkpoint signs ${size}.`);
  const index = position - 1;
  const collector = collectInclusionProof(index, size, nodeHashing);
  let proved: StoredMessage | undefined;
  let last = 0;
  for await (const batch of source.upTo(tenant, size, signal)) {
    for (const { position: at, stored } of batch) {
      if (at !== last + 1) throw missing(last + 1);
      last = at;
      collector.append(leafHashOf(stored, nodeHashing));
      // The bytes are good for as long as the batch is.
      if (at === position)
        proved = { subject: stored.subject, headerBlock: stored.headerBlock.slice(), data: stored.data.slice() };
    }
    onProgress?.(last, size);
  }
  signal.throwIfAborted();
  if (last < size || !proved) throw missing(last + 1);
  const proof = collector.proof();
  const included = verifyInclusion(
    { leafHash: leafHashOf(proved, nodeHashing), index, size, root, proof },
    nodeHashing,
  );
  if (!included.valid) throw new RootDiffers(`The first ${size} events are not those whose root the checkpoint signs.`);
  return formatProofFile(proved, { index, proof, checkpoint: note });
}

const missing = (position: number): LedgerDamaged =>
  new LedgerDamaged(`Position ${position} of the ledger is not there: audit verify says what is wrong.`);
