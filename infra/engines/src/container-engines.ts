import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { MongoDBContainer } from '@testcontainers/mongodb';
import { NatsContainer } from '@testcontainers/nats';
import { getContainerRuntimeClient, type StartedTestContainer } from 'testcontainers';
import { EngineError } from './engine-error.ts';
import { pins } from './fetch-engines.mjs';
import { replicaSet } from './mongo-engine.ts';
import { natsConfig } from './nats-config.ts';
import { checkJetStream } from './nats-engine.ts';
import type { NatsAccess } from './nats-folder.ts';
import { prepareStore, storeFolder } from './nats-store-key.ts';
import { loopback } from './ports.ts';
import type { EngineProcess } from './running-engine.ts';
import { type EngineExit, endsProcess } from './supervised-process.ts';

const natsPort = 4222;
const mongoPort = 27_017;
const keyName = 'store-key.conf';
const stopTimeoutMs = 15_000;
const readyTimeoutMs = 60_000;
const pollMs = 50;

type Publishing = { PortBindings?: Record<string, { HostIp?: string }[]> };

/** The library publishes on every address of the machine and has no way to say otherwise, so it is said to Docker. */
function onLoopbackOnly(publishing: Publishing): void {
  for (const binding of Object.values(publishing.PortBindings ?? {}).flat()) binding.HostIp = loopback;
}

/** The container's own user options would override the accounts of our configuration, so only that is given. */
class ConfiguredNats extends NatsContainer {
  override withCommand(): this {
    return super.withCommand(['--config', '/etc/vitne/nats-server.conf']);
  }

  protected override async beforeContainerCreated(): Promise<void> {
    onLoopbackOnly(this.hostConfig);
  }
}

/**
 * The library names the set rs0 and its member by the container's random name, so that no second container ever became
 * primary on the same data. The set has our name here, and its member the address that is right inside any container.
 */
class ConfiguredMongo extends MongoDBContainer {
  override withCommand(): this {
    return super.withCommand(['--replSet', replicaSet, '--bind_ip_all', '--wiredTigerCacheSizeGB', '0.5']);
  }

  protected override async beforeContainerCreated(): Promise<void> {
    onLoopbackOnly(this.hostConfig);
  }
}

const member = `{ _id: 0, host: '${loopback}:${mongoPort}' }`;
const becomesPrimary = [
  `try { rs.status() } catch { rs.initiate({ _id: '${replicaSet}', members: [${member}] }) }`,
  'quit(db.hello().isWritablePrimary ? 0 : 1)',
].join(' ');

export type NatsContainerOptions = {
  /** A folder of the container's own: what it writes there belongs to the container's user. */
  folder: string;
  port: number;
  access: NatsAccess;
  keyFolder: string | undefined;
};

/** Runs nats-server in a container with the same configuration and key, its store in the folder, on that port. */
export async function startNatsContainer({
  folder,
  port,
  access,
  keyFolder,
}: NatsContainerOptions): Promise<EngineProcess> {
  const { keyFile } = prepareStore(folder, keyFolder);
  const storeKeyFile = keyFile === undefined ? undefined : keyName;
  const config = natsConfig({ host: '0.0.0.0', port: natsPort, storeDir: '/data', access, storeKeyFile });
  const files = [{ content: config, target: '/etc/vitne/nats-server.conf', mode: 0o644 }];
  if (keyFile !== undefined)
    files.push({ content: readFileSync(keyFile, 'utf8'), target: `/etc/vitne/${keyName}`, mode: 0o600 });
  const container = await withDocker(() =>
    new ConfiguredNats(pins.containers.nats)
      .withExposedPorts({ container: natsPort, host: port })
      .withCopyContentToContainer(files)
      .withBindMounts([{ source: storeFolder(folder), target: '/data', mode: 'rw' }])
      .start(),
  );
  const engine = await asProcess(container);
  await untilJetStream(engine, port, access.passwords['admin'] ?? '');
  return engine;
}

/** Runs mongod in a container as a replica set of one node, its files in the folder, on that port. */
export async function startMongoContainer(folder: string, port: number): Promise<EngineProcess> {
  const container = await withDocker(() =>
    new ConfiguredMongo(pins.containers.mongo)
      .withExposedPorts({ container: mongoPort, host: port })
      .withBindMounts([{ source: folder, target: '/data/db', mode: 'rw' }])
      .withHealthCheck({
        test: ['CMD', 'mongosh', '--quiet', '--eval', becomesPrimary],
        interval: 1_000,
        timeout: 10_000,
        retries: 120,
      })
      .start(),
  );
  return asProcess(container);
}

/** A container as what starts, watches and ends an engine sees of a process. */
async function asProcess(container: StartedTestContainer): Promise<EngineProcess> {
  const { container: client } = await getContainerRuntimeClient();
  const docker = client.getById(container.getId());
  let gone = false;
  const exited = docker.wait().then(
    ({ StatusCode: code }: { StatusCode: number }): EngineExit => ({ code, signal: null }),
    (): EngineExit => ({ code: null, signal: null }),
  );
  const removed = exited.then(async (exit) => {
    gone = true;
    // What has ended still holds its name and its layers.
    await container.stop().catch(() => undefined);
    return exit;
  });
  return {
    pid: undefined,
    exited: removed,
    hasExited: () => gone,
    stop: async () => void (await container.stop({ timeout: stopTimeoutMs })),
    kill: async (signal) => {
      if (gone) return;
      await docker.kill({ signal });
      if (endsProcess(signal)) await removed;
    },
  };
}

/** The library waits for a line in the log, which comes before the streams are recovered. */
async function untilJetStream(engine: EngineProcess, port: number, pass: string): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    try {
      return await checkJetStream(`${loopback}:${port}`, { user: 'admin', pass });
    } catch (error) {
      if (Date.now() < deadline && !engine.hasExited() && !(error instanceof EngineError)) await setTimeout(pollMs);
      else {
        await engine.stop().catch(() => undefined);
        throw notStarted(error);
      }
    }
  }
}

async function withDocker<Result>(start: () => Promise<Result>): Promise<Result> {
  try {
    return await start();
  } catch (error) {
    throw notStarted(error);
  }
}

function notStarted(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  const because = error instanceof Error ? error.message.split('\n')[0] : String(error);
  return new EngineError(
    'containers-unavailable',
    `The containers did not start (${because}): start Docker, or unset VITNE_ENGINES to run the engines directly.`,
    { cause: error },
  );
}
