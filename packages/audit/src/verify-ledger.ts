import type { Tenant } from '@vitne/contracts/channels';
import type { StoredMessages } from '@vitne/event-log/stored-messages';
import { appendLeaves, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { ledgerAuditor } from './ledger-auditor.ts';
import type { LedgerFinding } from './ledger-finding.ts';

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

/** The root that a ledger had at a size, as whoever kept it wrote it down. */
export type KeptRoot = { size: number; root: string };

export type VerifyOptions = {
  /** What an earlier look at the ledger gave: it must give the same again, up to there. */
  kept?: readonly KeptRoot[];
  signal?: AbortSignal;
  /** Told after each batch. */
  onProgress?: (events: number, newest: number) => void;
};

const mostListed = 1_000;

/**
 * Reads a ledger from event 1 to where it ended when this began, and judges every event; what is wrong is listed and
 * nothing stops it. Memory stays small: it keeps 16 bytes of each event.
 * @throws {LedgerDamaged} when the ledger is not there at all
 */
export async function verifyLedger(
  messages: Pick<StoredMessages, 'state' | 'upTo'>,
  tenant: Tenant,
  { kept = [], signal = new AbortController().signal, onProgress }: VerifyOptions = {},
): Promise<VerifiedLedger> {
  const { newest, wrongSettings, signsOfLoss } = await messages.state(tenant);
  const verified: VerifiedLedger = { tenant, events: 0, newest, findings: [], unlisted: 0 };
  const note = (found: LedgerFinding[]): void => {
    const room = mostListed - verified.findings.length;
    verified.findings.push(...found.slice(0, room));
    verified.unlisted += Math.max(0, found.length - room);
  };
  note(wrongSettings.map((detail) => ({ code: 'stream-settings', detail })));
  note(signsOfLoss.map((detail) => ({ code: 'events-lost', detail })));
  const auditor = ledgerAuditor(tenant);
  let tree = emptyRange();
  const rootNow = (): string => Buffer.from(rootOf(tree, nodeHashing)).toString('hex');
  const bySize = Map.groupBy(kept, ({ size }) => size);
  const compare = (): void => {
    const here = bySize.get(tree.end);
    if (here) note(here.filter(({ root }) => root !== rootNow()).map(differing));
  };
  for await (const batch of messages.upTo(tenant, newest, signal)) {
    for (const message of batch) {
      note(auditor.look(message));
      tree = appendLeaves(tree, [leafHashOf(message.stored, nodeHashing)], nodeHashing);
      compare();
    }
    verified.events += batch.length;
    onProgress?.(verified.events, newest);
  }
  signal.throwIfAborted();
  note(auditor.end(newest));
  note(kept.filter(({ size }) => size > tree.end).map((one) => shortened(one, tree.end)));
  if (verified.events === newest) verified.root = rootNow();
  return verified;
}

const shortened = ({ size }: KeptRoot, end: number): LedgerFinding => ({
  code: 'ledger-shortened',
  position: end + 1,
  detail: `It held ${size} events, and ${end} are there.`,
});

const differing = ({ size }: KeptRoot): LedgerFinding => ({
  code: 'root-differs',
  position: size,
  detail: `Its first ${size} events do not have the root that was kept of them.`,
});
