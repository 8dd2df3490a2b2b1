import type { Tenant } from '@vitne/contracts/channels';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import { freeAt } from './domain/erase-held-back.ts';
import { dayAfter } from './domain/moments.ts';
import { dueAt, type LegalHold, standingHolds } from './domain/what-goes.ts';
import { type DisposalDue, holdPart } from './projections/disposals-due.ts';
import { legalHoldsProjection } from './projections/legal-holds.ts';
import { personFilesProjection } from './projections/person-files.ts';

/** What legal holds keep of an entry beyond its own day. */
type HeldBy = Pick<LegalHold, 'hold' | 'ground' | 'dataCategories' | 'until'> & { goesFrom?: string };
export type CalendarEntry = DisposalDue & { heldBy?: HeldBy[] };

const mostHolds = 1_000;

/**
 * A page of the calendar with what legal holds do to it: an entry that is held beyond its day says by what and until when, and
 * the day on which a hold is over has what goes then. A hold that keeps nothing of its own on that day is left out.
 */
export async function withHolds(
  context: ServiceContext,
  tenant: Tenant,
  entries: readonly DisposalDue[],
): Promise<CalendarEntry[]> {
  const people = [...new Set(entries.map(({ person }) => person))];
  const filter = { person: { $in: people }, lifted: { $exists: false as const } };
  const { documents } = await findDocuments(context.db, tenant, legalHoldsProjection, filter, { limit: mostHolds });
  const holds = Map.groupBy(standingHolds(documents, context.clock.now()), ({ person }) => person);
  const shown: CalendarEntry[] = [];
  for (const entry of entries) {
    const standing = holds.get(entry.person) ?? [];
    const after = entry.hold ? await goingWith(context, tenant, entry, standing) : heldBeyond(entry, standing);
    if (after) shown.push(after);
  }
  return shown;
}

function heldBeyond(entry: DisposalDue, holds: readonly LegalHold[]): CalendarEntry {
  const heldBy = holds.flatMap(({ hold, ground, until, dataCategories }) => {
    const kept = entry.dataCategories.filter((category) => dataCategories.includes(category));
    if (kept.length === 0 || (until !== undefined && dayAfter(until) <= entry.erasableFrom)) return [];
    const goesFrom = freeDay(entry.erasableFrom, kept, holds);
    const named = { hold, ground, dataCategories: kept, ...(until !== undefined && { until }) };
    return [{ ...named, ...(goesFrom !== undefined && { goesFrom }) }];
  });
  return heldBy.length === 0 ? entry : { ...entry, heldBy };
}

/** From when nothing keeps these categories any more, as a local day; undefined while a hold has no last day. */
function freeDay(ownDay: string, dataCategories: readonly string[], holds: readonly LegalHold[]): string | undefined {
  let free = ownDay;
  for (const { until, dataCategories: kept } of holds) {
    if (!kept.some((category) => dataCategories.includes(category))) continue;
    if (until === undefined) return undefined;
    if (dayAfter(until) > free) free = dayAfter(until);
  }
  return free;
}

/** What goes when a hold is over: nothing that another hold or its own rule keeps for longer. */
async function goingWith(
  { db }: ServiceContext,
  tenant: Tenant,
  entry: DisposalDue,
  standing: readonly LegalHold[],
): Promise<CalendarEntry | undefined> {
  const over = standing.find(({ hold }) => holdPart(hold) === entry.holding);
  const file = over && (await findDocument(db, tenant, personFilesProjection, entry.person))?.file;
  if (!file) return undefined;
  const holds = Object.values(file.legalHolds);
  const held = (category: string) =>
    Object.values(file.holdings).filter(
      ({ dataCategories, ...holding }) =>
        dataCategories.includes(category) && dueAt({ ...holding, dataCategories: [category] }, holds) === entry.due,
    );
  const byRequest = (category: string) => {
    const request = file.heldBack?.[category];
    return request !== undefined && freeAt(file, category, request) === entry.due;
  };
  const dataCategories = entry.dataCategories.filter((category) => byRequest(category) || held(category).length > 0);
  if (dataCategories.length === 0) return undefined;
  const keeping = Object.values(file.holdings).filter((holding) =>
    holding.dataCategories.some((category) => dataCategories.includes(category)),
  );
  return { ...entry, dataCategories, systems: [...new Set(keeping.flatMap(({ systems }) => systems))].sort() };
}
