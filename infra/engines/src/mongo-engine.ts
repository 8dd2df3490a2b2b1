import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type Db, MongoClient, MongoServerError } from 'mongodb';
import { didNotStart } from './did-not-start.ts';
import { EngineError } from './engine-error.ts';
import { isPortFree, loopback, portInUse } from './ports.ts';
import { type SupervisedProcess, startSupervised } from './supervised-process.ts';

export const replicaSet = 'vitne';
const readyTimeoutMs = 60_000;
const pollMs = 25;
const notYetInitialized = 94;

export const mongoLogFile = (mongoFolder: string): string => join(mongoFolder, '..', 'mongod.log');

/** One node, addressed directly: the address stays right when the replica set still remembers an older port. */
export const mongoUrl = (port: number): string => `mongodb://${loopback}:${port}/?directConnection=true`;

/**
 * Starts mongod on 127.0.0.1 as a replica set of one node, and waits until it takes writes.
 * @param previousPort the port of the last start on this folder, which the replica set remembers
 * @param leaving ends the wait, and the server
 * @throws {EngineError} port-in-use, engine-did-not-start
 */
export async function startMongod(
  binary: string,
  mongoFolder: string,
  port: number,
  previousPort: number | undefined,
  leaving: AbortSignal,
): Promise<SupervisedProcess> {
  const place = { binary, mongoFolder, port, leaving };
  if (previousPort !== undefined && previousPort !== port) await moveReplicaSet(place);
  const replicated = ['--replSet', replicaSet, '--oplogSize', '256'];
  return launch(place, replicated, (admin) => becomesPrimary(admin, port));
}

type Look = (admin: Db) => Promise<boolean>;
type Place = { binary: string; mongoFolder: string; port: number; leaving: AbortSignal };

async function launch(
  { binary, mongoFolder, port, leaving }: Place,
  more: readonly string[],
  isReady: Look,
): Promise<SupervisedProcess> {
  const logFile = mongoLogFile(mongoFolder);
  const server = await startSupervised('mongod', [binary, ...parameters(mongoFolder, port), ...more], logFile);
  try {
    await untilReady(server, port, logFile, isReady, leaving);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

/**
 * Tells the replica set its new port while it is not running as one. A running set would first ask whoever holds the
 * old port whether that is itself, for up to 30 s when that program does not answer.
 */
async function moveReplicaSet(place: Place): Promise<void> {
  const alone = await launch(place, [], async (admin) => {
    const config = admin.client.db('local').collection('system.replset');
    await config.updateMany({}, { $set: { 'members.0.host': `${loopback}:${place.port}` }, $inc: { version: 1 } });
    return true;
  });
  await alone.stop();
}

/** The journal is always on, and a majority of one node means "in the journal". */
function parameters(dbPath: string, port: number): readonly string[] {
  // Nobody else could take over, so there is nothing to wait for before it shuts down.
  const settings = ['diagnosticDataCollectionEnabled=false', 'shutdownTimeoutMillisForSignaledShutdown=100'];
  const listening = ['--port', String(port), '--bind_ip', loopback, '--nounixsocket'];
  const keeping = ['--dbpath', dbPath, '--wiredTigerCacheSizeGB', '0.5', '--quiet'];
  return [...listening, ...keeping, ...settings.flatMap((setting) => ['--setParameter', setting])];
}

async function untilReady(
  server: SupervisedProcess,
  port: number,
  logFile: string,
  isReady: Look,
  leaving: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + readyTimeoutMs;
  for (;;) {
    leaving.throwIfAborted();
    if (server.hasExited()) {
      const taken = !(await isPortFree(port));
      throw taken ? portInUse('mongod', port) : didNotStart('mongod', 'it ended', logFile);
    }
    try {
      if (await look(port, isReady)) return;
    } catch (error) {
      if (Date.now() > deadline) throw didNotStart('mongod', 'it did not take writes within 60 s', logFile, error);
    }
    await setTimeout(pollMs);
  }
}

/** Each look has a client of its own, because a client that once failed to connect stays closed. */
async function look(port: number, isReady: Look): Promise<boolean> {
  const client = new MongoClient(mongoUrl(port), { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000 });
  try {
    return await isReady(client.db('admin'));
  } finally {
    await client.close();
  }
}

async function becomesPrimary(admin: Db, port: number): Promise<boolean> {
  const isPrimary = async (): Promise<boolean> => (await admin.command({ hello: 1 }))['isWritablePrimary'] === true;
  if (await isPrimary()) return true;
  await formReplicaSet(admin, port);
  return isPrimary();
}

/** Initiates the set the first time, and tells it its new port when the old one was taken. */
async function formReplicaSet(admin: Db, port: number): Promise<void> {
  const host = `${loopback}:${port}`;
  const config = await currentConfig(admin);
  if (!config) {
    await admin.command({ replSetInitiate: { _id: replicaSet, members: [{ _id: 0, host }] } });
  } else if (config.members[0]?.host !== host) {
    const moved = { ...config, version: config.version + 1, members: [{ ...config.members[0], _id: 0, host }] };
    await admin.command({ replSetReconfig: moved, force: true });
  }
}

type ReplicaSetConfig = { readonly version: number; readonly members: readonly { readonly host: string }[] };

async function currentConfig(admin: Db): Promise<ReplicaSetConfig | undefined> {
  try {
    return (await admin.command({ replSetGetConfig: 1 }))['config'] as ReplicaSetConfig;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === notYetInitialized) return undefined;
    throw error;
  }
}

/** @throws {EngineError} engine-unreachable when nobody answers, or when it is no replica set */
export async function checkMongo(url: string): Promise<void> {
  const client = new MongoClient(url, { serverSelectionTimeoutMS: 3_000 });
  try {
    const hello = await client.db('admin').command({ hello: 1 });
    if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid') {
      throw new EngineError(
        'engine-unreachable',
        'VITNE_MONGO_URL leads to a mongod that is no replica set: make it one.',
      );
    }
  } catch (error) {
    if (error instanceof EngineError) throw error;
    throw new EngineError('engine-unreachable', 'Nobody answers at VITNE_MONGO_URL: start that server, or unset it.', {
      cause: error,
    });
  } finally {
    await client.close();
  }
}
