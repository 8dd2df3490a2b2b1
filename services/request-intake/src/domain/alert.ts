import type {
  alertAcknowledged,
  alertEnded,
  alertEvents,
  alertRaised,
  alertRepeated,
  alertSendingFailed,
  alertSent,
} from '@vitne/contracts/catalogue/alert-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { failedMail, type MailEvidence, type MailFailure } from '@vitne/contracts/mail-evidence';

type AlertEvent = (typeof alertEvents)[number];
export type RecordedAlertEvent = RecordedEvent<AlertEvent>;
type Raised = FactsOf<typeof alertRaised>;
export type Matter = Raised['matter'];
export type Urgency = Raised['urgency'];

/** How it stands with one function on call, in the present round. */
type Reach = {
  attempts: number;
  /** When it is written to (again); absent when it was reached, or cannot be. */
  next?: string;
  sent?: string;
  failure?: MailFailure;
};

/** An alert as it stands; plain JSON, so that a read model can hold it as it is. */
export type KnownAlert = Omit<Raised, 'contacts'> & {
  status: 'open' | 'acknowledged' | 'ended';
  /** From 1; each round writes to everybody. */
  round: number;
  roundBegan: string;
  contacts: Record<string, Reach>;
  /** What has alarmed since it was raised first: each of them is told once. */
  causes: string[];
  acknowledged?: string;
  ended?: string;
};
export type AlertState = { status: 'unknown' } | KnownAlert;

export type AlertCommand =
  | ({ command: 'raise' } & Raised)
  | { command: 'record-sent'; contact: string; round: number; mail: MailEvidence; now: string }
  | ({ command: 'record-failure'; contact: string; round: number; now: string } & MailFailure)
  | { command: 'repeat'; now: string }
  | { command: 'acknowledge'; now: string }
  | { command: 'end'; cause: string; now: string };

export type AlertRejection = 'unknown-alert' | 'alert-ended';

type Answer = Decision<DomainEvent<AlertEvent>, AlertRejection>;
type Command<Name extends AlertCommand['command']> = Extract<AlertCommand, { command: Name }>;

/** After how many minutes without an answer everybody is written to again, round by round. */
const pausesInMinutes: Record<Urgency, readonly number[]> = {
  'at-once': [15, 60, 240, 1_440, 1_440],
  daily: [1_440, 1_440, 1_440, 1_440, 1_440],
};

/** That those on call were told of something, until one of them takes it or it is settled. One alert per matter. */
export const alert: Decider<AlertState, AlertCommand, DomainEvent<AlertEvent>, RecordedAlertEvent, AlertRejection> = {
  initial: () => ({ status: 'unknown' }),

  decide(command, state) {
    if (command.command === 'raise') return raise(command, state);
    if (state.status === 'unknown') {
      return command.command === 'end' ? accept() : reject('unknown-alert', 'There is no such alert: check its id.');
    }
    switch (command.command) {
      case 'record-sent':
        return recordSent(command, state);
      case 'record-failure':
        return recordFailure(command, state);
      case 'repeat':
        return repeat(command, state);
      case 'acknowledge':
        return acknowledge(command, state);
      case 'end':
        return state.status === 'ended'
          ? accept()
          : accept({ type: 'alert.ended.v1', facts: { alert: state.alert, ended: command.now, cause: command.cause } });
    }
  },

  evolve(state, event) {
    if (event.meta.type === 'alert.raised.v1') return begun(event.facts as Raised, causesSoFar(state));
    return state.status === 'unknown' ? state : next(state, event);
  },
};

function begun({ contacts, ...facts }: Raised, before: string[]): KnownAlert {
  const { cause, raised } = facts;
  const causes = [...new Set([...before, cause])];
  return { ...facts, status: 'open', round: 1, roundBegan: raised, contacts: toWrite(contacts, raised), causes };
}

const causesSoFar = (state: AlertState): string[] =>
  state.status === 'unknown' || state.status === 'ended' ? [] : state.causes;

const toWrite = (contacts: readonly string[], at: string): Record<string, Reach> =>
  Object.fromEntries(contacts.map((contact) => [contact, { attempts: 0, next: at }]));

function next(state: KnownAlert, { meta, facts }: RecordedAlertEvent): KnownAlert {
  switch (meta.type) {
    case 'alert.raised.v1':
      return state;
    case 'alert.sent.v1': {
      const { contact, sent } = facts as FactsOf<typeof alertSent>;
      const { next: _, failure: _failure, ...before } = state.contacts[contact] ?? { attempts: 0 };
      return { ...state, contacts: { ...state.contacts, [contact]: { ...before, sent } } };
    }
    case 'alert.sending-failed.v1': {
      const { contact, reason, replyCode, attempt, nextAttempt } = facts as FactsOf<typeof alertSendingFailed>;
      const failure = { reason, ...(replyCode !== undefined && { replyCode }) };
      const reach = { attempts: attempt, failure, ...(nextAttempt !== undefined && { next: nextAttempt }) };
      return { ...state, contacts: { ...state.contacts, [contact]: reach } };
    }
    case 'alert.repeated.v1': {
      const { round, repeated } = facts as FactsOf<typeof alertRepeated>;
      const contacts = toWrite(Object.keys(state.contacts), repeated);
      return { ...state, round, roundBegan: repeated, contacts };
    }
    case 'alert.acknowledged.v1':
      return {
        ...state,
        status: 'acknowledged',
        acknowledged: (facts as FactsOf<typeof alertAcknowledged>).acknowledged,
      };
    case 'alert.ended.v1':
      return { ...state, status: 'ended', ended: (facts as FactsOf<typeof alertEnded>).ended };
  }
}

/** What alarms again for another reason, or after it was settled, is told anew; the same reason is told once. */
function raise(command: Command<'raise'>, state: AlertState): Answer {
  const { command: _, ...facts } = command;
  if (causesSoFar(state).includes(facts.cause)) return accept();
  return accept({ type: 'alert.raised.v1', facts });
}

/** What was sent is recorded whatever happened meanwhile: it was sent. */
function recordSent({ contact, round, mail, now }: Command<'record-sent'>, state: KnownAlert): Answer {
  if (state.round !== round || state.contacts[contact]?.sent !== undefined) return accept();
  return accept({ type: 'alert.sent.v1', facts: { alert: state.alert, contact, round, sent: now, mail } });
}

function recordFailure(
  { contact, round, reason, replyCode, now }: Command<'record-failure'>,
  state: KnownAlert,
): Answer {
  const reach = state.contacts[contact];
  if (state.round !== round || reach?.next === undefined) return accept();
  const facts = { alert: state.alert, contact, round, ...failedMail({ reason, replyCode }, reach.attempts, now) };
  return accept({ type: 'alert.sending-failed.v1', facts });
}

function repeat({ now }: Command<'repeat'>, state: KnownAlert): Answer {
  const again = repeatsAt(state);
  if (again === undefined || Date.parse(now) < Date.parse(again)) return accept();
  const facts = { alert: state.alert, round: state.round + 1, repeated: now };
  return accept({ type: 'alert.repeated.v1', facts });
}

function acknowledge({ now }: Command<'acknowledge'>, state: KnownAlert): Answer {
  if (state.status === 'acknowledged') return accept();
  if (state.status === 'ended') return reject('alert-ended', 'What the alert was about is settled already.');
  return accept({ type: 'alert.acknowledged.v1', facts: { alert: state.alert, acknowledged: now } });
}

/** When everybody is written to again if nobody takes the alert; undefined when that is over. */
function repeatsAt({ status, urgency, round, roundBegan }: KnownAlert): string | undefined {
  const pause = status === 'open' ? pausesInMinutes[urgency][round - 1] : undefined;
  return pause === undefined ? undefined : new Date(Date.parse(roundBegan) + pause * 60_000).toISOString();
}

/** Who has to be written to at this moment. */
export const contactsToWrite = ({ status, contacts }: KnownAlert, now: string): string[] =>
  status === 'open'
    ? Object.entries(contacts)
        .filter(([, { next: at }]) => at !== undefined && Date.parse(at) <= Date.parse(now))
        .map(([contact]) => contact)
    : [];

/** When something is to be done about the alert, in UTC; undefined when nothing is. */
export function nextStepAt(state: KnownAlert): string | undefined {
  if (state.status !== 'open') return undefined;
  const moments = [repeatsAt(state), ...Object.values(state.contacts).map(({ next: at }) => at)];
  const instants = moments.flatMap((at) => (at === undefined ? [] : [Date.parse(at)]));
  return instants.length > 0 ? new Date(Math.min(...instants)).toISOString() : undefined;
}

/** Nobody took it, and nobody is written to any more: it stands in the list until somebody does. */
export const isUnanswered = (state: KnownAlert): boolean => state.status === 'open' && nextStepAt(state) === undefined;
