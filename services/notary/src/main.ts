import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { realClock } from '@vitne/service-kit/clock';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { createLogger } from '@vitne/service-kit/logger';
import {
  connectProcessToBus,
  processEnvironment,
  processTokens,
  readEnvironment,
  runProcess,
  StartFailed,
  toldToStop,
} from '@vitne/service-kit/process-environment';
import { startTelemetry } from '@vitne/service-kit/telemetry';
import { z } from 'zod';
import { startNotary } from './notary.ts';
import { originPrefixSchema } from './origin-prefix.ts';
import { fileSigner } from './signing/file-signer.ts';
import { type Witness, WitnessListWrong, witnessesIn } from './witnesses/witness-list.ts';

/** What a notary that runs alone is told by its environment. */
const environmentSchema = z.object({
  ...processEnvironment,
  VITNE_MONGO_URL: z.string().min(1),
  /** Folder of the signing keys, and of what was agreed to sign; the notary's alone. */
  VITNE_NOTARY_KEYS: z.string().min(1),
  /** Folder of the archive, on other storage than the bus. */
  VITNE_NOTARY_ARCHIVE: z.string().min(1),
  VITNE_NOTARY_ORIGIN: originPrefixSchema,
  /** The file of those who cosign, a verifier key and an address on each line. */
  VITNE_NOTARY_WITNESSES: z.string().optional(),
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7401),
});
type Environment = z.infer<typeof environmentSchema>;

async function run(environment: Environment): Promise<void> {
  const stopped = toldToStop();
  const logger = createLogger({ service: 'notary' });
  const telemetry = await startTelemetry({ service: 'notary' });
  const tokens = processTokens(environment);
  const connection = await connectProcessToBus(environment);
  const mongo = await connectDatabase(environment.VITNE_MONGO_URL).catch((cause: unknown) => {
    throw new StartFailed('MongoDB does not let this process in: see VITNE_MONGO_URL.', { cause });
  });
  const log = jetStreamEventLog({ connection });
  const notary = await startNotary({
    tenants: environment.VITNE_TENANTS,
    connection,
    log,
    db: mongo.db(databaseName('notary')),
    signer: fileSigner({
      folder: environment.VITNE_NOTARY_KEYS,
      originPrefix: environment.VITNE_NOTARY_ORIGIN,
      now: realClock.now,
    }),
    archiveFolder: environment.VITNE_NOTARY_ARCHIVE,
    witnesses: listedWitnesses(environment.VITNE_NOTARY_WITNESSES),
    clock: realClock,
    tokens,
    logger,
    listen: { host: environment.VITNE_HOST, port: environment.VITNE_PORT },
  });
  logger.info('started');
  logger.info({ signal: await stopped }, 'stopping');
  await notary.stop();
  await log.close();
  await connection.drain();
  await mongo.close();
  await telemetry.shutdown();
}

/** @throws {StartFailed} */
function listedWitnesses(path: string | undefined): readonly Witness[] {
  try {
    return witnessesIn(path);
  } catch (error) {
    if (error instanceof WitnessListWrong) throw new StartFailed(error.message, { cause: error });
    throw error;
  }
}

const environment = readEnvironment(environmentSchema);
if (environment) await runProcess(() => run(environment));
