import { accept, type Decision } from '@vitne/contracts/decider';
import type { Holding } from './holding.ts';
import { isAfter } from './moments.ts';
import { foldDecided, type PersonEvent, type PersonFile } from './person-state.ts';
import { scheduledEvent } from './record-user-event.ts';
import { dueAt, heldCategories, onBehalfOf, type Share, whatGoes } from './what-goes.ts';

export type OrderDue = {
  command: 'order-due';
  person: string;
  now: string /** Disposals are named after it. */;
  commandId: string;
  /** Position up to which the clients' events were followed, when something of the person hangs on clients. */
  clientsUpTo?: number | undefined;
};
/** A command appends at most 100 events; what is left is due at the next look. */
const mostHoldingsAtOnce = 20;

/**
 * Orders what is due. What another open holding or a legal hold still keeps is not ordered: the rule ends, the data stays
 * under the longer lawful one. A legal duty is never due before its day, so it needs no case of its own here.
 */
export function orderDue(
  file: PersonFile,
  { now, person, commandId, clientsUpTo }: OrderDue,
): Decision<PersonEvent, never> {
  const holds = Object.values(file.legalHolds);
  const held = heldCategories(holds, now);
  const due = Object.values(file.holdings)
    .flatMap((holding) => {
      const at = dueAt(holding, holds);
      return at !== undefined && !isAfter(at, now) ? [{ holding, at }] : [];
    })
    .sort((one, other) =>
      isAfter(one.at, other.at)
        ? 1
        : isAfter(other.at, one.at)
          ? -1
          : one.holding.holding < other.holding.holding
            ? -1
            : 1,
    )
    .slice(0, mostHoldingsAtOnce);
  const events: PersonEvent[] = [];
  let disposals = 0;
  for (const { holding } of due) {
    const others = Object.values(foldDecided(file, events).holdings).filter(
      (other) => other.holding !== holding.holding,
    );
    const shares = whatGoes(holding, others, held);
    const stays = holding.dataCategories.filter((category) => held.has(category));
    for (const share of shares) events.push(ordered(holding, share, `${commandId}-${++disposals}`, now));
    if (stays.length > 0) events.push(scheduledEvent({ ...holding, dataCategories: stays }));
    else if (shares.length === 0) {
      events.push({ type: 'holding.released.v1', facts: { person, holding: holding.holding, reason: 'superseded' } });
    }
  }
  if (events.length === 0 || clientsUpTo === undefined) return accept(...events);
  return accept({ type: 'clients.followed.v1', facts: { person, upTo: clientsUpTo } }, ...events);
}

function ordered(holding: Holding, share: Share, disposal: string, now: string): PersonEvent {
  const { person, role, material, action, period, mayAnonymiseInstead } = holding;
  const client = onBehalfOf(holding);
  const what = {
    ...(role !== undefined && { role }),
    ...(material !== undefined && { material }),
    ...share,
    ...(period !== undefined && { period }),
    ...(client !== undefined && { client }),
    action,
    ...(mayAnonymiseInstead && { mayAnonymiseInstead }),
  };
  return {
    type: 'disposal.ordered.v1',
    facts: { disposal, person, holdings: [holding.holding], ...what, reason: 'retention-rule', ordered: now },
  };
}
