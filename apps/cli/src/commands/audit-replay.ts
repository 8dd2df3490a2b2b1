import { setTimeout as pause } from 'node:timers/promises';
import { AuthorizationError, connect } from '@nats-io/transport-node';
import { foreignCredentials } from '@vitne/engines/foreign-nats';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { type ReplayReport, replay } from '@vitne/projector/replay';
import { storedPosition } from '@vitne/projector/stored-position';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { projectionsOf } from '@vitne/service-kit/service';
import { type PlatformAddress, requireTenants } from '../platform-address.ts';
import { services } from '../services.ts';
import { UsageError } from '../usage-error.ts';

const followTimeoutMs = 10_000;
const followPollMs = 50;

export type Replayed = { service: string; report: ReplayReport };

/**
 * Folds every ledger from event 1 and compares with the live read models, document by document.
 * @throws {UsageError} when an engine does not answer, or a tenant has no ledger here
 */
export async function auditReplay(options: {
  address: PlatformAddress;
  tenants?: readonly string[];
}): Promise<Replayed[]> {
  const { address, tenants = address.tenants } = options;
  requireTenants(tenants, address.tenants);
  const { connection, mongo } = await reachEngines(address);
  try {
    const log = jetStreamEventLog({ connection });
    const replayed: Replayed[] = [];
    for (const tenant of tenants) {
      const upTo = await log.lastPosition(tenant);
      for (const service of services) {
        const db = mongo.db(databaseName(service.name));
        const asked = { log, db, tenant, projections: projectionsOf(service), upTo };
        await whenFollowed(asked);
        const report = await replay(asked);
        replayed.push({ service: service.name, report });
      }
    }
    await log.close();
    return replayed;
  } finally {
    await mongo.close();
    await connection.drain();
  }
}

/** Read models follow the ledger within moments. One that does not is compared as it is, and its gaps are differences. */
async function whenFollowed(asked: Parameters<typeof storedPosition>[0] & { upTo: number }): Promise<void> {
  const deadline = Date.now() + followTimeoutMs;
  while ((await storedPosition(asked)) < asked.upTo && Date.now() < deadline) await pause(followPollMs);
}

/** As the auditor, who may read every ledger and write nowhere. */
async function reachEngines({ natsUrl, natsPasswords, mongoUrl }: PlatformAddress) {
  const named = natsPasswords === undefined ? process.env : { VITNE_NATS_PASSWORDS: natsPasswords };
  const credentials = foreignCredentials(named, 'auditor');
  const connection = await connect({ servers: natsUrl, ...credentials }).catch((error: unknown) => {
    throw new UsageError(
      error instanceof AuthorizationError
        ? 'NATS does not let the auditor in: set VITNE_NATS_URL and VITNE_NATS_PASSWORDS as the platform was given them.'
        : 'The ledgers do not answer: look into vitne.log in the data folder, and start the platform again.',
    );
  });
  try {
    return { connection, mongo: await connectDatabase(mongoUrl) };
  } catch {
    await connection.close();
    throw new UsageError(
      'The read models do not answer: look into vitne.log in the data folder, and start the platform again.',
    );
  }
}

export const differencesIn = (replayed: readonly Replayed[]): number =>
  replayed.reduce(
    (sum, { report }) =>
      sum + report.projections.reduce((inner, { differences, unlisted }) => inner + differences.length + unlisted, 0),
    0,
  );

/** What a person at a terminal reads: a line for each read model, and every difference by place, never by value. */
export function describeReplay(replayed: readonly Replayed[]): string {
  const lines: string[] = [];
  for (const { service, report } of replayed) {
    for (const projection of report.projections) {
      const { name, documents, differences, unlisted } = projection;
      const verdict = differences.length + unlisted === 0 ? 'equal' : `${differences.length + unlisted} differences`;
      lines.push(
        `${report.tenant}  ${`${service}/${name}`.padEnd(44)} ${String(documents).padStart(6)} documents  ${verdict}`,
      );
      for (const { key, kind, paths } of differences)
        lines.push(`    ${kind} ${key}${paths.length > 0 ? `: ${paths.join(', ')}` : ''}`);
    }
  }
  const ledgers = new Map(replayed.map(({ report }) => [report.tenant, report.events]));
  const events = [...ledgers.values()].reduce((sum, count) => sum + count, 0);
  lines.push(...whatToDo(replayed));
  lines.push(`replayed ${events} events of ${ledgers.size} ledgers: ${differencesIn(replayed)} differences`);
  return lines.join('\n');
}

/** A difference is evidence first, and then mended by folding the read model anew. */
function whatToDo(replayed: readonly Replayed[]): string[] {
  const different = replayed.flatMap(({ service, report }) =>
    report.projections
      .filter(({ differences, unlisted }) => differences.length + unlisted > 0)
      .map(({ name }) => `${service}/${name}`),
  );
  if (different.length === 0) return [];
  const again = `npm run vitne -- projections rebuild ${[...new Set(different)].join(' ')}`;
  return [`Keep this report, find out who wrote to the database, and have it folded anew: ${again}`];
}
