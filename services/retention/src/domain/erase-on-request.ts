import { accept, type Decision } from '@vitne/contracts/decider';
import { heldParts, mostHeldParts } from './held-parts.ts';
import type { Holding } from './holding.ts';
import { isAfter } from './moments.ts';
import type { PersonEvent, PersonFile } from './person-state.ts';
import { scheduledEvent } from './record-user-event.ts';
import { heldCategories, onBehalfOf } from './what-goes.ts';

export type EraseOnRequest = {
  command: 'erase-on-request';
  person: string;
  request: string;
  now: string;
  commandId: string;
  /** Every category of the statement that can be linked to a person: other services hold some of them too. */
  dataCategories: readonly string[];
};

/**
 * Orders everything of the person because the person asked (Art. 17(1)), but not what a legal duty or a legal hold keeps
 * (Art. 17(3)(b) and (e)), and not what is kept on behalf of a client, who alone decides about it (Art. 28(3)(a), 29).
 * One order, so that the request is answered when that one is completed; what is on its way out already is asked for
 * again, so that it is not answered before those systems have confirmed. What stays is said with its reason and its day.
 * Where everything has to stay nothing is ordered, and that is the answer. Whoever stands in clients' books alone is referred to them: there is nothing of our own to erase.
 */
export function eraseOnRequest(file: PersonFile, command: EraseOnRequest): Decision<PersonEvent, never> {
  const { person, request, now, commandId } = command;
  if (file.erasures[request]) return accept();
  const open = Object.values(file.holdings);
  const notOurs = open.filter(({ role }) => role === 'processor');
  const asked = { person, request, decided: now };
  if (standsInBooksOfClientsOnly(file, now)) {
    const clients = [...new Set(notOurs.flatMap((holding) => onBehalfOf(holding) ?? []))].slice(0, mostHeldParts);
    return accept<PersonEvent>({ type: 'erasure.referred-to-clients.v1', facts: { ...asked, clients } });
  }
  const onDuty = open.filter(
    (holding) => holding.role !== 'processor' && holding.legalDuty !== undefined && !isOver(holding, now),
  );
  const staysWhole = [...onDuty, ...notOurs];
  const kept = new Set([
    ...heldCategories(Object.values(file.legalHolds), now),
    ...staysWhole.flatMap(({ dataCategories }) => dataCategories),
  ]);
  const held = heldParts(file, onDuty, notOurs, now);
  const remainder: PersonEvent[] =
    held.length === 0 ? [] : [{ type: 'erasure.remainder-held.v1', facts: { ...asked, held } }];
  const all = new Set([...command.dataCategories, ...open.flatMap(({ dataCategories }) => dataCategories)]);
  const dataCategories = [...all].filter((category) => !kept.has(category));
  // Nothing is left to order: the request is refused, part by part, instead of waiting for a disposal that never comes.
  if (dataCategories.length === 0 && held.length > 0) {
    return accept<PersonEvent>(...remainder, { type: 'erasure.withheld.v1', facts: { ...asked, held } });
  }
  const going = open.filter(
    (holding) => !staysWhole.includes(holding) && holding.dataCategories.some((category) => !kept.has(category)),
  );
  const leaving = Object.values(file.disposals).flatMap(({ systems, confirmed }) =>
    systems.filter((system) => !confirmed.includes(system)),
  );
  const order = { disposal: `${commandId}-1`, person, request, now };
  return accept(...ordersToErase(order, going, new Set(dataCategories), leaving), ...remainder);
}

/** One order for these data categories of these holdings, and what stays of the holdings beside them. */
export function ordersToErase(
  { disposal, person, request, now }: { disposal: string; person: string; request: string; now: string },
  going: readonly Holding[],
  dataCategories: ReadonlySet<string>,
  alsoFrom: readonly string[] = [],
): PersonEvent[] {
  const systems = [...new Set([...going.flatMap((holding) => holding.systems), ...alsoFrom])].sort();
  const staying = going
    .map((holding) => ({
      ...holding,
      dataCategories: holding.dataCategories.filter((one) => !dataCategories.has(one)),
    }))
    .filter((holding) => holding.dataCategories.length > 0);
  const order: PersonEvent = {
    type: 'disposal.ordered.v1',
    facts: {
      disposal,
      person,
      holdings: going.map(({ holding }) => holding),
      dataCategories: [...dataCategories],
      systems,
      action: 'erase',
      reason: 'erasure-request',
      request,
      ordered: now,
    },
  };
  return [order, ...staying.map(scheduledEvent)];
}

const isOver = ({ due }: Holding, now: string): boolean => due !== undefined && !isAfter(due, now);

/** Nothing of the person is our own: neither held, nor on its way out, nor under a legal hold. */
function standsInBooksOfClientsOnly(file: PersonFile, now: string): boolean {
  const open = Object.values(file.holdings);
  return (
    open.length > 0 &&
    open.every(({ role }) => role === 'processor') &&
    Object.keys(file.disposals).length === 0 &&
    heldCategories(Object.values(file.legalHolds), now).size === 0
  );
}
