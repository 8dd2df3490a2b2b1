import type { erasureTellingOwed } from '@vitne/contracts/catalogue/erasure-events';
import { accept, type Decision } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { waitingFor } from './carry-out-disposals.ts';
import { daysAfter } from './moments.ts';
import type { Disposal, PersonEvent, PersonFile } from './person-state.ts';

export type OweTelling = { command: 'owe-telling'; disposal: string; now: string };

/** How long an erasure waits at the most for the person to be told of it; published terms never change. */
const termsOfTelling = { '2026-1': { withinDays: 3 } } as const;
const currentTerms = '2026-1' satisfies keyof typeof termsOfTelling;

/**
 * Every system has confirmed an erasure that the person asked for. What is left is the keys, and with them goes the address
 * that the person is written to, so the person is told first: of what was erased, and of what stays (Art. 12(3), 12(4)).
 */
export function oweTelling(file: PersonFile, { disposal: id, now }: OweTelling): Decision<PersonEvent, never> {
  const disposal = file.disposals[id];
  if (!disposal || disposal.request === undefined || disposal.tellBy !== undefined) return accept();
  if (waitingFor(disposal).length > 0) return accept();
  const { person, request } = disposal;
  const answered = file.erasures[request];
  const facts: FactsOf<typeof erasureTellingOwed> = {
    person,
    request,
    disposal: id,
    held: answered && 'held' in answered ? answered.held : [],
    confirmed: now,
    tellBy: daysAfter(now, termsOfTelling[currentTerms].withinDays),
    terms: currentTerms,
  };
  return accept<PersonEvent>({ type: 'erasure.telling-owed.v1', facts });
}

/** Whether the keys of a confirmed disposal wait for the person to be told: of no longer than until a set moment. */
export const waitsForTelling = ({ request, tellBy }: Disposal, now: string): boolean =>
  request !== undefined && (tellBy === undefined || Date.parse(now) < Date.parse(tellBy));
