import type {
  recipientNotificationAcknowledged,
  recipientNotificationFoundImpossible,
  recipientNotificationRequired,
  recipientNotificationTold,
} from '@vitne/contracts/catalogue/processor-registry-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';

type TellingEvent =
  | typeof recipientNotificationRequired
  | typeof recipientNotificationTold
  | typeof recipientNotificationAcknowledged
  | typeof recipientNotificationFoundImpossible;
type Required = FactsOf<typeof recipientNotificationRequired>;
type Told = FactsOf<typeof recipientNotificationTold>;

type Notification = Required & {
  status: 'open' | 'told' | 'acknowledged' | 'impossible';
  how?: Told['how'];
  told?: string;
};

/** Who has to be told of changes to one person's data, by the id of the notification. */
export type RecipientsToTellState = Readonly<Record<string, Notification>>;

export type RecipientsToTellCommand =
  | {
      command: 'require';
      cause: Required['cause'];
      request: string;
      disposal?: string | undefined;
      person: string;
      /** Every recipient that got some of the data in question, with what it got, and the id its notification would have. */
      got: readonly { recipient: string; notification: string; dataCategories: readonly string[] }[];
      now: string;
    }
  | { command: 'tell'; notification: string; how: Told['how']; told: string; now: string }
  | { command: 'acknowledge'; notification: string; evidence?: string | undefined; now: string }
  | {
      command: 'find-impossible';
      notification: string;
      ground: FactsOf<typeof recipientNotificationFoundImpossible>['ground'];
      reasons: string;
      now: string;
    };

export type RecipientsToTellRejection =
  | 'notification-unknown'
  | 'recipient-told'
  | 'recipient-not-told'
  | 'moment-invalid';

type Answer = Decision<DomainEvent<TellingEvent>, RecipientsToTellRejection>;
type One<C extends RecipientsToTellCommand['command']> = Extract<RecipientsToTellCommand, { command: C }>;

/** Every recipient of a person's data is told of its rectification, erasure or restriction (Art. 19). */
export const recipientsToTell: Decider<
  RecipientsToTellState,
  RecipientsToTellCommand,
  DomainEvent<TellingEvent>,
  RecordedEvent<TellingEvent>,
  RecipientsToTellRejection
> = {
  initial: () => ({}),

  decide(command, state) {
    if (command.command === 'require') return requireTelling(command, state);
    const notification = state[command.notification];
    if (!notification) return reject('notification-unknown', 'No notification of that id is owed to any recipient.');
    switch (command.command) {
      case 'tell':
        return tell(command, notification);
      case 'acknowledge':
        return acknowledge(command, notification);
      case 'find-impossible':
        return findImpossible(command, notification);
    }
  },

  evolve(state, event) {
    const { notification } = event.facts;
    const known = state[notification];
    switch (event.meta.type) {
      case 'recipient-notification.required.v1':
        return { ...state, [notification]: { ...(event.facts as Required), status: 'open' } };
      case 'recipient-notification.told.v1': {
        const { how, told } = event.facts as Told;
        return known ? { ...state, [notification]: { ...known, status: 'told', how, told } } : state;
      }
      case 'recipient-notification.acknowledged.v1':
        return known ? { ...state, [notification]: { ...known, status: 'acknowledged' } } : state;
      case 'recipient-notification.found-impossible.v1':
        return known ? { ...state, [notification]: { ...known, status: 'impossible' } } : state;
    }
  },
};

/** Of one request, a recipient is told of each kind of data once, however many disposals it comes to. */
function requireTelling(
  { command: _command, got, now, disposal, ...of }: One<'require'>,
  state: RecipientsToTellState,
): Answer {
  return accept(
    ...got.flatMap(({ recipient, notification, dataCategories }) => {
      const owed = new Set(
        Object.values(state).flatMap((one) =>
          one.request === of.request && one.cause === of.cause && one.recipient === recipient ? one.dataCategories : [],
        ),
      );
      const news = [...new Set(dataCategories)].filter((category) => !owed.has(category));
      if (news.length === 0) return [];
      const facts = { ...of, notification, recipient, dataCategories: news, required: now };
      return [
        {
          type: 'recipient-notification.required.v1' as const,
          facts: { ...facts, ...(disposal !== undefined && { disposal }) },
        },
      ];
    }),
  );
}

/** What was found impossible may turn out to be possible. */
function tell({ how, told, now }: One<'tell'>, { notification, person, recipient, ...stands }: Notification): Answer {
  if (stands.status === 'told' || stands.status === 'acknowledged') {
    return stands.how === how && stands.told === told
      ? accept()
      : reject('recipient-told', 'That this recipient was told is recorded already.');
  }
  if (Date.parse(told) > Date.parse(now)) {
    return reject('moment-invalid', 'The recipient is not told yet: record it when it is.');
  }
  return accept({
    type: 'recipient-notification.told.v1',
    facts: { notification, person, recipient, how, told },
  });
}

function acknowledge(
  { evidence, now }: One<'acknowledge'>,
  { notification, person, recipient, status }: Notification,
): Answer {
  if (status === 'acknowledged') return accept();
  if (status !== 'told') return reject('recipient-not-told', 'Record first that the recipient was told, and how.');
  const facts = { notification, person, recipient, acknowledged: now };
  return accept({
    type: 'recipient-notification.acknowledged.v1',
    facts: { ...facts, ...(evidence !== undefined && { evidence }) },
  });
}

function findImpossible(
  { ground, reasons, now }: One<'find-impossible'>,
  { notification, person, recipient, status }: Notification,
): Answer {
  if (status === 'impossible') return accept();
  if (status !== 'open') return reject('recipient-told', 'The recipient was told, so it is possible.');
  return accept({
    type: 'recipient-notification.found-impossible.v1',
    facts: { notification, person, recipient, ground, reasons, found: now },
  });
}
