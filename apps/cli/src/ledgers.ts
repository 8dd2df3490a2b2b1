import { type LedgerSource, streamSource } from '@vitne/audit/ledger-source';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { reachLedgers } from './engines-of-a-platform.ts';
import { dataFolder, readAddress } from './platform-address.ts';
import { UsageError } from './usage-error.ts';

/** Which ledgers a command reads. */
export type LedgerOptions = { data?: string };

/**
 * Opens the ledgers, hands them to what reads them, and lets go of them.
 * @throws {UsageError} when they cannot be read, or a part of them is damaged
 */
export async function withLedgers<Found>(
  { data }: LedgerOptions,
  read: (source: LedgerSource) => Promise<Found>,
): Promise<Found> {
  const address = readAddress(dataFolder(data));
  const connection = await reachLedgers(address);
  const source = streamSource(connection, address.tenants);
  try {
    return await read(source);
  } catch (error) {
    if (error instanceof LedgerDamaged) throw new UsageError(error.message);
    throw error;
  } finally {
    await source.close();
    await connection.drain();
  }
}
