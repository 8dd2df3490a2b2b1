import type { disposalFailed } from '@vitne/contracts/catalogue/disposal-follow-up-events';
import { accept, type Decision, reject } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { unknownDisposal, waitingFor } from './carry-out-disposals.ts';
import { daysAfter, isAfter } from './moments.ts';
import type { Disposal, PersonEvent, PersonFile } from './person-state.ts';

type FollowUpRule = {
  /** The order is given again when it is this many days old; after the last of them it is not, and stays overdue. */
  askAgainAfterDays: readonly number[];
  overdueAfterDays: number;
  /** Nobody answers: the order stays, and whoever is on call has to find another way. */
  givenUpAfterDays: number;
};

/** Its name stands in every event that follows from it. */
export const followUpRulesVersion = '2026-2';

/**
 * What happens to an order that is not confirmed. A person who asks has a month's right to an answer (Art. 12(3)), so
 * that order is pressed harder. Changed by a new version, with a new version of the read model of disposals.
 */
export const followUpRules: Readonly<Record<Disposal['reason'], FollowUpRule>> = {
  'retention-rule': { askAgainAfterDays: [3, 7, 14, 28, 56, 84], overdueAfterDays: 14, givenUpAfterDays: 98 },
  staff: { askAgainAfterDays: [3, 7, 14, 28, 56, 84], overdueAfterDays: 14, givenUpAfterDays: 98 },
  'erasure-request': { askAgainAfterDays: [2, 5, 10, 20, 40, 80], overdueAfterDays: 10, givenUpAfterDays: 90 },
};

export type FollowUpDisposal = { command: 'follow-up-disposal'; disposal: string; now: string };
export type ReportFailure = { command: 'report-failure' } & FactsOf<typeof disposalFailed>;
export type FollowUpRejection = 'unknown-disposal' | 'system-not-asked' | 'already-confirmed';

type Followed = Pick<Disposal, 'reason' | 'ordered'> & { followedUpTo?: number };

const stepsOf = ({ reason }: Followed): number[] => {
  const { askAgainAfterDays, overdueAfterDays, givenUpAfterDays } = followUpRules[reason];
  return [...new Set([...askAgainAfterDays, overdueAfterDays, givenUpAfterDays])].sort((one, other) => one - other);
};

/** When the next step of the rule is due, in UTC; undefined when there is none left. */
export function nextFollowUp(disposal: Followed): string | undefined {
  const step = stepsOf(disposal).find((days) => days > (disposal.followedUpTo ?? 0));
  return step === undefined ? undefined : daysAfter(disposal.ordered, step);
}

/** Tells those that have not confirmed again, and says that the order is overdue or given up, as the rule has it; once per step. */
export function followUpDisposal(
  file: PersonFile,
  { disposal: id, now }: FollowUpDisposal,
): Decision<PersonEvent, FollowUpRejection> {
  const disposal = file.disposals[id];
  const systems = disposal ? waitingFor(disposal) : [];
  if (!disposal || systems.length === 0) return accept();
  const { person, ordered, reason } = disposal;
  const reached = stepsOf(disposal).filter(
    (days) => days > (disposal.followedUpTo ?? 0) && !isAfter(daysAfter(ordered, days), now),
  );
  const { askAgainAfterDays, overdueAfterDays, givenUpAfterDays } = followUpRules[reason];
  const of = { disposal: id, person };
  // Steps that were missed, while nothing ran, are made up for by one message.
  const asking = reached.findLast((days) => askAgainAfterDays.includes(days));
  const rule = followUpRulesVersion;
  const again: PersonEvent[] =
    asking === undefined
      ? []
      : [{ type: 'disposal.asked-again.v1', facts: { ...of, systems, afterDays: asking, rule, asked: now } }];
  const overdue: PersonEvent[] = reached.includes(overdueAfterDays)
    ? [
        {
          type: 'disposal.overdue.v1',
          facts: { ...of, waitingFor: systems, afterDays: overdueAfterDays, rule, ordered, overdue: now },
        },
      ]
    : [];
  const givenUp: PersonEvent[] = reached.includes(givenUpAfterDays)
    ? [
        {
          type: 'disposal.given-up.v1',
          facts: { ...of, waitingFor: systems, afterDays: givenUpAfterDays, rule, ordered, givenUp: now },
        },
      ]
    : [];
  return accept(...again, ...overdue, ...givenUp);
}

/** A system says that it cannot. The order stands: it is given again, and confirmed when the system can after all. */
export function reportFailure(
  file: PersonFile,
  { command: _command, ...failure }: ReportFailure,
): Decision<PersonEvent, FollowUpRejection> {
  const disposal = file.disposals[failure.disposal];
  if (!disposal) {
    if (file.completed.includes(failure.disposal)) return confirmedBefore();
    return unknownDisposal();
  }
  if (!disposal.systems.includes(failure.system)) {
    return reject('system-not-asked', 'This disposal was not ordered from the system that reports on it.', {
      systems: disposal.systems,
    });
  }
  if (disposal.confirmed.includes(failure.system)) return confirmedBefore();
  const known = disposal.failures?.[failure.system];
  if (known && known.reason === failure.reason && known.detail === failure.detail) return accept();
  return accept<PersonEvent>({ type: 'disposal.failed.v1', facts: failure });
}

const confirmedBefore = () =>
  reject('already-confirmed', 'The system has confirmed this disposal before; what it confirmed is not taken back.');
