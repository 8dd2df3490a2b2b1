import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { NatsConnection } from '@nats-io/nats-core';
import type { Tenant } from '@vitne/contracts/channels';
import { checkpointStream } from '@vitne/event-log/checkpoint-stream';
import type { EventLog } from '@vitne/event-log/event-log';
import { storedMessages } from '@vitne/event-log/stored-messages';
import type { LeaseTimes } from '@vitne/projector/lease';
import { type Clock, realClock } from '@vitne/service-kit/clock';
import { type DurableFiles, durableFiles } from '@vitne/service-kit/durable-files';
import { createHttpApp, type HttpApp } from '@vitne/service-kit/http-app';
import type { Logger } from '@vitne/service-kit/logger';
import type { TokenVerifier } from '@vitne/service-kit/tokens';
import type { Db } from 'mongodb';
import { ledgerAlarms } from './alarms.ts';
import { notaryIntroduction } from './api-introduction.ts';
import { checkpointHistory } from './archive/checkpoint-history.ts';
import { messageArchive } from './archive/message-archive.ts';
import { keyChanges } from './key-changes.ts';
import { leadLedger, unknownStanding } from './lead-ledger.ts';
import { type LedgerStanding, measureStandings, noticesIn, reasonsIn } from './ledger-standing.ts';
import type { NotaryContext } from './notary-context.ts';
import { newestCheckpoint } from './prove-position.ts';
import { proveEvent } from './routes/prove-event.ts';
import { readLedger } from './routes/read-ledger.ts';
import type { CheckpointSigner } from './signing/checkpoint-signer.ts';
import { declaredHeads } from './signing/declared-heads.ts';
import { type SigningTimes, usualTimes } from './signing/sign-ledger.ts';
import type { Witness } from './witnesses/witness-list.ts';
import type { WitnessTimes } from './witnesses/witnessing.ts';

/** Everything the notary is given; it opens no connection itself. */
export type NotaryOptions = {
  readonly tenants: readonly Tenant[];
  /** Signed in on the bus as `notary`: it reads ledgers, publishes checkpoints, and appends its own events. */
  readonly connection: NatsConnection;
  /** Over the same connection, for the events of its own. */
  readonly log: EventLog;
  /** The notary's own database, through a client that writes to a majority, journalled. */
  readonly db: Db;
  readonly signer: CheckpointSigner;
  /** Where messages, tiles and checkpoints are kept: on other storage than the bus. */
  readonly archiveFolder: string;
  /** The time of what it records. How often it signs goes by real time. */
  readonly clock: Clock;
  readonly tokens: TokenVerifier;
  readonly logger: Logger;
  readonly times?: SigningTimes;
  /** Who is asked to cosign; nobody when left out. */
  readonly witnesses?: readonly Witness[];
  readonly witnessTimes?: WitnessTimes;
  readonly lease?: LeaseTimes;
  readonly listen: { readonly host?: string; readonly port: number };
};

export type RunningNotary = {
  readonly name: 'notary';
  readonly app: HttpApp;
  standing(tenant: Tenant): LedgerStanding;
  /** Waits until a position is signed; false when it is not within five seconds. */
  signed(tenant: Tenant, position: number): Promise<boolean>;
  stop(): Promise<void>;
};

const signedTimeoutMs = 5_000;
const signedPollMs = 50;

/** The archive's folder of a ledger. */
export const ledgerFolder = (archiveFolder: string, tenant: Tenant): string => join(archiveFolder, tenant);

/** Follows every tenant's ledger and signs what it grows to, and answers for it over HTTP. */
export async function startNotary(options: NotaryOptions): Promise<RunningNotary> {
  const { tenants, connection, db, signer, logger, times = usualTimes, listen } = options;
  const messages = storedMessages(connection);
  const published = checkpointStream(connection);
  const alarms = ledgerAlarms(options);
  const changes = keyChanges(options);
  const declared = declaredHeads(db);
  const standings = new Map(tenants.map((tenant) => [tenant, unknownStanding()]));
  const folders = new Map(tenants.map((tenant) => [tenant, durableFiles(ledgerFolder(options.archiveFolder, tenant))]));
  const filesOf = (tenant: Tenant): DurableFiles => {
    const files = folders.get(tenant);
    if (!files) throw new RangeError(`${tenant} is not served here.`);
    return files;
  };
  const context: NotaryContext = { standings, signer, messages, filesOf };

  async function signed(tenant: Tenant, position: number): Promise<boolean> {
    const deadline = performance.now() + signedTimeoutMs;
    for (;;) {
      if (((await newestCheckpoint(filesOf(tenant)))?.size ?? 0) >= position) return true;
      if (performance.now() > deadline) return false;
      await wait(signedPollMs);
    }
  }

  const app = await createHttpApp({
    name: 'notary',
    title: 'Vitne notary',
    description: notaryIntroduction,
    tokens: options.tokens,
    tenants,
    logger,
    readiness: async () => {
      const reasons = reasonsIn(standings);
      if (connection.isClosed()) reasons.push('The connection to the message bus is closed.');
      await db.command({ ping: 1 }, { timeoutMS: 1_000 }).catch(() => reasons.push('The database does not answer.'));
      await connection.flush().catch(() => reasons.push('The message bus does not answer.'));
      return { ready: reasons.length === 0, reasons, notices: noticesIn(standings) };
    },
    positions: { reached: signed },
  });
  readLedger(app, context);
  proveEvent(app, context);
  const stopMeasuring = measureStandings(standings);
  const leading = tenants.map((tenant) => {
    const files = filesOf(tenant);
    const standing = standings.get(tenant) as LedgerStanding;
    return leadLedger({
      tenant,
      files,
      declared,
      signer,
      published,
      messages,
      alarms,
      keyChanges: changes,
      standing,
      db,
      times,
      logger,
      clock: options.clock,
      archive: messageArchive(files),
      history: checkpointHistory(files, realClock.now),
      witnesses: options.witnesses ?? [],
      ...(options.witnessTimes && { witnessTimes: options.witnessTimes }),
      ...(options.lease && { lease: options.lease }),
    });
  });
  const stop = async (): Promise<void> => {
    await app.close();
    await Promise.all(leading.map((end) => end()));
    stopMeasuring();
    messages.close();
  };
  try {
    await app.listen({ host: listen.host ?? '127.0.0.1', port: listen.port });
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    name: 'notary',
    app,
    standing: (tenant) => standings.get(tenant) ?? unknownStanding(),
    signed,
    stop,
  };
}
