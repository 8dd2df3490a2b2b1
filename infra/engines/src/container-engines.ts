import { MongoDBContainer } from '@testcontainers/mongodb';
import { NatsContainer } from '@testcontainers/nats';
import { EngineError } from './engine-error.ts';
import { pins } from './fetch-engines.mjs';
import { natsConfig } from './nats-config.ts';
import type { NatsAccess } from './nats-folder.ts';
import { foreignEngine, type RunningEngine } from './running-engine.ts';

const configPath = '/etc/vitne/nats-server.conf';
const clientPort = 4222;

/** The container's own user options would override the accounts of our configuration, so only that is given. */
class ConfiguredNats extends NatsContainer {
  override withCommand(): this {
    return super.withCommand(['--config', configPath]);
  }
}

/** Runs nats-server in a container with the same configuration, its store in the data folder. */
export async function startNatsContainer(natsFolder: string, access: NatsAccess): Promise<RunningEngine> {
  const content = natsConfig({ host: '0.0.0.0', port: clientPort, storeDir: '/data', access });
  const container = await withDocker(() =>
    new ConfiguredNats(pins.containers.nats)
      .withCopyContentToContainer([{ content, target: configPath, mode: 0o644 }])
      .withBindMounts([{ source: `${natsFolder}/store`, target: '/data', mode: 'rw' }])
      .start(),
  );
  const url = `nats://${container.getHost()}:${container.getMappedPort(clientPort)}`;
  return foreignEngine('nats-server', url, async () => void (await container.stop()));
}

/** Runs mongod in a container as a replica set of one node, its files in the data folder. */
export async function startMongoContainer(mongoFolder: string): Promise<RunningEngine> {
  const container = await withDocker(() =>
    new MongoDBContainer(pins.containers.mongo)
      .withBindMounts([{ source: mongoFolder, target: '/data/db', mode: 'rw' }])
      .start(),
  );
  const url = `${container.getConnectionString()}/?directConnection=true`;
  return foreignEngine('mongod', url, async () => void (await container.stop()));
}

async function withDocker<Result>(start: () => Promise<Result>): Promise<Result> {
  try {
    return await start();
  } catch (error) {
    const because = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw new EngineError(
      'containers-unavailable',
      `The containers did not start (${because}): start Docker, or unset VITNE_ENGINES to run the engines directly.`,
      { cause: error },
    );
  }
}
