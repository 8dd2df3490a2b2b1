import { type VerifiedLedger, verifyLedger } from '@vitne/audit/verify-ledger';
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
  onProgress?: (tenant: string, events: number, newest: number) => void;
}): Promise<VerifiedLedger[]> {
  const { address, tenants = address.tenants, onProgress } = options;
  requireTenants(tenants, address.tenants);
  const connection = await reachLedgers(address);
  const messages = storedMessages(connection);
  try {
    const verified: VerifiedLedger[] = [];
    for (const tenant of tenants) {
      const telling = { onProgress: (events: number, newest: number) => onProgress?.(tenant, events, newest) };
      verified.push(await verifyLedger(messages, tenant, telling));
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
  const lines = verified.flatMap(({ tenant, events, findings, unlisted }) => [
    ...findings.map(({ code, position, detail }) => `${tenant}  ${position ?? '-'}  ${code}: ${detail}`),
    ...(unlisted > 0 ? [`${tenant}  and ${unlisted} more`] : []),
    `${tenant}  ${events} events  ${findings.length + unlisted === 0 ? 'whole' : `${findings.length + unlisted} findings`}`,
  ]);
  const events = verified.reduce((sum, ledger) => sum + ledger.events, 0);
  lines.push(`verified ${events} events of ${verified.length} ledgers: ${findingsIn(verified)} findings`);
  return lines.join('\n');
}
