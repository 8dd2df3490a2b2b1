import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { findBinary } from '@vitne/engines/find-binary';
import { startNatsServer } from '@vitne/engines/nats-engine';
import { accessFile, ensureAccess, readCredentials } from '@vitne/engines/nats-folder';
import { freePort } from '@vitne/engines/ports';

/** A nats-server of one test file's own, so that it may be killed. */
export type OwnServer = {
  readonly storeDir: string;
  connect(user?: string): Promise<NatsConnection>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it on the same port and the same data; a live one is ended first. */
  restart(): Promise<void>;
  /** Ends it and deletes its data. */
  remove(): Promise<void>;
};

export async function startOwnServer(): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-event-log-'));
  const storeDir = join(folder, 'store');
  mkdirSync(storeDir);
  await ensureAccess(folder, []);
  const binary = await findBinary('nats-server', process.env['PATH'] ?? '', () => undefined);
  const port = await freePort();
  let server = await startNatsServer(binary, folder, port);
  return {
    storeDir,
    connect: (user = 'admin') =>
      connect({
        servers: `127.0.0.1:${port}`,
        ...readCredentials(accessFile(folder), user),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 20,
        reconnectJitter: 1,
      }),
    kill: (signal) => server.kill(signal),
    restart: async () => {
      await server.stop();
      server = await startNatsServer(binary, folder, port);
    },
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
