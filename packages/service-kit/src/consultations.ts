import type { Consulted } from '@vitne/contracts/catalogue/consultation-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { Actor, AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { DecidedEvent } from './command-handler.ts';

/** Opening the same thing again within these minutes is one consultation: a page that is read again, a client that asks twice. */
export const sameConsultationMinutes = 15;

/** When each reader was last recorded to have opened each thing, by who, what and why. */
export type Consultations = { readonly last: Readonly<Record<string, string>> };

export type Consult = { actor: Actor; facts: Consulted };

/**
 * What the organisation opened of one person or incident. Who opens the same again within the time counts once; counted
 * from what is recorded and not from what came after, so that however often somebody looks, each quarter of an hour has an
 * event of its own.
 * @param type of the service's own context
 */
export const consultationsIn = (
  type: string,
): Decider<Consultations, Consult, DecidedEvent, AnyRecordedEvent, never> => ({
  initial: () => ({ last: {} }),

  decide({ actor, facts }, { last }) {
    const before = last[sameness(actor, facts)];
    if (before !== undefined && minutesBetween(before, facts.consulted) < sameConsultationMinutes) return accept();
    return accept({ type, facts });
  },

  evolve(state, { meta, facts }) {
    const consulted = facts as Consulted;
    return { last: { ...state.last, [sameness(meta.actor, consulted)]: consulted.consulted } };
  },
});

const sameness = (actor: Actor, { role, purpose, opened, matter, dataCategories }: Consulted): string =>
  JSON.stringify([actor, role, purpose, opened, matter ?? null, dataCategories]);

const minutesBetween = (one: string, other: string): number => Math.abs(Date.parse(other) - Date.parse(one)) / 60_000;
