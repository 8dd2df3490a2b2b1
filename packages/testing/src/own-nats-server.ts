import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import { findBinary } from '@vitne/engines/find-binary';
import { startNatsServer } from '@vitne/engines/nats-engine';
import { accessFile, ensureAccess, type NatsCredentials, readCredentials } from '@vitne/engines/nats-folder';
import { freePort } from '@vitne/engines/ports';
import { freshTenant } from './engines-for-tests.ts';

/**
 * A nats-server of one test file's own, so that it may be killed, and that stays as it is: the one that all share reads its settings
 * anew for each new tenant, and answers no request about streams for that moment.
 */
export type OwnServer = {
  readonly natsUrl: string;
  credentials(user: string): NatsCredentials;
  /** A tenant that nobody has taken yet. */
  takeTenant(): Tenant;
  connect(user?: string): Promise<NatsConnection>;
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it on the same port and the same data; a live one is ended first. */
  restart(): Promise<void>;
  /** Changes one bit in the text of the n-th event of a ledger's file, while the server is down. */
  flipInside(tenant: Tenant, event: number): Promise<void>;
  /** Ends it and deletes its data. */
  remove(): Promise<void>;
};

/** @param spareTenants how many tenants the accounts of the server know from the start. */
export async function startOwnServer({ spareTenants = 0 } = {}): Promise<OwnServer> {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-event-log-'));
  const storeDir = join(folder, 'store');
  mkdirSync(storeDir);
  const spare = Array.from({ length: spareTenants }, () => freshTenant());
  await ensureAccess(folder, spare);
  const binary = await findBinary('nats-server', process.env['PATH'] ?? '', () => undefined);
  const port = await freePort();
  let server = await startNatsServer(binary, folder, port);
  const restart = async (): Promise<void> => {
    await server.stop();
    server = await startNatsServer(binary, folder, port);
  };
  const natsUrl = `nats://127.0.0.1:${port}`;
  const credentials = (user: string) => readCredentials(accessFile(folder), user);
  return {
    natsUrl,
    credentials,
    takeTenant() {
      const tenant = spare.pop();
      if (tenant === undefined) throw new Error('Every spare tenant of this server is taken: start it with more.');
      return tenant;
    },
    connect: (user = 'admin') =>
      connect({
        servers: natsUrl,
        ...credentials(user),
        maxReconnectAttempts: -1,
        reconnectTimeWait: 20,
        reconnectJitter: 1,
      }),
    kill: (signal) => server.kill(signal),
    restart,
    async flipInside(tenant, event) {
      await server.kill('SIGTERM');
      flipInFile(storeDir, ledgerStreamName(tenant), event);
      await restart();
    },
    remove: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function flipInFile(storeDir: string, stream: string, event: number): void {
  const file = readdirSync(storeDir, { recursive: true, encoding: 'utf8' }).find(
    (name) => name.includes(stream) && name.endsWith('.blk'),
  );
  const path = join(storeDir, file ?? '');
  const bytes = readFileSync(path);
  let at = -1;
  for (let found = 0; found < event; found += 1) at = bytes.indexOf('"facts"', at + 1);
  if (at < 0) throw new Error('The event is not in the file as plain text.');
  bytes[at + 2] = (bytes[at + 2] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}
