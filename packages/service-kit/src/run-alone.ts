import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { z } from 'zod';
import { realClock } from './clock.ts';
import { connectBus, connectDatabase, databaseName } from './connections.ts';
import { createLogger } from './logger.ts';
import { type ServiceDefinition, startService } from './service.ts';
import { startTelemetry } from './telemetry.ts';
import { jwksVerifier } from './tokens.ts';

/** What a service that runs alone is told by its environment. */
const environmentSchema = z.object({
  VITNE_TENANTS: z.string().transform((list) => list.split(',').map((tenant) => tenant.trim())),
  VITNE_NATS_URL: z.string(),
  VITNE_NATS_USER: z.string().optional(),
  VITNE_NATS_PASSWORD: z.string().optional(),
  VITNE_MONGO_URL: z.string(),
  /** Folder of the key-encryption keys; never on the same backup as the databases. */
  VITNE_KEYS: z.string(),
  VITNE_TOKEN_ISSUER: z.string(),
  VITNE_TOKEN_AUDIENCE: z.string().default('vitne'),
  VITNE_TOKEN_KEYS: z.url(),
  VITNE_HOST: z.string().default('127.0.0.1'),
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7401),
});

/** Runs one service in a process of its own until it is told to stop. The streams must be there already. */
export async function runAlone(definition: ServiceDefinition): Promise<void> {
  const parsed = environmentSchema.safeParse(process.env);
  if (!parsed.success) {
    const names = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    process.stderr.write(`Set these environment variables as the README says: ${names}.\n`);
    process.exitCode = 2;
    return;
  }
  const environment = parsed.data;
  const logger = createLogger({ service: definition.name });
  const telemetry = await startTelemetry({ service: definition.name });
  const { VITNE_NATS_USER: user, VITNE_NATS_PASSWORD: pass } = environment;
  const connection = await connectBus(environment.VITNE_NATS_URL, { ...(user && { user }), ...(pass && { pass }) });
  const mongo = await connectDatabase(environment.VITNE_MONGO_URL);
  const log = jetStreamEventLog({ connection });
  const vault = await mongoVault({
    db: mongo.db(databaseName('vault')),
    keyEncryption: fileKeyEncryption(environment.VITNE_KEYS),
  });
  const tokens = jwksVerifier({
    issuer: environment.VITNE_TOKEN_ISSUER,
    audience: environment.VITNE_TOKEN_AUDIENCE,
    jwks: new URL(environment.VITNE_TOKEN_KEYS),
  });
  const service = await startService(
    definition,
    {
      tenants: environment.VITNE_TENANTS,
      connection,
      log,
      vault,
      db: mongo.db(databaseName(definition.name)),
      clock: realClock,
      tokens,
      logger,
    },
    { host: environment.VITNE_HOST, port: environment.VITNE_PORT },
  );
  logger.info('started');
  const signal = await new Promise<string>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => resolve(name));
  });
  logger.info({ signal }, 'stopping');
  await service.stop();
  await log.close();
  await vault.close();
  await connection.drain();
  await mongo.close();
  await telemetry.shutdown();
}
