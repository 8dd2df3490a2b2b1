import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/nats-core';
import { checkpointsStreamName, type Tenant } from '@vitne/contracts/channels';
import { openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { parseUnverifiedCheckpoint } from '@vitne/ledger/checkpoint';
import { parseUnverifiedNote } from '@vitne/ledger/signed-note';
import { trusted } from '@vitne/ledger/verdict';
import type { Role } from '@vitne/service-kit/caller';
import { realClock } from '@vitne/service-kit/clock';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { createLogger } from '@vitne/service-kit/logger';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import { startOwnServer } from '@vitne/testing/own-nats-server';
import { MongoClient } from 'mongodb';
import { afterAll } from 'vitest';
import type { LedgerStanding } from '../src/ledger-standing.ts';
import { type RunningNotary, startNotary } from '../src/notary.ts';
import { fileSigner } from '../src/signing/file-signer.ts';
import type { SigningTimes } from '../src/signing/sign-ledger.ts';
import type { Witness } from '../src/witnesses/witness-list.ts';

export const quickTimes: SigningTimes = { checkpointMs: 50, watchMs: 100, lookAgainMs: 60_000 };
const quickLease = { durationMs: 2_000, pollMs: 50 };
const patienceMs = 25_000;

const ownServer = await startOwnServer({ spareTenants: 32 });
afterAll(() => ownServer.remove());

/** A ledger, the folders of a notary, and what an attacker who is administrator of the bus can do. */
export async function ledgerForNotary(server = ownServer) {
  const tenant = server.takeTenant();
  const { mongoUrl } = enginesForTests();
  const admin = await server.connect();
  const log = jetStreamEventLog({ connection: admin });
  await log.openLedger(tenant);
  await openCheckpointsStream(admin, tenant);
  const folder = mkdtempSync(join(tmpdir(), 'vitne-notary-'));
  const database = freshDatabase('notary');
  const mongo = await new MongoClient(mongoUrl, { writeConcern: { w: 'majority', journal: true } }).connect();
  const manager = await jetstreamManager(admin, { checkAPI: false });
  const stream = `LEDGER_${tenant}`;
  return {
    server,
    mongoUrl,
    tenant,
    admin,
    log,
    folder,
    mongo,
    database,
    manager,
    stream,
    keys: join(folder, 'keys'),
    archive: join(folder, 'archive'),
    /** Stores messages as a service would, and answers the last position. */
    async append(count: number, text = 'something happened'): Promise<number> {
      const client = jetstream(admin);
      let last = 0;
      for (let index = 0; index < count; index += 1) {
        const named = headers();
        named.set('ce-type', 'thing.happened.v1');
        named.set('ce-id', `${text}-${index}`);
        ({ seq: last } = await client.publish(
          `ledger.${tenant}.consent.thing.t${index % 7}`,
          `{"facts":{"${text}":${index}}}`,
          {
            headers: named,
          },
        ));
      }
      return last;
    },
    /** Every note that was ever published, oldest first. */
    async published(): Promise<string[]> {
      const { state } = await manager.streams.info(checkpointsStreamName(tenant));
      const notes: string[] = [];
      for (let seq = 1; seq <= state.last_seq; seq += 1) {
        const message = await manager.streams.getMessage(checkpointsStreamName(tenant), { seq });
        notes.push(message?.string() ?? '');
      }
      return notes;
    },
    async drop(): Promise<void> {
      await log.close();
      for (const name of [stream, checkpointsStreamName(tenant)])
        await manager.streams.delete(name).catch(() => undefined);
      await mongo.db(database).dropDatabase();
      await Promise.all([admin.close(), mongo.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type LedgerForNotary = Awaited<ReturnType<typeof ledgerForNotary>>;

/** The head of a note, whoever signed it. */
export const headOf = (note: string) =>
  trusted(parseUnverifiedCheckpoint(trusted(parseUnverifiedNote(note)).note.text)).checkpoint;

export type NotaryForTests = RunningNotary & {
  get(
    caller: Role | 'nobody',
    path: string,
  ): Promise<{ status: number; text: string; headers: Record<string, unknown> }>;
  /** Waits until it is so. */
  until(tenant: Tenant, what: (standing: LedgerStanding) => boolean): Promise<LedgerStanding>;
  signer: ReturnType<typeof fileSigner>;
};

/** A notary over one or more ledgers, signed in as `notary` and nothing more. */
export async function runNotary(
  ledgers: readonly LedgerForNotary[],
  {
    times = quickTimes,
    witnesses = [],
    answerMs = 1_500,
  }: { times?: SigningTimes; witnesses?: readonly Witness[]; answerMs?: number } = {},
): Promise<NotaryForTests> {
  const [first] = ledgers as [LedgerForNotary];
  const tenants = ledgers.map(({ tenant }) => tenant);
  const connection: NatsConnection = await first.server.connect('notary');
  const log = jetStreamEventLog({ connection });
  const issuer = await demoIssuer(join(first.folder, 'tokens'));
  const signer = fileSigner({ folder: first.keys, originPrefix: 'test.example/ledger', now: realClock.now });
  const notary = await startNotary({
    tenants,
    connection,
    log,
    signer,
    times,
    witnesses,
    witnessTimes: { answerMs, firstMs: 50, longestMs: 200 },
    db: first.mongo.db(first.database),
    archiveFolder: first.archive,
    clock: realClock,
    tokens: issuer.verifier(),
    logger: createLogger({ service: 'notary', level: 'silent' }),
    lease: quickLease,
    listen: { port: 0 },
  });
  return {
    ...notary,
    signer,
    async get(caller, path) {
      const said = { tenant: first.tenant, subject: 'test', expiresInSeconds: 600 };
      const authorization = caller === 'nobody' ? undefined : `Bearer ${await issuer.issue({ ...said, role: caller })}`;
      const response = await notary.app.inject({
        method: 'GET',
        url: path,
        headers: { ...(authorization && { authorization }) },
      });
      return { status: response.statusCode, text: response.body, headers: response.headers };
    },
    async until(tenant, what) {
      const deadline = Date.now() + patienceMs;
      while (!what(notary.standing(tenant))) {
        if (Date.now() > deadline) throw new Error(`It did not come true: ${JSON.stringify(notary.standing(tenant))}`);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      return notary.standing(tenant);
    },
    async stop() {
      await notary.stop();
      await log.close();
      await connection.close();
    },
  };
}
