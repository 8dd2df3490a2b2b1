import { eventsOf, type LedgerSource, type ReadOptions } from '@vitne/audit/ledger-source';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type FoldedDocument, foldWork, workOf } from '@vitne/projector/fold';
import { concurrentMap } from '@vitne/service-kit/concurrent-map';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import { knownStatement } from '@vitne/service-kit/decision-sources';
import { foldedSources } from '../folded-sources.ts';
import { timesByLaw } from './dated-by-law.ts';
import type { Law, Redecided, Redecider, Statements } from './decision.ts';
import { disposals } from './disposals.ts';
import { holdingDates } from './holdings.ts';
import { requestTimes } from './request-times.ts';
import { decideUseAgain, type UseEvent, useTypes } from './uses.ts';

/** What making a ledger's decisions again gave, kind by kind. */
export type ReplayedDecisions = {
  tenant: Tenant;
  events: number;
  kinds: { decisions: string; made: number; different: Redecided[]; unlisted: number }[];
};

const mostListed = 1_000;
const mostAtOnce = 16;

/**
 * Makes every automatic decision of a ledger again: with the versions of the law that each of them pinned, by which nothing
 * may differ, or with another law, by which what differs is what that law would change.
 * @throws {LedgerDamaged} when an event is missing
 */
export async function replayDecisions(
  source: LedgerSource,
  tenant: Tenant,
  law: Law,
  options: ReadOptions = {},
): Promise<ReplayedDecisions> {
  const newest = options.newest ?? (await source.state(tenant)).newest;
  // What no law of dates decides is the same under another one.
  const redeciders: Redecider[] = [
    requestTimes(law),
    timesByLaw(law),
    holdingDates(law),
    ...(law ? [] : [disposals()]),
  ];
  const kinds = redeciders.map(({ decisions }): Kind => ({ decisions, made: 0, different: [], unlisted: 0 }));
  const statements = statementsSoFar();
  const people = new Map<string, FoldedDocument>();
  const uses: UseEvent[] = [];
  let events = 0;
  for await (const batch of eventsOf(source, tenant, { ...options, newest })) {
    events += batch.length;
    if (!law) foldWork(decisionFactsProjection, workOf(decisionFactsProjection, batch, 0), people);
    for (const event of batch) {
      statements.look(event);
      for (const [index, redecider] of redeciders.entries())
        count(kinds[index] as Kind, redecider.look(event, statements));
      if (!law && useTypes.includes(event.meta.type))
        uses.push({ event: { ...event, sealed: [] }, statement: statements.of(event) });
    }
  }
  for (const [index, redecider] of redeciders.entries()) count(kinds[index] as Kind, redecider.end?.() ?? []);
  if (law) for (const kind of kinds) leaveOutNames(kind);
  if (!law) {
    const kind: Kind = { decisions: 'whether data may be used or given', made: 0, different: [], unlisted: 0 };
    const sources = foldedSources({ readEntity: source.readEntity, newest, statements: statements.all, people });
    count(kind, await concurrentMap(uses, mostAtOnce, (use) => decideUseAgain({ source, sources, tenant }, use)));
    kinds.push(kind);
  }
  return { tenant, events, kinds };
}

type Kind = ReplayedDecisions['kinds'][number];

function count(kind: Kind, redecided: readonly Redecided[]): void {
  kind.made += redecided.length;
  const different = redecided.filter(({ differences }) => differences.length > 0);
  const room = mostListed - kind.different.length;
  kind.different.push(...different.slice(0, room));
  kind.unlisted += Math.max(0, different.length - room);
}

/** The statement that a decision was made under is the one that its event names, or else the one in force there. */
function statementsSoFar(): Statements & { all: KnownStatement[]; look(event: AnyRecordedEvent): void } {
  const all: KnownStatement[] = [];
  return {
    all,
    look(event) {
      if (event.meta.type === statementPublished.type) all.push(knownStatement(event));
    },
    of: ({ meta: { statementVersion } }) =>
      (statementVersion === undefined ? all.at(-1) : all.findLast(({ version }) => version === statementVersion))
        ?.statement,
  };
}

/** That a decision would name another law is no difference; what it would decide is. */
function leaveOutNames(kind: Kind): void {
  const named = /(^|\.)(rules|calendar)$/;
  kind.different = kind.different.flatMap((one) => {
    const differences = one.differences.filter(({ path }) => !named.test(path));
    return differences.length === 0 ? [] : [{ ...one, differences }];
  });
}

export const differencesOf = ({ kinds }: ReplayedDecisions): number =>
  kinds.reduce((sum, { different, unlisted }) => sum + different.length + unlisted, 0);
