import type {
  announcementDelivered,
  announcementDeliveryDue,
  announcementDeliveryFailed,
  announcementDeliveryGivenUp,
  announcementDeliveryLapsed,
  announcementUntold,
} from '@vitne/contracts/catalogue/announcement-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import { isAfter } from '@vitne/contracts/decisions/moments';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { failedMail, type MailFailure } from '@vitne/contracts/mail-evidence';

type DeliveryEvent =
  | typeof announcementDeliveryDue
  | typeof announcementDelivered
  | typeof announcementDeliveryFailed
  | typeof announcementDeliveryLapsed
  | typeof announcementDeliveryGivenUp
  | typeof announcementUntold;
type Delivered = FactsOf<typeof announcementDelivered>;
type Failed = FactsOf<typeof announcementDeliveryFailed>;

type Delivery = {
  status: 'open' | 'delivered' | 'lapsed';
  owed: string;
  attempts: number;
  /** No e-mail is tried any more. */
  givenUp: boolean;
  /** Until when somebody can tell the person with what is kept for that alone. */
  tellBy?: string;
  how?: Delivered['how'];
};

/** What one person is owed, by announcement. */
export type DeliveriesState = Readonly<Record<string, Delivery>>;

export type DeliveryCommand =
  | ({ command: 'owe' } & FactsOf<typeof announcementDeliveryDue>)
  | ({ command: 'deliver'; now: string } & Omit<Delivered, 'person'>)
  | ({ command: 'fail'; now: string } & { announcement: string } & MailFailure)
  | { command: 'lapse'; announcement: string; now: string }
  /** The time to tell the person by hand is over. */
  | { command: 'leave-untold'; announcement: string; now: string };

export type DeliveryRejection =
  | 'announcement-not-owed'
  | 'announcement-delivered'
  | 'announcement-lapsed'
  | 'moment-invalid';

type Answer = Decision<DomainEvent<DeliveryEvent>, DeliveryRejection>;

/** That a person was told of the significant changes of a statement, or why not. */
export const announcementDeliveries: Decider<
  DeliveriesState,
  DeliveryCommand & { person: string },
  DomainEvent<DeliveryEvent>,
  RecordedEvent<DeliveryEvent>,
  DeliveryRejection
> = {
  initial: () => ({}),

  decide(command, state) {
    const { person, announcement } = command;
    const owed = state[announcement];
    if (command.command === 'owe') {
      const { command: _, ...facts } = command;
      return owed ? accept() : accept({ type: 'announcement-delivery.due.v1', facts });
    }
    if (!owed) return reject('announcement-not-owed', 'This person is not owed such an announcement.');
    switch (command.command) {
      case 'deliver':
        return deliver(command, owed);
      case 'fail':
        return fail(command, owed);
      case 'lapse':
        return owed.status === 'open'
          ? accept({ type: 'announcement-delivery.lapsed.v1', facts: { announcement, person, lapsed: command.now } })
          : accept();
      case 'leave-untold':
        return owed.status === 'open' && owed.tellBy !== undefined && !isAfter(owed.tellBy, command.now)
          ? accept({ type: 'announcement-delivery.untold.v1', facts: { announcement, person, untold: command.now } })
          : accept();
    }
  },

  evolve(state, { meta, facts }) {
    const before = state[facts.announcement];
    const after = (over: Partial<Delivery>): DeliveriesState =>
      before ? { ...state, [facts.announcement]: { ...before, ...over } } : state;
    switch (meta.type) {
      case 'announcement-delivery.due.v1': {
        const { owed } = facts as FactsOf<typeof announcementDeliveryDue>;
        return { ...state, [facts.announcement]: { status: 'open', owed, attempts: 0, givenUp: false } };
      }
      case 'announcement-delivery.delivered.v1':
        return after({ status: 'delivered', how: (facts as Delivered).how });
      case 'announcement-delivery.failed.v1': {
        const { attempt, nextAttempt } = facts as Failed;
        return after({ attempts: attempt, givenUp: nextAttempt === undefined });
      }
      case 'announcement-delivery.given-up.v1':
        return after({ tellBy: (facts as FactsOf<typeof announcementDeliveryGivenUp>).tellBy });
      // Whoever can be told all the same, later, can still be.
      case 'announcement-delivery.untold.v1': {
        if (!before) return state;
        const { tellBy: _, ...still } = before;
        return { ...state, [facts.announcement]: still };
      }
      case 'announcement-delivery.lapsed.v1':
        return after({ status: 'lapsed' });
    }
  },
};

function deliver(
  { command: _command, now, ...facts }: Extract<DeliveryCommand, { command: 'deliver' }> & { person: string },
  owed: Delivery,
): Answer {
  if (owed.status === 'lapsed') {
    return reject('announcement-lapsed', 'Nothing about the person is kept any more, so nothing is owed.');
  }
  if (owed.status === 'delivered') {
    return owed.how === facts.how
      ? accept()
      : reject('announcement-delivered', 'That this person was told is recorded already.');
  }
  if (isAfter(owed.owed, facts.delivered) || isAfter(facts.delivered, now)) {
    return reject('moment-invalid', 'A person is told after the version was published, and not in the future.');
  }
  return accept({ type: 'announcement-delivery.delivered.v1', facts });
}

function fail(
  { announcement, person, reason, replyCode, now }: Extract<DeliveryCommand, { command: 'fail' }> & { person: string },
  { status, attempts, givenUp }: Delivery,
): Answer {
  if (status !== 'open' || givenUp) return accept();
  const about = { announcement, person };
  const failed = failedMail({ reason, replyCode }, attempts, now);
  const event = { type: 'announcement-delivery.failed.v1', facts: { ...about, ...failed } } as const;
  if (failed.nextAttempt !== undefined) return accept(event);
  const tellBy = new Date(Date.parse(now) + termsOfTelling[currentTerms].withinDays * dayMs).toISOString();
  const givenUpFacts = { ...about, givenUp: now, tellBy, terms: currentTerms };
  return accept<DomainEvent<DeliveryEvent>>(event, { type: 'announcement-delivery.given-up.v1', facts: givenUpFacts });
}

/** How long what is kept for the telling alone waits for somebody to tell the person in another way; published terms never change. */
const termsOfTelling = { '2026-1': { withinDays: 14 } } as const;
const currentTerms = '2026-1' satisfies keyof typeof termsOfTelling;
const dayMs = 86_400_000;
