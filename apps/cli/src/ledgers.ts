import { exportSource } from '@vitne/audit/export-source';
import { type LedgerSource, streamSource } from '@vitne/audit/ledger-source';
import { TemporaryFolderUnusable } from '@vitne/audit/unnamed-file';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { fromCaller } from './called-from.ts';
import { reachLedgers } from './engines-of-a-platform.ts';
import { dataFolder, type PlatformAddress, readAddress, requireTenants } from './platform-address.ts';
import { UsageError } from './usage-error.ts';

/** Which ledger a command reads. */
export type LedgerOptions = {
  tenant: string;
  /** The data folder of a platform that runs on this machine. */
  data?: string;
  /** A file that was exported: nothing has to run at all. */
  export?: string;
  /** The notary's archive: nothing has to run at all. */
  archive?: string;
  /** A bus anywhere: no other part of the platform has to run. */
  nats?: string;
  /** Where it is, for whoever knows. */
  address?: Pick<PlatformAddress, 'natsUrl' | 'natsPasswords' | 'tenants'>;
};

/**
 * Opens a ledger, hands it to what reads it, and lets go of it.
 * @throws {UsageError} when it cannot be read, a part of it is damaged, or the temporary folder has no room for what is to be told
 */
export async function withLedgers<Found>(
  { tenant, ...options }: LedgerOptions,
  read: (source: LedgerSource) => Promise<Found>,
): Promise<Found> {
  if (options.export !== undefined) return read(await opened(options.export, tenant)).catch(asUsage);
  if (options.archive !== undefined) {
    const { archiveSource } = await import('./archive-source.ts');
    return Promise.resolve(fromCaller(options.archive))
      .then((folder) => read(archiveSource(folder, tenant)))
      .catch(asUsage);
  }
  const address = options.address ?? addressOf(tenant, options);
  requireTenants([tenant], address.tenants);
  const connection = await reachLedgers(address);
  const source = streamSource(connection, address.tenants);
  try {
    return await read(source);
  } catch (error) {
    return asUsage(error);
  } finally {
    await source.close();
    await connection.drain();
  }
}

const addressOf = (tenant: string, { nats, data }: Pick<LedgerOptions, 'nats' | 'data'>) =>
  nats === undefined ? readAddress(dataFolder(data)) : { natsUrl: nats, tenants: [tenant] };

async function opened(file: string, tenant: string): Promise<LedgerSource> {
  try {
    const source = await exportSource(fromCaller(file));
    requireTenants([tenant], source.tenants);
    return source;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UsageError(`${file} is not there.`);
    return asUsage(error);
  }
}

/** What is wrong with a ledger, and that there is no room to look at it, is told in its own sentence. */
function asUsage(error: unknown): never {
  if (error instanceof LedgerDamaged || error instanceof TemporaryFolderUnusable) throw new UsageError(error.message);
  throw error;
}

/**
 * Whose ledgers are there, where nobody named one.
 * @throws {UsageError} when it has to be said
 */
export function tenantsThere({
  data,
  nats,
  address,
  archive,
  export: file,
}: Omit<LedgerOptions, 'tenant'>): readonly string[] {
  if (address) return address.tenants;
  if (nats !== undefined || file !== undefined || archive !== undefined)
    throw new UsageError('Name the tenant whose ledger is read with --tenant.');
  return readAddress(dataFolder(data)).tenants;
}
