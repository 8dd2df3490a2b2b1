import { accept, type Decision, reject } from '@vitne/contracts/decider';
import { isRejected } from '@vitne/contracts/law/moments';
import type { Statement } from '@vitne/contracts/statement/schema';
import { saysTheSame, scheduleHolding } from './holding.ts';
import type { PersonEvent, PersonFile } from './person-state.ts';
import { scheduledEvent, type UserEventRejection } from './record-user-event.ts';

export type DateAnew = { command: 'date-anew'; statement: Statement; statementVersion: string; person: string };

/** A command appends at most 100 events; what is left is dated when its next event comes in. */
const mostAtOnce = 100;

/**
 * Dates what is held by the rules of a statement that has changed: the same data, from the same anchors. Holdings whose
 * rule is gone, or counts from something else now, stay as they were promised until an event touches them.
 */
export function dateAnew(file: PersonFile, command: DateAnew): Decision<PersonEvent, UserEventRejection> {
  const { statement, statementVersion, person } = command;
  const events: PersonEvent[] = [];
  for (const existing of Object.values(file.holdings)) {
    const found = statement.retention.find(({ id }) => id === existing.rule);
    if (found?.anchor !== existing.anchor) continue;
    const next = scheduleHolding({
      statement,
      statementVersion,
      // What was taken in on a client's behalf stays the client's, whatever role the rule has now.
      rule: { ...found, role: existing.role ?? found.role },
      person,
      period: existing.period,
      dataCategories: new Set(existing.dataCategories),
      systems: new Set([...found.systems, ...existing.systems]),
      sources: existing.sources,
      client: existing.client,
      anchored: existing.anchored,
    });
    if (isRejected(next)) return reject('retention-not-computable', next.rejected.detail);
    if (!saysTheSame(existing, next)) events.push(scheduledEvent(next));
  }
  return accept(...events.slice(0, mostAtOnce));
}
