import { setTimeout as pause } from 'node:timers/promises';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { type ReplayReport, replay } from '@vitne/projector/replay';
import { storedPosition } from '@vitne/projector/stored-position';
import { databaseName } from '@vitne/service-kit/connections';
import { projectionsOf } from '@vitne/service-kit/service';
import { reachLedgers, reachReadModels } from '../engines-of-a-platform.ts';
import { type PlatformAddress, requireTenants } from '../platform-address.ts';
import { services } from '../services.ts';

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
  const connection = await reachLedgers(address);
  const mongo = await reachReadModels(address).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
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
