import type { erasureTellingOwed, HeldPart } from '@vitne/contracts/catalogue/erasure-events';
import { accept, type Decision } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { waitingFor } from './carry-out-disposals.ts';
import { daysAfter, isAfter } from './moments.ts';
import { type Disposal, heldOf, type PersonEvent, type PersonFile } from './person-state.ts';

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
  const { request } = disposal;
  return accept(tellingOf({ ...disposal, request }, heldOf(file.erasures[request]), now));
}

/** That the person is to be told what stays of an erasure; also anew, when a legal hold saves something before the keys go. */
export function tellingOf(
  { disposal, person, request, allConfirmed }: Disposal & { request: string },
  held: HeldPart[],
  now: string,
): PersonEvent {
  const facts: FactsOf<typeof erasureTellingOwed> = {
    person,
    request,
    disposal,
    held,
    confirmed: allConfirmed ?? now,
    tellBy: daysAfter(now, termsOfTelling[currentTerms].withinDays),
    terms: currentTerms,
  };
  return { type: 'erasure.telling-owed.v1', facts };
}

/** Whether a telling that was settled then is the newest that the person is owed, so that the keys can go. */
export const isSettledBy = ({ toldAnew }: Disposal, settled: string): boolean =>
  toldAnew === undefined || !isAfter(toldAnew, settled);

/** Whether the keys of a confirmed disposal wait for the person to be told: of no longer than until a set moment. */
export const waitsForTelling = ({ request, tellBy }: Disposal, now: string): boolean =>
  request !== undefined && (tellBy === undefined || Date.parse(now) < Date.parse(tellBy));
