import { join } from 'node:path';
import { connect } from '@nats-io/transport-node';
import { consentService } from '@vitne/consent/service';
import { accessFile, readCredentials } from '@vitne/engines/nats-folder';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { processorRegistryService } from '@vitne/processor-registry/service';
import { type ReplayReport, replay } from '@vitne/projector/replay';
import { requestIntakeService } from '@vitne/request-intake/service';
import { retentionService } from '@vitne/retention/service';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { projectionsOf } from '@vitne/service-kit/service';
import { readAddress } from '../platform-address.ts';

const services = [consentService, requestIntakeService, retentionService, processorRegistryService];

export type Replayed = { service: string; report: ReplayReport };

/** Folds every ledger from event 1 and compares with the live read models, document by document. */
export async function auditReplay(options: { dataDir: string; tenants?: readonly string[] }): Promise<Replayed[]> {
  const address = readAddress(options.dataDir);
  const connection = await connect({
    servers: address.natsUrl,
    ...readCredentials(accessFile(join(options.dataDir, 'engines', 'nats')), 'auditor'),
  });
  const mongo = await connectDatabase(address.mongoUrl);
  try {
    const log = jetStreamEventLog({ connection });
    const replayed: Replayed[] = [];
    for (const tenant of options.tenants ?? address.tenants) {
      const upTo = await log.lastPosition(tenant);
      for (const service of services) {
        const db = mongo.db(databaseName(service.name));
        const report = await replay({ log, db, tenant, projections: projectionsOf(service), upTo });
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
  lines.push(`replayed ${events} events of ${ledgers.size} ledgers: ${differencesIn(replayed)} differences`);
  return lines.join('\n');
}
