import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type DataFolder, openDataFolder, type Ports } from './data-folder.ts';
import { EngineError } from './engine-error.ts';
import { findBinary } from './find-binary.ts';
import { foreignCredentials, foreignPasswordFile, useNatsAt } from './foreign-nats.ts';
import { checkMongo, mongoLogFile, mongoUrl, startMongod } from './mongo-engine.ts';
import { addTenant, natsConfigFile, natsLogFile, startNatsServer } from './nats-engine.ts';
import { accessFile, ensureAccess, type NatsCredentials, readCredentials } from './nats-folder.ts';
import { storeFolder } from './nats-store-key.ts';
import { choosePort, loopback } from './ports.ts';
import { foreignEngine, notOurs, type RunningEngine, runOwnEngine } from './running-engine.ts';

export type StartEnginesOptions = {
  /** Where the engines keep their data, passwords, ports and logs; made when it is not there. */
  readonly dataDir: string;
  /**
   * Where the key lies under which nats-server encrypts what it stores; made when it is not there. Keep it on another
   * backup than `dataDir`. Without it the store is not encrypted.
   */
  readonly keyFolder?: string;
  /** The tenants that get users of their own on the bus; those of earlier starts are kept. */
  readonly tenants?: readonly string[];
  /** Fixed ports; without them a free one is found, the same one each time while it stays free. */
  readonly ports?: Ports;
  readonly log?: (line: string) => void;
  /** Told in one sentence when an engine ends again and again, so that it is not started any more. */
  readonly onExit?: (reason: EngineError) => void;
  readonly environment?: Readonly<Record<string, string | undefined>>;
};

export type NatsEngine = {
  readonly url: string;
  readonly port: number;
  readonly pid: number | undefined;
  /** Undefined when somebody else, or a container, runs the server. */
  readonly configFile: string | undefined;
  /** Where passwords and configuration lie; undefined when somebody else runs the server. */
  readonly folder: string | undefined;
  /** The file with every user's password; undefined when somebody else runs the server and named none. */
  readonly passwordFile: string | undefined;
  /** @throws {EngineError} user-unknown */
  readonly credentials: (user: string) => Partial<NatsCredentials>;
  /** Gives a tenant its users while the server runs. @throws {EngineError} engine-not-ours */
  readonly addTenant: (tenant: string) => Promise<void>;
};
export type MongoEngine = { readonly url: string; readonly port: number; readonly pid: number | undefined };

export type Engines = {
  readonly nats: NatsEngine;
  readonly mongo: MongoEngine;
  /** Ends both engines cleanly; what they acknowledged is on the disk. Safe to call twice. */
  readonly stop: () => Promise<void>;
  /** For fault tests: an engine that is ended so stays down until it is restarted. */
  readonly killNats: (signal?: NodeJS.Signals) => Promise<void>;
  readonly killMongo: (signal?: NodeJS.Signals) => Promise<void>;
  readonly restartNats: () => Promise<void>;
  readonly restartMongo: () => Promise<void>;
};

type Context = Required<Omit<StartEnginesOptions, 'dataDir' | 'keyFolder'>> & {
  readonly folder: DataFolder;
  readonly keyFolder: string | undefined;
};

/**
 * Starts a real nats-server with JetStream and a real mongod, found in the order of decision 14, both on 127.0.0.1.
 * They end with this process however it ends.
 * @throws {EngineError} with one sentence that names the cause and what mends it
 */
export async function startEngines(options: StartEnginesOptions): Promise<Engines> {
  const folder = await openDataFolder(options.dataDir);
  const context: Context = {
    tenants: options.tenants ?? [],
    keyFolder: options.keyFolder === undefined ? undefined : resolve(options.keyFolder),
    ports: options.ports ?? {},
    log: options.log ?? (() => undefined),
    onExit: options.onExit ?? (() => undefined),
    environment: options.environment ?? process.env,
    folder,
  };
  const [nats, mongo] = await Promise.allSettled([startNats(context), startMongo(context)]);
  if (nats.status === 'fulfilled' && mongo.status === 'fulfilled') return combine(nats.value, mongo.value, context);
  for (const started of [nats, mongo]) if (started.status === 'fulfilled') await started.value.stop();
  folder.release();
  throw nats.status === 'rejected' ? nats.reason : (mongo as PromiseRejectedResult).reason;
}

async function startNats(context: Context): Promise<RunningEngine> {
  const { environment, folder, keyFolder, log, onExit, ports, tenants } = context;
  const url = environment['VITNE_NATS_URL'];
  if (url) return useNatsAt(url, environment);
  const access = await ensureAccess(folder.nats, tenants);
  const told = { name: 'nats-server', onExit, onRestart: log };
  if (inContainers(environment)) {
    const { startNatsContainer } = await import('./container-engines.ts');
    const own = folder.containers.nats;
    mkdirSync(storeFolder(own), { recursive: true, mode: 0o700 });
    const port = await choosePort(told.name, ports.nats, undefined);
    const start = () => startNatsContainer({ folder: own, port, access, keyFolder });
    return runOwnEngine({ ...told, url: natsUrl(port), port, logFile: '(docker logs)', start });
  }
  mkdirSync(storeFolder(folder.nats), { recursive: true, mode: 0o700 });
  const binary = await findBinary('nats-server', environment['PATH'] ?? '', log);
  return onSomePort('nats', 'nats-server', context, (port) =>
    runOwnEngine({
      ...told,
      url: natsUrl(port),
      port,
      logFile: natsLogFile(folder.nats),
      start: async (leaving) => {
        const server = await startNatsServer(binary, folder.nats, port, { leaving, keyFolder });
        folder.rememberProcess('nats', server.pid);
        return server;
      },
    }),
  );
}

async function startMongo(context: Context): Promise<RunningEngine> {
  const { environment, folder, log, onExit, ports } = context;
  const url = environment['VITNE_MONGO_URL'];
  if (url) {
    await checkMongo(url);
    return foreignEngine('mongod', url);
  }
  const told = { name: 'mongod', onExit, onRestart: log };
  if (inContainers(environment)) {
    const { startMongoContainer } = await import('./container-engines.ts');
    const own = folder.containers.mongo;
    mkdirSync(own, { recursive: true, mode: 0o700 });
    const port = await choosePort(told.name, ports.mongo, undefined);
    const start = () => startMongoContainer(own, port);
    return runOwnEngine({ ...told, url: mongoUrl(port), port, logFile: '(docker logs)', start });
  }
  const binary = await findBinary('mongod', environment['PATH'] ?? '', log);
  return onSomePort('mongo', 'mongod', context, (port) =>
    runOwnEngine({
      ...told,
      url: mongoUrl(port),
      port,
      logFile: mongoLogFile(folder.mongo),
      start: async (leaving) => {
        const server = await startMongod(binary, folder.mongo, port, folder.rememberedPorts().mongo, leaving);
        folder.rememberProcess('mongo', server.pid);
        return server;
      },
    }),
  );
}

const inContainers = (environment: Context['environment']): boolean => environment['VITNE_ENGINES'] === 'containers';
const natsUrl = (port: number): string => `nats://${loopback}:${port}`;

/** A free port can be lost between finding and using it, so a port nobody asked for is looked for again. */
async function onSomePort(
  key: keyof Ports,
  name: string,
  { ports, folder }: Context,
  start: (port: number) => Promise<RunningEngine>,
): Promise<RunningEngine> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(name, ports[key], folder.rememberedPorts()[key]);
    try {
      const engine = await start(port);
      folder.rememberPorts({ [key]: port });
      return engine;
    } catch (error) {
      const lost = error instanceof EngineError && error.code === 'port-in-use';
      if (!lost || ports[key] !== undefined || attempt === 3) throw error;
    }
  }
}

function combine(nats: RunningEngine, mongo: RunningEngine, { folder, environment }: Context): Engines {
  const foreign = Boolean(environment['VITNE_NATS_URL']);
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await Promise.all([nats.stop(), mongo.stop()]);
    folder.release();
  };
  return {
    nats: {
      url: nats.url,
      port: nats.port,
      get pid() {
        return nats.pid();
      },
      configFile: foreign || inContainers(environment) ? undefined : natsConfigFile(folder.nats),
      folder: foreign ? undefined : folder.nats,
      passwordFile: foreign ? foreignPasswordFile(environment) : accessFile(folder.nats),
      credentials: (user) =>
        foreign ? foreignCredentials(environment, user) : readCredentials(accessFile(folder.nats), user),
      addTenant: async (tenant) => {
        if (foreign || inContainers(environment)) throw notOurs('nats-server');
        await addTenant(folder.nats, tenant);
      },
    },
    mongo: {
      url: mongo.url,
      port: mongo.port,
      get pid() {
        return mongo.pid();
      },
    },
    stop: () => (stopped ??= stop()),
    killNats: (signal = 'SIGKILL') => nats.kill(signal),
    killMongo: (signal = 'SIGKILL') => mongo.kill(signal),
    restartNats: nats.restart,
    restartMongo: mongo.restart,
  };
}
