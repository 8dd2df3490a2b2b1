import { type Context, contexts } from '@vitne/contracts/channels';
import { createLogger } from '@vitne/service-kit/logger';
import {
  connectProcessToBus,
  processEnvironment,
  processTokens,
  readEnvironment,
  runProcess,
  toldToStop,
} from '@vitne/service-kit/process-environment';
import { startTelemetry } from '@vitne/service-kit/telemetry';
import { z } from 'zod';
import { startGateway } from './gateway.ts';

const upstream = z.url({ protocol: /^https?$/ });

/** What a gateway that runs alone is told by its environment: what every service is, and where the services are. */
const environmentSchema = z.object({
  ...processEnvironment,
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
  VITNE_CONSENT_URL: upstream,
  VITNE_REQUEST_INTAKE_URL: upstream,
  VITNE_RETENTION_URL: upstream,
  VITNE_PROCESSOR_REGISTRY_URL: upstream,
});
type Environment = z.infer<typeof environmentSchema>;

async function run(environment: Environment): Promise<void> {
  const stopped = toldToStop();
  const logger = createLogger({ service: 'gateway' });
  const telemetry = await startTelemetry({ service: 'gateway' });
  const tokens = processTokens(environment);
  const connection = await connectProcessToBus(environment);
  const gateway = await startGateway({
    connection,
    tokens,
    logger,
    upstreams: upstreamsOf(environment),
    startPage: { tenants: environment.VITNE_TENANTS, story: () => undefined },
    listen: { host: environment.VITNE_HOST, port: environment.VITNE_PORT },
  });
  logger.info('started');
  logger.info({ signal: await stopped }, 'stopping');
  await gateway.stop();
  await connection.drain();
  await telemetry.shutdown();
}

/** Base URLs without a slash at the end, because paths begin with one. */
function upstreamsOf(environment: Environment): Record<Context, string> {
  const named: Record<Context, string> = {
    consent: environment.VITNE_CONSENT_URL,
    'request-intake': environment.VITNE_REQUEST_INTAKE_URL,
    retention: environment.VITNE_RETENTION_URL,
    'processor-registry': environment.VITNE_PROCESSOR_REGISTRY_URL,
  };
  for (const context of contexts) named[context] = named[context].replace(/\/$/, '');
  return named;
}

const environment = readEnvironment(environmentSchema);
if (environment) await runProcess(() => run(environment));
