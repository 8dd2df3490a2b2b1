import type {
  breachCommunicationEvents,
  communicationDelivered,
  communicationDue,
  communicationFailed,
} from '@vitne/contracts/catalogue/breach-notice-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import { isAfter } from '@vitne/contracts/decisions/moments';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { failedMail, type MailEvidence, type MailFailure } from '@vitne/contracts/mail-evidence';

type CommunicationEvent = (typeof breachCommunicationEvents)[number];
export type RecordedCommunicationEvent = RecordedEvent<CommunicationEvent>;
type Delivered = FactsOf<typeof communicationDelivered>;
export type TellingWay = Delivered['how'];

type Owed = { incident: string; communication: number; owed: string; attempts: number; givenUp: boolean } & {
  how?: TellingWay;
};

/** What one person is to be told of breaches; by `<incident>.<communication>`. */
export type CommunicationsState = Readonly<Record<string, Owed>>;

type About = { incident: string; communication: number; person: string; now: string };
export type CommunicationCommand = About &
  (
    | { command: 'owe' }
    | { command: 'deliver'; how: TellingWay; delivered: string; mail?: MailEvidence }
    | ({ command: 'fail' } & MailFailure)
  );
export type CommunicationRejection = 'communication-not-owed' | 'communication-delivered' | 'moment-invalid';

type Answer = Decision<DomainEvent<CommunicationEvent>, CommunicationRejection>;

/** That a person was told of a breach, how, and with which evidence (Art. 34). */
export const incidentCommunications: Decider<
  CommunicationsState,
  CommunicationCommand,
  DomainEvent<CommunicationEvent>,
  RecordedCommunicationEvent,
  CommunicationRejection
> = {
  initial: () => ({}),

  decide(command, state) {
    const owed = state[keyOf(command)];
    if (command.command === 'owe') {
      const { incident, communication, person, now } = command;
      if (owed) return accept();
      return accept({ type: 'incident-communication.due.v1', facts: { incident, communication, person, owed: now } });
    }
    if (!owed) return reject('communication-not-owed', 'This person is not to be told of that.');
    return command.command === 'deliver' ? deliver(command, owed) : fail(command, owed);
  },

  evolve(state, { meta, facts }) {
    const key = keyOf(facts);
    const before = state[key];
    switch (meta.type) {
      case 'incident-communication.due.v1': {
        const { incident, communication, owed } = facts as FactsOf<typeof communicationDue>;
        return { ...state, [key]: { incident, communication, owed, attempts: 0, givenUp: false } };
      }
      case 'incident-communication.delivered.v1':
        return before ? { ...state, [key]: { ...before, how: (facts as Delivered).how } } : state;
      case 'incident-communication.failed.v1': {
        const { attempt, nextAttempt } = facts as FactsOf<typeof communicationFailed>;
        const givenUp = nextAttempt === undefined;
        return before ? { ...state, [key]: { ...before, attempts: attempt, givenUp } } : state;
      }
    }
  },
};

const keyOf = ({ incident, communication }: { incident: string; communication: number }): string =>
  `${incident}.${communication}`;

function deliver(command: Extract<CommunicationCommand, { command: 'deliver' }>, owed: Owed): Answer {
  const { command: _, now, ...facts } = command;
  if (owed.how !== undefined) {
    return owed.how === facts.how
      ? accept()
      : reject('communication-delivered', 'That this person was told is recorded already.');
  }
  if (isAfter(owed.owed, facts.delivered) || isAfter(facts.delivered, now))
    return reject('moment-invalid', 'A person is told after it was decided whom to tell, and not in the future.');
  return accept({ type: 'incident-communication.delivered.v1', facts });
}

/** An e-mail did not arrive; who was told meanwhile stays told. */
function fail(command: Extract<CommunicationCommand, { command: 'fail' }>, owed: Owed): Answer {
  const { incident, communication, person, reason, replyCode, now } = command;
  if (owed.how !== undefined || owed.givenUp) return accept();
  return accept({
    type: 'incident-communication.failed.v1',
    facts: { incident, communication, person, ...failedMail({ reason, replyCode }, owed.attempts, now) },
  });
}
