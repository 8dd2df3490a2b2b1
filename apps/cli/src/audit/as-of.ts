import { isOver, partsOf } from '@vitne/contracts/decisions/choice';
import { dayOf, isAfter } from '@vitne/contracts/decisions/moments';
import { defaultZone } from '@vitne/contracts/law/moments';
import { heldCategories } from '@vitne/retention/domain/what-goes';
import { type LedgerAt, rootOf } from './ledger-at.ts';

/** A row of what stood at a moment; `position` is the event that it rests on. */
type Row<Of> = Of & { position: number };

/** What stood at a moment: everything in force, by the ledger alone. Lists are in the order of their positions. */
export type AsOf = {
  tenant: string;
  at: string;
  events: number;
  position: number;
  newest: number;
  statement?: Row<{ version: string; published: string }>;
  consents: Row<{ person: string; purpose: string; recipient?: string; statementVersion?: string; expires?: string }>[];
  companyConsents: Row<{ company: string; purpose: string; recipient?: string; statementVersion: string }>[];
  recipients: Row<{ recipient: string; name: string; kind: string; locations: string[]; agreements: string[] }>[];
  activities: Row<{ activity: string; role: string; purposes: string[]; statementVersion: string }>[];
  holdings: Row<{
    person: string;
    holding: string;
    dataCategories: string[];
    systems: string[];
    erasableFrom?: string;
    legalHold?: true;
  }>[];
  disposals: Row<{
    person: string;
    disposal: string;
    dataCategories: string[];
    ordered: string;
    waitingFor: string[];
  }>[];
  requests: Row<{
    request: string;
    person: string;
    requestType: string;
    status: string;
    received: string;
    due: string;
    overdue: boolean;
  }>[];
};

/** What a folded ledger says of its moment. */
export function asOf(folded: LedgerAt): AsOf {
  const { tenant, at, events, position, newest, statements } = folded;
  const inForce = statements.at(-1);
  return {
    tenant,
    at,
    events,
    position,
    newest,
    ...(inForce && {
      statement: { version: inForce.version, published: inForce.published, position: inForce.position },
    }),
    consents: inOrder(consentsOf(folded)),
    companyConsents: inOrder(companyConsentsOf(folded)),
    recipients: inOrder(recipientsOf(folded)),
    activities: inOrder(
      [...folded.of.activities.values()].map(({ doc: { activity, role, purposes, statementVersion, order } }) => ({
        activity,
        role,
        purposes,
        statementVersion,
        position: order,
      })),
    ),
    ...filesOf(folded),
    requests: inOrder(requestsOf(folded)),
  };
}

const inOrder = <Of extends { position: number }>(rows: Of[]): Of[] =>
  rows.sort((one, other) => one.position - other.position);

function consentsOf({ at, of }: LedgerAt): AsOf['consents'] {
  return [...of.choices].flatMap(([person, { doc }]) =>
    Object.entries(doc.standing).flatMap(([key, choice]) => {
      const { status, position, statementVersion, expires } = choice;
      if (status !== 'given' || isOver(choice, at)) return [];
      const terms = {
        ...(statementVersion !== undefined && { statementVersion }),
        ...(expires !== undefined && { expires }),
      };
      return [{ person, ...partsOf(key), ...terms, position }];
    }),
  );
}

function companyConsentsOf({ of }: LedgerAt): AsOf['companyConsents'] {
  return [...of.companies.values()].flatMap(({ doc: { company, choices } }) =>
    Object.values(choices).flatMap(({ status, purpose, recipient, statementVersion, position }) =>
      status === 'given'
        ? [{ company, purpose, ...(recipient !== undefined && { recipient }), statementVersion, position }]
        : [],
    ),
  );
}

function recipientsOf({ at, of, statements }: LedgerAt): AsOf['recipients'] {
  const day = dayOf(at, statements.at(-1)?.statement.statement.timeZone ?? defaultZone);
  return [...of.recipients.values()].flatMap(({ doc: { recipient, status, named, agreements }, position }) => {
    if (status !== 'named' || !named) return [];
    const inForce = agreements.filter(
      ({ signed, expires, ended }) =>
        signed <= day && (expires === undefined || day <= expires) && (ended === undefined || day < ended),
    );
    const { name, kind, locations } = named;
    return [{ recipient, name, kind, locations, agreements: inForce.map(({ agreement }) => agreement), position }];
  });
}

function filesOf({ at, of }: LedgerAt): Pick<AsOf, 'holdings' | 'disposals'> {
  const holdings: AsOf['holdings'] = [];
  const disposals: AsOf['disposals'] = [];
  for (const [person, { doc }] of of.files) {
    const positionOf = (id: string): number => of.roots.get(rootOf(person, id))?.position ?? 0;
    const held = heldCategories(Object.values(doc.file.legalHolds), at);
    for (const { holding, dataCategories, systems, erasableFrom } of Object.values(doc.file.holdings)) {
      const until = erasableFrom !== undefined && { erasableFrom };
      const isHeld = dataCategories.some((category) => held.has(category)) && { legalHold: true as const };
      holdings.push({ person, holding, dataCategories, systems, ...until, ...isHeld, position: positionOf(holding) });
    }
    for (const { disposal, dataCategories, ordered, systems, confirmed } of Object.values(doc.file.disposals)) {
      const waitingFor = systems.filter((system) => !confirmed.includes(system));
      disposals.push({ person, disposal, dataCategories, ordered, waitingFor, position: positionOf(disposal) });
    }
  }
  return { holdings: inOrder(holdings), disposals: inOrder(disposals) };
}

function requestsOf({ at, of }: LedgerAt): AsOf['requests'] {
  return [...of.requests.values()].flatMap(({ doc, position }) => {
    const { request, person, requestType, status, received, due, open } = doc;
    return open
      ? [{ request, person, requestType, status, received, due: due.due, overdue: isAfter(at, due.due), position }]
      : [];
  });
}
