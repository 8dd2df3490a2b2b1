import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAuditor } from '@vitne/auditor/auditor';
import { consentService } from '@vitne/consent/service';
import type { Tenant } from '@vitne/contracts/channels';
import { EngineError } from '@vitne/engines/engine-error';
import { isPortFree } from '@vitne/engines/ports';
import { type Engines, startEngines } from '@vitne/engines/start-engines';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import type { CallLimits } from '@vitne/gateway/call-limits';
import { startGateway } from '@vitne/gateway/gateway';
import type { UpstreamName } from '@vitne/gateway/service-routes';
import { processorRegistryService } from '@vitne/processor-registry/service';
import { requestIntakeService } from '@vitne/request-intake/service';
import { retentionService } from '@vitne/retention/service';
import type { SteeredClock } from '@vitne/service-kit/clock';
import { connectBus, connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { archiveInFolder } from '@vitne/service-kit/ledger-archive';
import type { Logger } from '@vitne/service-kit/logger';
import { openDsrProcessorsIn } from '@vitne/service-kit/open-dsr';
import { type RunningService, type ServiceDefinition, startService } from '@vitne/service-kit/service';
import { signInProvidersIn } from '@vitne/service-kit/sign-in-providers';
import type { Sites } from '@vitne/service-kit/site-origins';
import { jwksVerifier } from '@vitne/service-kit/tokens';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { comeToRest } from './come-to-rest.ts';
import { demoSitePath, demoSites } from './demo-site.ts';
import { archiveIn, startEmbeddedNotary } from './embedded-notary.ts';
import { incomingMail } from './incoming-mail.ts';
import { openStreams } from './open-streams.ts';
import { outgoingMail } from './outgoing-mail.ts';

export const serviceDefinitions: readonly ServiceDefinition[] = [
  consentService,
  requestIntakeService,
  retentionService,
  processorRegistryService,
];

/** What a started platform writes into its data folder, so that the CLI and auditors find it. */
export type PlatformAddress = {
  gateway: string;
  natsUrl: string;
  mongoUrl: string;
  /** The file with the passwords of the bus; left out when somebody else runs it and named none. */
  natsPasswords?: string;
  tenants: readonly Tenant[];
  /** Folder of the ledgers' archive. */
  archive: string;
  /** Folder of the mails that were sent, while no mail server is named. */
  mail?: string;
  /** `smtp://…`, where mails to the tenants' mailboxes are handed in, while no mailboxes are named. */
  mailIn?: string;
  pid: number;
};
export const addressFile = (dataDir: string): string => join(dataDir, 'platform.json');

export type Platform = {
  address: PlatformAddress;
  engines: Engines;
  /** Waits until every service has folded, and reacted to, everything in the ledgers, and done what is due by now. */
  settled(): Promise<void>;
  /** Moves the steered clock and waits until all that fell due has happened. */
  /** Waits until all that is in the ledgers is signed, for five seconds at most; says of each what is. */
  signed(): Promise<{ tenant: Tenant; size: number; state: string }[]>;
  steer(to: string): Promise<{ ok: boolean; now: string; fired: number }>;
  token(as: {
    tenant: Tenant;
    role: 'system' | 'staff' | 'privacy-officer' | 'auditor';
    subject: string;
  }): Promise<string>;
  stop(): Promise<void>;
};

export type PlatformOptions = {
  dataDir: string;
  tenants: readonly Tenant[];
  /** Origins of websites that include the banner, beside the one that each statement names. */
  sites?: Sites;
  /** Where people reach the platform; the gateway's own address when left out. */
  publicOrigin?: string | undefined;
  /** How often the key-encryption keys are turned, in hours; daily when left out. */
  keyRotationHours?: number | undefined;
  /** Where the ledgers are archived: on other storage, in real use. In the data folder when left out. */
  archiveFolder?: string | undefined;
  /** What stands before the tenant in the names that checkpoints give the ledgers. */
  originPrefix?: string | undefined;
  /** The file of those who cosign checkpoints; nobody when left out. */
  witnessList?: string | undefined;
  gatewayPort: number;
  /** How often an address may call without a token; as usual when left out. */
  callLimits?: CallLimits;
  clock: SteeredClock;
  /** Whether a privacy officer may put the clock forward now; what is false at the start stays false. */
  steerable: () => boolean;
  logger: Logger;
  story: () => string | undefined;
  /** Told when an engine ended so often that it is not started any more. */
  onEngineExit: (sentence: string) => void;
  log?: (line: string) => void;
};

/** All services in one process over engines of its own: the same code and the same bus as one process each. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
  const { dataDir, tenants, clock, logger } = options;
  await requireFreePort(options.gatewayPort);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    // One part that cannot let go cleanly, say of an engine that has died, must not keep the others from it.
    for (const step of undo.splice(0).reverse()) {
      await step().catch((error: Error) => logger.warn({ error: error.name }, 'stopping'));
    }
  };
  try {
    const engines = await startEngines({
      dataDir: join(dataDir, 'engines'),
      keyFolder: join(dataDir, 'keys', 'bus'),
      tenants,
      onExit: (error) => options.onEngineExit(error.message),
      ...(options.log && { log: options.log }),
    });
    undo.push(() => engines.stop());
    const administrator = await connectBus(engines.nats.url, engines.nats.credentials('admin'));
    undo.push(() => administrator.close());
    await openStreams(administrator, tenants);
    await administrator.close();
    const mongo = await connectDatabase(engines.mongo.url);
    undo.push(() => mongo.close());
    const issuer = await demoIssuer(join(dataDir, 'keys', 'tokens'));
    const tokens = jwksVerifier({ issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwks() });
    const vault = await mongoVault({
      db: mongo.db(databaseName('vault')),
      keyEncryption: fileKeyEncryption(join(dataDir, 'keys', 'kek')),
    });
    undo.push(() => vault.close());
    const outgoing = await outgoingMail(join(dataDir, 'mail'));
    undo.push(() => outgoing.stop());
    const { VITNE_OPENDSR: openDsrFile, VITNE_SIGN_IN: signInFile } = process.env;
    const incoming = await incomingMail(join(dataDir, 'mailboxes'), tenants, options.log);
    undo.push(() => incoming.stop());

    const openDsr = openDsrFile === undefined ? undefined : openDsrProcessorsIn(openDsrFile);
    const signIn = signInFile === undefined ? undefined : signInProvidersIn(signInFile);
    const services: RunningService[] = [];
    let publicOrigin = options.publicOrigin ?? '';
    for (const definition of serviceDefinitions) {
      const connection = await connectBus(engines.nats.url, engines.nats.credentials(definition.name));
      undo.push(() => connection.drain());
      const log = jetStreamEventLog({ connection });
      undo.push(() => log.close());
      const db = mongo.db(databaseName(definition.name));
      const scoped = logger.child({ service: definition.name });
      const service = await startService(
        definition,
        {
          tenants,
          sites: options.sites,
          publicOrigin: () => publicOrigin,
          keyRotationHours: options.keyRotationHours,
          connection,
          log,
          vault,
          db,
          clock,
          archive: archiveInFolder(options.archiveFolder ?? archiveIn(dataDir)),
          mail: outgoing.sender,
          mailboxes: incoming.mailboxes,
          openDsr,
          signIn,
          tokens,
          logger: scoped,
        },
        { port: 0 },
      );
      undo.push(() => service.stop());
      services.push(service);
    }
    const { archiveFolder, originPrefix, witnessList } = options;
    const parts = { dataDir, archiveFolder, originPrefix, witnessList, tenants, engines, mongo, clock, tokens, logger };
    const notary = await startEmbeddedNotary(parts, undo);
    const registry = services.find(({ name }) => name === processorRegistryService.name);
    if (!registry) throw new TypeError('The processor registry does not run.');
    const asAuditor = engines.nats.credentials('auditor');
    const auditor = await startAuditor({
      tenants,
      engines: { natsUrl: engines.nats.url, mongoUrl: engines.mongo.url, auditorPassword: asAuditor.pass },
      registryUrl: addressOf(registry.app),
      db: mongo.db(databaseName('auditor')),
      tokens,
      logger: logger.child({ service: 'auditor' }),
      listen: { port: 0 },
    });
    undo.push(() => auditor.stop());
    const reader = await connectBus(engines.nats.url, asAuditor);
    undo.push(() => reader.drain());
    const ledgers = jetStreamEventLog({ connection: reader });
    undo.push(() => ledgers.close());
    const rest = () => comeToRest(services, tenants, ledgers);
    const steer = steering(clock, options.steerable, rest);
    const connection = await connectBus(engines.nats.url, engines.nats.credentials('gateway'));
    undo.push(() => connection.drain());
    const gateway = await startGateway({
      connection,
      tokens,
      logger: logger.child({ service: 'gateway' }),
      upstreams: Object.fromEntries(
        [...services, notary, auditor].map(({ name, app }) => [name, addressOf(app)]),
      ) as Record<UpstreamName, string>,
      startPage: { tenants, story: options.story, siteOf: demoSitePath },
      demonstration: demoSites,
      callLimits: options.callLimits,
      steer: options.steerable() ? steer : undefined,
      listen: { port: options.gatewayPort },
    });
    undo.push(() => gateway.stop());
    publicOrigin ||= addressOf(gateway.app);
    const address = {
      gateway: addressOf(gateway.app),
      natsUrl: engines.nats.url,
      mongoUrl: engines.mongo.url,
      ...(engines.nats.passwordFile !== undefined && { natsPasswords: engines.nats.passwordFile }),
      tenants,
      archive: archiveFolder ?? archiveIn(dataDir),
      ...(outgoing.folder !== undefined && { mail: outgoing.folder }),
      ...(incoming.smtpUrl !== undefined && { mailIn: incoming.smtpUrl }),
      pid: process.pid,
    };
    writeFileSync(addressFile(dataDir), `${JSON.stringify(address, null, 2)}\n`, { mode: 0o600 });
    return {
      address,
      engines,
      settled: async () => void (await rest()),
      signed: () =>
        Promise.all(
          tenants.map(async (tenant) => {
            await notary.signed(tenant, await ledgers.lastPosition(tenant));
            const { signedSize: size, state } = notary.standing(tenant);
            return { tenant, size, state };
          }),
        ),
      steer,
      token: (as) => issuer.issue({ ...as, expiresInSeconds: 12 * 3_600 }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function requireFreePort(port: number): Promise<void> {
  if (port === 0 || (await isPortFree(port))) return;
  throw new EngineError(
    'port-in-use',
    `Port ${port} is in use: stop the program that holds it, or choose another one with VITNE_PORT.`,
  );
}

function steering(clock: SteeredClock, steerable: () => boolean, rest: () => Promise<number>): Platform['steer'] {
  return async (to) => {
    const moved = steerable() ? clock.advanceTo(to) : { ok: false, now: clock.now() };
    if (!moved.ok) return { ...moved, fired: 0 };
    return { ok: true, now: moved.now, fired: await rest() };
  };
}

function addressOf(app: RunningService['app']): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('The service does not listen.');
  return `http://127.0.0.1:${address.port}`;
}
