import type { Tenant } from '@vitne/contracts/channels';
import type { MessageOfLedger, StoredMessages } from '@vitne/event-log/stored-messages';
import { appendLeaf, type CompactRange, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { ledgerAuditor } from './ledger-auditor.ts';
import type { LedgerFinding } from './ledger-finding.ts';
import { FindingsInOrder } from './listed-findings.ts';
import { type KeptRoot, type RootsInPasses, rootsInPasses } from './roots-in-passes.ts';

export type VerifiedLedger = {
  tenant: Tenant;
  /** How many events were looked at, and the position that the stream ended at when it began. */
  events: number;
  newest: number;
  findings: LedgerFinding[];
  /** Merkle root of the stored messages (RFC 6962), in hexadecimal; of a ledger that was read without a gap. */
  root?: string;
  /** How many more there were than are listed. */
  unlisted: number;
};

export type VerifyOptions = {
  /** What an earlier look at the ledger gave: it must give the same again, up to there. */
  kept?: readonly KeptRoot[];
  /** What was published of it while it grew: the same. They are read as the ledger is, and take no memory. */
  published?: AsyncIterable<KeptRoot>;
  /** How many ids are kept in memory, at least 1; the others wait in temporary files. */
  mostIds?: number;
  signal?: AbortSignal;
  /** Told after each batch. */
  onProgress?: (events: number, newest: number) => void;
};

/**
 * Reads a ledger from event 1 to where it ended when this began, and judges every event; what is wrong is listed and
 * nothing stops it. Memory does not grow with the ledger: ids beyond a bound wait in temporary files, which are gone when this
 * ends in whatever way, and no root is kept once it was compared.
 * @throws {LedgerDamaged} when the ledger is not there at all
 * @throws {TemporaryFolderUnusable}
 */
export async function verifyLedger(
  messages: Pick<StoredMessages, 'state' | 'upTo'>,
  tenant: Tenant,
  options: VerifyOptions = {},
): Promise<VerifiedLedger> {
  const roots = await rootsInPasses(options.kept ?? [], options.published ?? none());
  try {
    return await verifyAgainst(roots, messages, tenant, options);
  } finally {
    await roots.close();
  }
}

async function verifyAgainst(
  roots: RootsInPasses,
  messages: Pick<StoredMessages, 'state' | 'upTo'>,
  tenant: Tenant,
  { signal = new AbortController().signal, mostIds, onProgress }: VerifyOptions,
): Promise<VerifiedLedger> {
  const { newest, wrongSettings, signsOfLoss } = await messages.state(tenant);
  const found = new FindingsInOrder();
  found.add(
    wrongSettings.map((detail) => ({ code: 'stream-settings', detail })),
    0,
  );
  found.add(
    signsOfLoss.map((detail) => ({ code: 'events-lost', detail })),
    0,
  );
  let events = 0;
  const auditor = ledgerAuditor(tenant, { mostIds });
  try {
    const looked = async function* () {
      for await (const batch of messages.upTo(tenant, newest, signal)) {
        yield batch.map((message) => ({ ...leafOf(message), found: auditor.look(message) }));
        events += batch.length;
        onProgress?.(events, newest);
      }
    };
    const tree = await comparePass(roots, looked(), found);
    signal.throwIfAborted();
    for await (const settled of auditor.settle()) {
      for (const one of settled) found.add([one], one.position ?? 0);
      signal.throwIfAborted();
    }
    found.add(auditor.end(newest), Infinity);
    for await (const missing of roots.end(tree.end)) found.add(missing, Infinity);
    const root = events === newest ? { root: hexRoot(tree) } : {};
    while (await roots.again()) {
      const leaves = async function* () {
        for await (const batch of messages.upTo(tenant, newest, signal))
          yield batch.map((message) => ({ ...leafOf(message), position: Infinity, found: [] }));
      };
      const { end } = await comparePass(roots, leaves(), found, Infinity);
      signal.throwIfAborted();
      for await (const missing of roots.end(end)) found.add(missing, Infinity);
    }
    return { tenant, events, newest, ...found.listed(), ...root };
  } finally {
    auditor.close();
  }
}

const leafOf = ({ position, stored }: MessageOfLedger): Pick<LookedAt, 'position' | 'leaf'> => ({
  position,
  leaf: leafHashOf(stored, nodeHashing),
});

type LookedAt = { readonly position: number; readonly leaf: Uint8Array; readonly found: readonly LedgerFinding[] };

/**
 * Lets a ledger pass by the roots that somebody has of it. Answers the tree of all that passed.
 * @param before the place of what is found of a ledger without events
 */
async function comparePass(
  roots: RootsInPasses,
  messages: AsyncIterable<readonly LookedAt[]>,
  findings: FindingsInOrder,
  before = 0,
): Promise<CompactRange> {
  let tree = emptyRange();
  if (roots.nextSize() === 0) findings.add(await roots.pass(hexRoot(tree)), before);
  for await (const batch of messages)
    for (const { position, leaf, found } of batch) {
      findings.add(found, position);
      tree = appendLeaf(tree, leaf, nodeHashing);
      if (tree.end === roots.nextSize()) findings.add(await roots.pass(hexRoot(tree)), position);
    }
  return tree;
}

const hexRoot = (tree: CompactRange): string => Buffer.from(rootOf(tree, nodeHashing)).toString('hex');

async function* none(): AsyncGenerator<KeptRoot, void> {}
