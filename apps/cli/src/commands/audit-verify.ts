import { type KeptRoot, type VerifiedLedger, verifyLedger } from '@vitne/audit/verify-ledger';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { storedMessages } from '@vitne/event-log/stored-messages';
import { reachLedgers } from '../engines-of-a-platform.ts';
import { type PlatformAddress, requireTenants } from '../platform-address.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Judges every event of each ledger by the stored messages alone: no database and no service is asked.
 * @throws {UsageError} when the bus does not answer, or a tenant has no ledger here
 */
export async function auditVerify(options: {
  address: PlatformAddress;
  tenants?: readonly string[];
  /** Roots that an earlier audit printed, by tenant. */
  kept?: Readonly<Record<string, KeptRoot[]>>;
  onProgress?: (tenant: string, events: number, newest: number) => void;
}): Promise<VerifiedLedger[]> {
  const { address, tenants = address.tenants, kept = {}, onProgress } = options;
  requireTenants(tenants, address.tenants);
  const connection = await reachLedgers(address);
  const messages = storedMessages(connection);
  try {
    const verified: VerifiedLedger[] = [];
    for (const tenant of tenants) {
      const telling = { onProgress: (events: number, newest: number) => onProgress?.(tenant, events, newest) };
      verified.push(await verifyLedger(messages, tenant, { kept: kept[tenant] ?? [], ...telling }));
    }
    return verified;
  } catch (error) {
    if (error instanceof LedgerDamaged) throw new UsageError(error.message);
    throw error;
  } finally {
    messages.close();
    await connection.drain();
  }
}

export const findingsIn = (verified: readonly VerifiedLedger[]): number =>
  verified.reduce((sum, { findings, unlisted }) => sum + findings.length + unlisted, 0);

/** What a person at a terminal reads: each finding with its place, and a line for each ledger. */
export function describeVerified(verified: readonly VerifiedLedger[]): string {
  const lines = verified.flatMap(({ tenant, events, newest, root, findings, unlisted }) => [
    ...findings.map(({ code, position, detail }) => `${tenant}  ${position ?? '-'}  ${code}: ${detail}`),
    ...(unlisted > 0 ? [`${tenant}  and ${unlisted} more`] : []),
    `${tenant}  ${events} events  ${findings.length + unlisted === 0 ? 'whole' : `${findings.length + unlisted} findings`}`,
    ...(root === undefined ? [] : [`${tenant}  root ${tenant}@${newest}:${root}`]),
  ]);
  const events = verified.reduce((sum, ledger) => sum + ledger.events, 0);
  lines.push(`verified ${events} events of ${verified.length} ledgers: ${findingsIn(verified)} findings`);
  return lines.join('\n');
}

/**
 * Roots as `audit verify` printed them, `<tenant>@<size>:<root>`.
 * @throws {UsageError} naming one that is none
 */
export function keptRoots(texts: readonly string[]): Record<string, KeptRoot[]> {
  const kept: Record<string, KeptRoot[]> = {};
  for (const text of texts) {
    const [, tenant, size, root] = /^([a-z][a-z0-9-]{1,30})@([1-9]\d{0,15}):([0-9a-f]{64})$/.exec(text) ?? [];
    if (tenant === undefined || size === undefined || root === undefined)
      throw new UsageError('A kept root is <tenant>@<size>:<root>, as audit verify printed it.');
    (kept[tenant] ??= []).push({ size: Number(size), root });
  }
  return kept;
}
