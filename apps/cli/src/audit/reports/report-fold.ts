import { eventsOf, type LedgerSource, type ReadOptions } from '@vitne/audit/ledger-source';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { type Consulted, consultationEvents } from '@vitne/contracts/catalogue/consultation-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { processingActivitiesProjection } from '@vitne/processor-registry/projections/processing-activities';
import { recipientsProjection } from '@vitne/processor-registry/projections/recipients';
import { type FoldedDocument, foldWork, workOf } from '@vitne/projector/fold';
import type { Projection } from '@vitne/projector/projection';
import { incidentsProjection } from '@vitne/request-intake/projections/incidents';
import { requestsProjection } from '@vitne/request-intake/projections/requests';
import { disposalsProjection } from '@vitne/retention/projections/disposals';
import { personFilesProjection } from '@vitne/retention/projections/person-files';
import { knownStatement } from '@vitne/service-kit/decision-sources';

const folds = {
  requests: requestsProjection,
  disposals: disposalsProjection,
  incidents: incidentsProjection,
  activities: processingActivitiesProjection,
  recipients: recipientsProjection,
  files: personFilesProjection,
} as const;
type Folds = typeof folds;
type DocumentOf<P> = P extends Projection<infer Doc> ? Doc : never;

/** A document at the end of the period, and the positions of the events that made it. */
export type Grown<Doc> = { key: string; doc: Doc; positions: number[] };

export type FoldedPeriod = {
  tenant: Tenant;
  from: string;
  to: string;
  newest: number;
  /** Positions of the period's events, by type. */
  byType: ReadonlyMap<string, readonly number[]>;
  /** The period's openings of personal data. */
  consultations: readonly { position: number; facts: Consulted }[];
  statements: readonly KnownStatement[];
  of: { [Name in keyof Folds]: Grown<DocumentOf<Folds[Name]>>[] };
};

const consultationTypes: readonly string[] = consultationEvents.map(({ type }) => type);

/**
 * Reads a ledger once for a report: counts what happened in the period, and folds what stood at its end. Nothing is opened.
 * @throws {LedgerDamaged} when an event is missing
 */
export async function foldPeriod(
  source: LedgerSource,
  tenant: Tenant,
  { from, to }: { from: string; to: string },
  options: ReadOptions = {},
): Promise<FoldedPeriod> {
  const newest = options.newest ?? (await source.state(tenant)).newest;
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  const byType = new Map<string, number[]>();
  const consultations: { position: number; facts: Consulted }[] = [];
  const statements: KnownStatement[] = [];
  const kept = Object.entries(folds).map(([name, projection]) => ({
    name,
    projection,
    ...emptyFold(),
  }));
  for await (const batch of eventsOf(source, tenant, { ...options, newest })) {
    const happened = batch.filter(({ meta }) => Date.parse(meta.time) < end).map(withoutSealed);
    for (const event of happened) {
      if (Date.parse(event.meta.time) >= begin) {
        note(byType, event.meta.type, event.position);
        if (consultationTypes.includes(event.meta.type))
          consultations.push({ position: event.position, facts: event.facts as Consulted });
      }
      if (event.meta.type === statementPublished.type) statements.push(knownStatement(event));
    }
    for (const { projection, documents, positions } of kept) {
      const work = workOf(projection, happened, 0);
      foldWork(projection, work, documents);
      for (const { event, keys } of work) for (const key of keys) note(positions, key, event.position);
    }
  }
  const of = Object.fromEntries(kept.map(({ name, documents, positions }) => [name, grown(documents, positions)]));
  return { tenant, from, to, newest, byType, consultations, statements, of: of as FoldedPeriod['of'] };
}

function note(positions: Map<string, number[]>, key: string, position: number): void {
  const known = positions.get(key);
  if (known) known.push(position);
  else positions.set(key, [position]);
}

const emptyFold = () => ({ documents: new Map<string, FoldedDocument>(), positions: new Map<string, number[]>() });
const withoutSealed = (event: AnyRecordedEvent): AnyRecordedEvent => ({ ...event, sealed: [] });

const grown = (documents: Map<string, FoldedDocument>, positions: Map<string, number[]>): Grown<object>[] =>
  [...documents].flatMap(([key, { doc }]) => (doc ? [{ key, doc, positions: positions.get(key) ?? [] }] : []));

/** Whether a moment lies in the period. */
export const isWithin = ({ from, to }: { from: string; to: string }, moment: string | undefined): boolean =>
  moment !== undefined && Date.parse(moment) >= Date.parse(from) && Date.parse(moment) < Date.parse(to);
