import { type LedgerSource, streamSource } from '@vitne/audit/ledger-source';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { reachLedgers } from './engines-of-a-platform.ts';
import { dataFolder, type PlatformAddress, readAddress, requireTenants } from './platform-address.ts';
import { UsageError } from './usage-error.ts';

/** Which ledger a command reads. */
export type LedgerOptions = {
  tenant: string;
  /** The data folder of a platform that runs on this machine. */
  data?: string;
  /** A bus anywhere: no other part of the platform has to run. */
  nats?: string;
  /** Where it is, for whoever knows. */
  address?: Pick<PlatformAddress, 'natsUrl' | 'natsPasswords' | 'tenants'>;
};

/**
 * Opens a ledger, hands it to what reads it, and lets go of it.
 * @throws {UsageError} when it cannot be read, or a part of it is damaged
 */
export async function withLedgers<Found>(
  { tenant, ...options }: LedgerOptions,
  read: (source: LedgerSource) => Promise<Found>,
): Promise<Found> {
  const address = options.address ?? addressOf(tenant, options);
  requireTenants([tenant], address.tenants);
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

const addressOf = (tenant: string, { nats, data }: Pick<LedgerOptions, 'nats' | 'data'>) =>
  nats === undefined ? readAddress(dataFolder(data)) : { natsUrl: nats, tenants: [tenant] };
