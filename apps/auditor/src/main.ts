import { readFileSync } from 'node:fs';
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
import { startAuditor } from './auditor.ts';

/** What an auditor that runs alone is told by its environment. */
const environmentSchema = z.object({
  ...processEnvironment,
  VITNE_MONGO_URL: z.string().min(1),
  VITNE_PROCESSOR_REGISTRY_URL: z.url({ protocol: /^https?$/ }),
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7401),
});
type Environment = z.infer<typeof environmentSchema>;

async function run(environment: Environment): Promise<void> {
  const stopped = toldToStop();
  const logger = createLogger({ service: 'auditor' });
  const telemetry = await startTelemetry({ service: 'auditor' });
  const tokens = processTokens(environment);
  // The audits sign in by themselves; a password that is wrong is told now, and not by the first of them.
  await (await connectProcessToBus(environment)).drain();
  const { VITNE_MONGO_URL: mongoUrl, VITNE_NATS_URL: natsUrl, VITNE_NATS_PASSWORD_FILE: file } = environment;
  const auditorPassword = file === undefined ? environment.VITNE_NATS_PASSWORD : readFileSync(file, 'utf8').trim();
  const mongo = await connectDatabase(mongoUrl).catch((cause: unknown) => {
    throw new StartFailed('MongoDB does not let this process in: see VITNE_MONGO_URL.', { cause });
  });
  const auditor = await startAuditor({
    tenants: environment.VITNE_TENANTS,
    engines: { natsUrl, mongoUrl, auditorPassword },
    registryUrl: environment.VITNE_PROCESSOR_REGISTRY_URL,
    db: mongo.db(databaseName('auditor')),
    tokens,
    logger,
    listen: { host: environment.VITNE_HOST, port: environment.VITNE_PORT },
  });
  logger.info('started');
  logger.info({ signal: await stopped }, 'stopping');
  await auditor.stop();
  await mongo.close();
  await telemetry.shutdown();
}

const environment = readEnvironment(environmentSchema);
if (environment) await runProcess(() => run(environment));
