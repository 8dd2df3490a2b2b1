import { accept, type Decision, reject } from '@vitne/contracts/decider';
import { isRejected } from '@vitne/contracts/law/moments';
import type { Statement } from '@vitne/contracts/statement/schema';
import { holdingIdOf, scheduleHolding } from './holding.ts';
import { isAfter, laterOf } from './moments.ts';
import type { PersonEvent, PersonFile } from './person-state.ts';
import { scheduledEvent, type UserEventRejection } from './record-user-event.ts';
import { rulesTouched } from './touched-holdings.ts';
import { enquiryEffect } from './user-event-effects.ts';

export type EndEnquiry = {
  command: 'end-enquiry';
  person: string;
  /** The last contacts about the person's questions that are enquiries still. */
  contacts: readonly string[];
  statement: Statement;
  statementVersion: string;
};

/**
 * A question turned out to be a request, which the record keeps: the rules of enquiries count from the last contact that is
 * left, and let go when none is. Quiet when the request moved none of them.
 */
export function endEnquiry(
  file: PersonFile,
  { person, contacts, statement, statementVersion }: EndEnquiry,
): Decision<PersonEvent, UserEventRejection> {
  const events: PersonEvent[] = [];
  const last = lastContactLeft(file, contacts);
  for (const rule of rulesTouched({ statement, system: undefined, effect: enquiryEffect.asked, material: undefined })) {
    const existing = file.holdings[holdingIdOf(rule)];
    if (existing?.anchor !== 'last-contact' || existing.anchored === undefined) continue;
    const { holding, dataCategories, systems, ...kept } = existing;
    if (last === undefined) {
      events.push({ type: 'holding.released.v1', facts: { person, holding, reason: 'superseded' } });
      continue;
    }
    if (!isAfter(existing.anchored, last)) continue;
    const next = scheduleHolding({
      statement,
      statementVersion,
      rule,
      person,
      dataCategories: new Set(dataCategories),
      systems: new Set(systems),
      sources: kept.sources,
      client: kept.client,
      anchored: last,
    });
    if (isRejected(next)) return reject('retention-not-computable', next.rejected.detail);
    events.push(scheduledEvent(next));
  }
  return accept(...events);
}

/** What systems told counts as long as it is held; a question as well, unless what it was kept under has been ordered away since. */
const lastContactLeft = ({ contacts = {} }: PersonFile, asked: readonly string[]): string | undefined =>
  asked
    .filter((at) => contacts.over === undefined || isAfter(at, contacts.over))
    .reduce<string | undefined>(laterOf, contacts.told);
