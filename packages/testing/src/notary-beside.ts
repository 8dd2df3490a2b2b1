import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tenant } from '@vitne/contracts/channels';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { startNotary } from '@vitne/notary/notary';
import { fileSigner } from '@vitne/notary/signing/file-signer';
import { realClock } from '@vitne/service-kit/clock';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { archiveInFolder, type LedgerArchive } from '@vitne/service-kit/ledger-archive';
import { createLogger } from '@vitne/service-kit/logger';
import { MongoClient } from 'mongodb';
import { enginesForTests, freshDatabase } from './engines-for-tests.ts';
import { type OwnServer, startOwnServer } from './own-nats-server.ts';

/** Signs often and takes a ledger over at once, so that no test waits for it. */
export const quickTimes = { checkpointMs: 50, watchMs: 100, lookAgainMs: 60_000 };
export const quickLease = { durationMs: 2_000, pollMs: 50 };

/** A notary for the ledgers of a service under test, and a bus on which it may read and sign them and do nothing more. */
export type NotaryBeside = {
  /** Has two tenants to take. */
  readonly bus: OwnServer;
  /** What the service makes its proofs from. */
  readonly archive: LedgerArchive;
  /** Signs from here on; the ledgers are open. */
  start(tenants: readonly Tenant[]): Promise<void>;
  /** Waits until a position is under a checkpoint; answers the keys of the ledger, as whoever checks a file has them. */
  signed(tenant: Tenant, position: number): Promise<string[]>;
  stop(): Promise<void>;
};

const mostLooks = 5;

/** Told to `runService`, which starts and stops it. */
export async function notaryBeside(): Promise<NotaryBeside> {
  const bus = await startOwnServer({ spareTenants: 2 });
  const folder = mkdtempSync(join(tmpdir(), 'vitne-notary-'));
  const archiveFolder = join(folder, 'archive');
  const archive = archiveInFolder(archiveFolder);
  const running: Awaited<ReturnType<typeof signing>>[] = [];
  return {
    bus,
    archive,
    async start(tenants) {
      running.push(await signing(bus, tenants, { folder, archiveFolder }));
    },
    async signed(tenant, position) {
      const [notary] = running;
      for (let look = 0; look < mostLooks; look += 1) {
        if (!(await notary?.signed(tenant, position))) continue;
        const lines = Buffer.from((await archive.read(tenant, 'keys')) ?? '').toString();
        return lines.split('\n').filter((line) => line !== '');
      }
      throw new Error(`Position ${position} is not signed: ${JSON.stringify(notary?.standing(tenant))}`);
    },
    async stop() {
      await Promise.all(running.map(({ stop }) => stop()));
      await bus.remove();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function signing(
  bus: OwnServer,
  tenants: readonly Tenant[],
  { folder, archiveFolder }: { folder: string; archiveFolder: string },
) {
  const [admin, connection] = await Promise.all([bus.connect(), bus.connect('notary')]);
  for (const tenant of tenants) await openCheckpointsStream(admin, tenant);
  await admin.close();
  const { mongoUrl } = enginesForTests();
  const mongo = await new MongoClient(mongoUrl, { writeConcern: { w: 'majority', journal: true } }).connect();
  const db = mongo.db(freshDatabase('notary'));
  const log = jetStreamEventLog({ connection });
  const notary = await startNotary({
    tenants,
    connection,
    log,
    signer: fileSigner({ folder: join(folder, 'keys'), originPrefix: 'test.example/ledger', now: realClock.now }),
    times: quickTimes,
    db,
    archiveFolder,
    clock: realClock,
    tokens: (await demoIssuer(join(folder, 'tokens'))).verifier(),
    logger: createLogger({ service: 'notary', level: 'silent' }),
    lease: quickLease,
    listen: { port: 0 },
  });
  return {
    ...notary,
    async stop() {
      await notary.stop();
      await log.close();
      await db.dropDatabase();
      await Promise.all([connection.close(), mongo.close()]);
    },
  };
}
