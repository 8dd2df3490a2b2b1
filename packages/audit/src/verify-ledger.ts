import type { Tenant } from '@vitne/contracts/channels';
import type { StoredMessages } from '@vitne/event-log/stored-messages';
import { appendLeaf, type CompactRange, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { ledgerAuditor } from './ledger-auditor.ts';
import type { LedgerFinding } from './ledger-finding.ts';
import { list } from './listed-findings.ts';
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
  signal?: AbortSignal;
  /** Told after each batch. */
  onProgress?: (events: number, newest: number) => void;
};

/**
 * Reads a ledger from event 1 to where it ended when this began, and judges every event; what is wrong is listed and
 * nothing stops it. Memory stays small: it keeps 16 bytes of each event, and no root once it was compared.
 * @throws {LedgerDamaged} when the ledger is not there at all
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
  { signal = new AbortController().signal, onProgress }: VerifyOptions,
): Promise<VerifiedLedger> {
  const { newest, wrongSettings, signsOfLoss } = await messages.state(tenant);
  const verified: VerifiedLedger = { tenant, events: 0, newest, findings: [], unlisted: 0 };
  const note = (found: readonly LedgerFinding[]): void => list(verified, found);
  note(wrongSettings.map((detail) => ({ code: 'stream-settings', detail })));
  note(signsOfLoss.map((detail) => ({ code: 'events-lost', detail })));
  const auditor = ledgerAuditor(tenant);
  const looked = async function* () {
    for await (const batch of messages.upTo(tenant, newest, signal)) {
      yield batch.map((message) => ({ leaf: leafHashOf(message.stored, nodeHashing), found: auditor.look(message) }));
      verified.events += batch.length;
      onProgress?.(verified.events, newest);
    }
  };
  const tree = await comparePass(roots, looked(), note);
  signal.throwIfAborted();
  note(auditor.end(newest));
  if (verified.events === newest) verified.root = hexRoot(tree);
  for await (const found of roots.end(tree.end)) note(found);
  while (await roots.again()) {
    const leaves = async function* () {
      for await (const batch of messages.upTo(tenant, newest, signal))
        yield batch.map(({ stored }) => ({ leaf: leafHashOf(stored, nodeHashing), found: [] }));
    };
    const { end } = await comparePass(roots, leaves(), note);
    signal.throwIfAborted();
    for await (const found of roots.end(end)) note(found);
  }
  return verified;
}

type LookedAt = { readonly leaf: Uint8Array; readonly found: readonly LedgerFinding[] };

/** Lets a ledger pass by the roots that somebody has of it. Answers the tree of all that passed. */
async function comparePass(
  roots: RootsInPasses,
  messages: AsyncIterable<readonly LookedAt[]>,
  note: (found: readonly LedgerFinding[]) => void,
): Promise<CompactRange> {
  let tree = emptyRange();
  if (roots.nextSize() === 0) note(await roots.pass(hexRoot(tree)));
  for await (const batch of messages)
    for (const { leaf, found } of batch) {
      note(found);
      tree = appendLeaf(tree, leaf, nodeHashing);
      if (tree.end === roots.nextSize()) note(await roots.pass(hexRoot(tree)));
    }
  return tree;
}

const hexRoot = (tree: CompactRange): string => Buffer.from(rootOf(tree, nodeHashing)).toString('hex');

async function* none(): AsyncGenerator<KeptRoot, void> {}
