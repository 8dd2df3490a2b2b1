import { join } from 'node:path';
import type { Tenant } from '@vitne/contracts/channels';
import type { Engines } from '@vitne/engines/start-engines';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { type RunningNotary, startNotary } from '@vitne/notary/notary';
import { originPrefixSchema } from '@vitne/notary/origin-prefix';
import { fileSigner } from '@vitne/notary/signing/file-signer';
import { witnessesIn } from '@vitne/notary/witnesses/witness-list';
import { type Clock, realClock } from '@vitne/service-kit/clock';
import { connectBus, type connectDatabase, databaseName } from '@vitne/service-kit/connections';
import type { Logger } from '@vitne/service-kit/logger';
import type { TokenVerifier } from '@vitne/service-kit/tokens';

export type EmbeddedNotaryOptions = {
  dataDir: string;
  /** Where the archive is; in the data folder when left out, which only a demonstration may do. */
  archiveFolder?: string | undefined;
  originPrefix?: string | undefined;
  /** The file of those who cosign. */
  witnessList?: string | undefined;
  tenants: readonly Tenant[];
  engines: Engines;
  mongo: Awaited<ReturnType<typeof connectDatabase>>;
  clock: Clock;
  tokens: TokenVerifier;
  logger: Logger;
};

/** The archive of a platform that was named none. */
export const archiveIn = (dataDir: string): string => join(dataDir, 'archive');

/** The notary beside the services of one process, with its own user on the bus, its own database and its own keys. */
export async function startEmbeddedNotary(
  options: EmbeddedNotaryOptions,
  undo: (() => Promise<unknown>)[],
): Promise<RunningNotary> {
  const { dataDir, engines, mongo, tenants, clock, tokens, logger } = options;
  const connection = await connectBus(engines.nats.url, engines.nats.credentials('notary'));
  undo.push(() => connection.drain());
  const log = jetStreamEventLog({ connection });
  undo.push(() => log.close());
  const notary = await startNotary({
    tenants,
    connection,
    log,
    clock,
    tokens,
    db: mongo.db(databaseName('notary')),
    signer: fileSigner({
      folder: join(dataDir, 'keys', 'notary'),
      originPrefix: originPrefixSchema.parse(options.originPrefix),
      now: realClock.now,
    }),
    archiveFolder: options.archiveFolder ?? archiveIn(dataDir),
    witnesses: witnessesIn(options.witnessList),
    logger: logger.child({ service: 'notary' }),
    listen: { port: 0 },
  });
  undo.push(() => notary.stop());
  return notary;
}
