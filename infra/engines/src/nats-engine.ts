import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { didNotStart } from './did-not-start.ts';
import { EngineError } from './engine-error.ts';
import { pins } from './fetch-engines.mjs';
import { isAtLeast } from './find-binary.ts';
import { natsConfig } from './nats-config.ts';
import {
  accessFile,
  ensureAccess,
  type NatsAccess,
  type NatsCredentials,
  readAccess,
  readCredentials,
  withFolderLock,
  writePrivately,
} from './nats-folder.ts';
import { prepareStore, storeFolder } from './nats-store-key.ts';
import { isPortFree, loopback, portInUse } from './ports.ts';
import { type SupervisedProcess, startSupervised } from './supervised-process.ts';

/** How long a server may take to recover its streams before it counts as broken. */
const readyTimeoutMs = 60_000;
const pollMs = 20;

export const natsConfigFile = (natsFolder: string): string => join(natsFolder, 'nats-server.conf');
export const natsLogFile = (natsFolder: string): string => join(natsFolder, 'nats-server.log');
const pidFile = (natsFolder: string): string => join(natsFolder, 'nats-server.pid');
const endpointFile = (natsFolder: string): string => join(natsFolder, 'endpoint.json');

export type NatsServerOptions = {
  /** Ends the wait, and the server. */
  readonly leaving?: AbortSignal;
  /** Where the key of the store lies; without it the store is not encrypted. */
  readonly keyFolder?: string | undefined;
};

/**
 * Starts nats-server on 127.0.0.1 and waits until JetStream answers the administrator.
 * @throws {EngineError} port-in-use, engine-did-not-start, store-key-missing
 */
export async function startNatsServer(
  binary: string,
  natsFolder: string,
  port: number,
  { leaving = new AbortController().signal, keyFolder }: NatsServerOptions = {},
): Promise<SupervisedProcess> {
  const store = prepareStore(natsFolder, keyFolder);
  const storeKeyFile = store.keyFile === undefined ? undefined : relative(natsFolder, store.keyFile);
  const endpoint = { port, storeKeyFile };
  writeConfig(natsFolder, endpoint, await ensureAccess(natsFolder, []));
  const logFile = natsLogFile(natsFolder);
  const server = await startSupervised('nats-server', [binary, '--config', natsConfigFile(natsFolder)], logFile);
  writeFileSync(pidFile(natsFolder), String(server.pid));
  writeFileSync(endpointFile(natsFolder), JSON.stringify(endpoint));
  try {
    await waitForJetStream(port, readCredentials(accessFile(natsFolder), 'admin'), server, logFile, leaving);
    store.opened();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/**
 * Adds a tenant's users to a server that runs, from any process that can read its folder, without a disconnect.
 * @throws {EngineError} engine-did-not-start when the server does not take the users within 10 s
 */
export async function addTenant(natsFolder: string, tenant: string): Promise<void> {
  const access = await ensureAccess(natsFolder, [tenant]);
  const endpoint = JSON.parse(readFileSync(endpointFile(natsFolder), 'utf8')) as Endpoint;
  const { port } = endpoint;
  await withFolderLock(natsFolder, () => {
    writeConfig(natsFolder, endpoint, readAccess(accessFile(natsFolder)));
    process.kill(Number(readFileSync(pidFile(natsFolder), 'utf8')), 'SIGHUP');
  });
  const pass = access.passwords[`system-${tenant}`] ?? '';
  const deadline = Date.now() + 10_000;
  while (!(await canSignIn(port, { user: `system-${tenant}`, pass }))) {
    if (Date.now() > deadline) {
      throw new EngineError('engine-did-not-start', `nats-server did not take tenant ${tenant}: restart it.`);
    }
    await setTimeout(pollMs);
  }
}

type Endpoint = { port: number; storeKeyFile?: string | undefined };

function writeConfig(natsFolder: string, endpoint: Endpoint, access: NatsAccess): void {
  const storeDir = storeFolder(natsFolder);
  writePrivately(natsConfigFile(natsFolder), natsConfig({ host: loopback, ...endpoint, storeDir, access }));
}

async function canSignIn(port: number, credentials: NatsCredentials): Promise<boolean> {
  try {
    const connection = await connect({ servers: `${loopback}:${port}`, ...credentials, reconnect: false });
    await connection.close();
    return true;
  } catch {
    return false;
  }
}

async function waitForJetStream(
  port: number,
  admin: NatsCredentials,
  server: SupervisedProcess,
  logFile: string,
  leaving: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    leaving.throwIfAborted();
    if (server.hasExited()) {
      const taken = !(await isPortFree(port));
      throw taken ? portInUse('nats-server', port) : didNotStart('nats-server', 'it ended', logFile);
    }
    try {
      return await checkJetStream(`${loopback}:${port}`, admin);
    } catch (error) {
      if (error instanceof EngineError) throw error;
      if (Date.now() > deadline) throw didNotStart('nats-server', 'it did not answer within 60 s', logFile, error);
      await setTimeout(pollMs);
    }
  }
}

/** @throws {EngineError} when the server is too old; whatever the client throws when it is not there */
export async function checkJetStream(url: string, credentials: Partial<NatsCredentials>): Promise<void> {
  const connection = await connect({ servers: url, ...credentials, reconnect: false, timeout: 2_000 });
  try {
    const version = connection.info?.version ?? '0';
    if (!isAtLeast(version, pins.minimum['nats-server'])) {
      throw new EngineError(
        'engine-unreachable',
        `nats-server is ${version} and Vitne needs ${pins.minimum['nats-server']} or newer: upgrade it.`,
      );
    }
    await (await jetstreamManager(connection)).getAccountInfo();
  } finally {
    await connection.close();
  }
}
