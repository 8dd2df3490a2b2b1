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
import { type CallLimits, trustedProxyListSchema } from './call-limits.ts';
import { startGateway } from './gateway.ts';
import { type UpstreamName, upstreamNames } from './service-routes.ts';

const upstream = z.url({ protocol: /^https?$/ });
/** Empty, as compose hands on what nobody has set, means the usual limit. */
const limit = z
  .union([z.literal('').transform(() => undefined), z.coerce.number().int().min(1).max(1_000_000)])
  .optional();

/** What a gateway that runs alone is told by its environment: what every service is, and where the services are. */
const environmentSchema = z.object({
  ...processEnvironment,
  VITNE_PORT: z.coerce.number().int().min(0).max(65_535).default(7400),
  VITNE_TRUSTED_PROXIES: trustedProxyListSchema,
  VITNE_READS_PER_MINUTE: limit,
  VITNE_WRITES_PER_MINUTE: limit,
  VITNE_MAILING_WRITES_PER_TEN_MINUTES: limit,
  VITNE_CONSENT_URL: upstream,
  VITNE_REQUEST_INTAKE_URL: upstream,
  VITNE_RETENTION_URL: upstream,
  VITNE_PROCESSOR_REGISTRY_URL: upstream,
  VITNE_NOTARY_URL: upstream,
  VITNE_AUDITOR_URL: upstream,
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
    trustedProxies: environment.VITNE_TRUSTED_PROXIES,
    callLimits: callLimitsOf(environment),
    listen: { host: environment.VITNE_HOST, port: environment.VITNE_PORT },
  });
  logger.info('started');
  logger.info({ signal: await stopped }, 'stopping');
  await gateway.stop();
  await connection.drain();
  await telemetry.shutdown();
}

/** Those that the environment names; what it leaves out stays as usual. */
function callLimitsOf(environment: Environment): Partial<CallLimits> {
  const named = {
    readsPerMinute: environment.VITNE_READS_PER_MINUTE,
    writesPerMinute: environment.VITNE_WRITES_PER_MINUTE,
    mailingWritesPerTenMinutes: environment.VITNE_MAILING_WRITES_PER_TEN_MINUTES,
  };
  return Object.fromEntries(Object.entries(named).filter(([, value]) => value !== undefined));
}

/** Base URLs without a slash at the end, because paths begin with one. */
function upstreamsOf(environment: Environment): Record<UpstreamName, string> {
  const named: Record<UpstreamName, string> = {
    consent: environment.VITNE_CONSENT_URL,
    'request-intake': environment.VITNE_REQUEST_INTAKE_URL,
    retention: environment.VITNE_RETENTION_URL,
    'processor-registry': environment.VITNE_PROCESSOR_REGISTRY_URL,
    notary: environment.VITNE_NOTARY_URL,
    auditor: environment.VITNE_AUDITOR_URL,
  };
  for (const context of upstreamNames) named[context] = named[context].replace(/\/$/, '');
  return named;
}

const environment = readEnvironment(environmentSchema);
if (environment) await runProcess(() => run(environment));
