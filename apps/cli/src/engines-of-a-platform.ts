import { AuthorizationError, connect, type NatsConnection } from '@nats-io/transport-node';
import { foreignCredentials } from '@vitne/engines/foreign-nats';
import { connectDatabase } from '@vitne/service-kit/connections';
import type { PlatformAddress } from './platform-address.ts';
import { UsageError } from './usage-error.ts';

/**
 * Signs in as the auditor, who may read every ledger and write nowhere.
 * @throws {UsageError} when the bus does not answer, or does not let the auditor in
 */
export async function reachLedgers({
  natsUrl,
  natsPasswords,
}: Pick<PlatformAddress, 'natsUrl' | 'natsPasswords'>): Promise<NatsConnection> {
  const named = natsPasswords === undefined ? process.env : { VITNE_NATS_PASSWORDS: natsPasswords };
  const credentials = foreignCredentials(named, 'auditor');
  return connect({ servers: natsUrl, ...credentials }).catch((error: unknown) => {
    throw new UsageError(
      error instanceof AuthorizationError
        ? 'NATS does not let the auditor in: set VITNE_NATS_URL and VITNE_NATS_PASSWORDS as the platform was given them.'
        : 'The ledgers do not answer: look into vitne.log in the data folder, and start the platform again.',
    );
  });
}

/** @throws {UsageError} when the database does not answer */
export async function reachReadModels({ mongoUrl }: PlatformAddress): ReturnType<typeof connectDatabase> {
  return connectDatabase(mongoUrl).catch(() => {
    throw new UsageError(
      'The read models do not answer: look into vitne.log in the data folder, and start the platform again.',
    );
  });
}
