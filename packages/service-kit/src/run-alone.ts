import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import type { MongoClient } from 'mongodb';
import { z } from 'zod';
import { realClock } from './clock.ts';
import { connectDatabase, databaseName } from './connections.ts';
import { keyRotationHoursSchema } from './key-rotation-hours.ts';
import { archiveInFolder } from './ledger-archive.ts';
import { createLogger } from './logger.ts';
import { type Mailboxes, mailboxEnvironment, mailboxesNamed } from './mailboxes.ts';
import { type OpenDsrProcessors, openDsrProcessorsIn } from './open-dsr.ts';
import {
  connectProcessToBus,
  mailEnvironment,
  processEnvironment,
  processMail,
  processTokens,
  readEnvironment,
  runProcess,
  StartFailed,
  toldToStop,
} from './process-environment.ts';
import { publicOriginSchema } from './public-origin.ts';
import { type ServiceDefinition, startService } from './service.ts';
import { type SignInProviders, signInProvidersIn } from './sign-in-providers.ts';
import { siteListSchema } from './site-origins.ts';
import { startTelemetry } from './telemetry.ts';

/** What a service that runs alone is told by its environment. */
const environmentSchema = z.object({
  ...processEnvironment,
  VITNE_MONGO_URL: z.string().min(1),
  /** Folder of the key-encryption keys; never on the same backup as the databases. */
  VITNE_KEYS: z.string().min(1),
  ...mailEnvironment,
  ...mailboxEnvironment,
  /** A file that says for whom a tenant is processor, and where the keys are. */
  VITNE_OPENDSR: z.string().min(1).optional(),
  /** A file that says where people of a tenant sign in to prove who they are. */
  VITNE_SIGN_IN: z.string().min(1).optional(),
  /** Where the notary publishes what proves events; it is only read. */
  VITNE_NOTARY_ARCHIVE: z.string().min(1).optional(),
  VITNE_SITES: siteListSchema.optional(),
  VITNE_PUBLIC_ORIGIN: publicOriginSchema,
  VITNE_KEY_ROTATION_HOURS: keyRotationHoursSchema,
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7401),
});

/** Runs one service in a process of its own until it is told to stop. The streams must be there already. */
export async function runAlone(definition: ServiceDefinition): Promise<void> {
  const environment = readEnvironment(environmentSchema);
  if (environment) await runProcess(() => run(definition, environment));
}

async function run(definition: ServiceDefinition, environment: z.infer<typeof environmentSchema>): Promise<void> {
  const stopped = toldToStop();
  const logger = createLogger({ service: definition.name });
  const telemetry = await startTelemetry({ service: definition.name });
  const tokens = processTokens(environment);
  const connection = await connectProcessToBus(environment);
  const mongo = await reachDatabase(environment.VITNE_MONGO_URL);
  const log = jetStreamEventLog({ connection });
  const vault = await mongoVault({
    db: mongo.db(databaseName('vault')),
    keyEncryption: fileKeyEncryption(environment.VITNE_KEYS),
  });
  const db = mongo.db(databaseName(definition.name));
  const mail = processMail(environment);
  const tenants = environment.VITNE_TENANTS;
  const service = await startService(
    definition,
    {
      tenants,
      sites: environment.VITNE_SITES,
      publicOrigin: () => environment.VITNE_PUBLIC_ORIGIN,
      keyRotationHours: environment.VITNE_KEY_ROTATION_HOURS,
      connection,
      log,
      vault,
      db,
      clock: realClock,
      archive: environment.VITNE_NOTARY_ARCHIVE ? archiveInFolder(environment.VITNE_NOTARY_ARCHIVE) : undefined,
      mail,
      mailboxes: readMailboxes(environment),
      openDsr: readOpenDsr(environment.VITNE_OPENDSR),
      signIn: readSignIn(environment.VITNE_SIGN_IN),
      tokens,
      logger,
    },
    { host: environment.VITNE_HOST, port: environment.VITNE_PORT },
  );
  logger.info('started');
  logger.info({ signal: await stopped }, 'stopping');
  await service.stop();
  mail.close();
  await log.close();
  await vault.close();
  await connection.drain();
  await mongo.close();
  await telemetry.shutdown();
}

function readOpenDsr(file: string | undefined): OpenDsrProcessors | undefined {
  try {
    return file === undefined ? undefined : openDsrProcessorsIn(file);
  } catch (cause) {
    throw new StartFailed('VITNE_OPENDSR names no proper file, or a key in it cannot be read.', { cause });
  }
}

function readSignIn(file: string | undefined): SignInProviders | undefined {
  try {
    return file === undefined ? undefined : signInProvidersIn(file);
  } catch (cause) {
    throw new StartFailed('VITNE_SIGN_IN names no proper file, or a secret in it cannot be read.', { cause });
  }
}

function readMailboxes(environment: z.infer<typeof environmentSchema>): Mailboxes {
  try {
    return mailboxesNamed(environment);
  } catch (cause) {
    throw new StartFailed('The password of a mailbox cannot be read: see VITNE_MAILBOX_PASSWORDS.', { cause });
  }
}

async function reachDatabase(url: string): Promise<MongoClient> {
  try {
    return await connectDatabase(url);
  } catch (cause) {
    throw new StartFailed('MongoDB does not let this process in: see VITNE_MONGO_URL.', { cause });
  }
}
