import type { Tenant } from '@vitne/contracts/channels';
import type { StoredMessages } from '@vitne/event-log/stored-messages';
import { ledgerAuditor } from './ledger-auditor.ts';
import type { LedgerFinding } from './ledger-finding.ts';

export type VerifiedLedger = {
  tenant: Tenant;
  /** How many events were looked at, and the position that the stream ended at when it began. */
  events: number;
  newest: number;
  findings: LedgerFinding[];
  /** How many more there were than are listed. */
  unlisted: number;
};

export type VerifyOptions = {
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
  messages: StoredMessages,
  tenant: Tenant,
  { signal = new AbortController().signal, onProgress }: VerifyOptions = {},
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
  for await (const batch of messages.upTo(tenant, newest, signal)) {
    for (const message of batch) note(auditor.look(message));
    verified.events += batch.length;
    onProgress?.(verified.events, newest);
  }
  signal.throwIfAborted();
  note(auditor.end(newest));
  return verified;
}
