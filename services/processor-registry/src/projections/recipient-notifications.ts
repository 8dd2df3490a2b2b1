import {
  recipientNotificationAcknowledged,
  recipientNotificationFoundImpossible,
  recipientNotificationRequired,
  recipientNotificationTold,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type TellingEvent = RecordedEvent<
  | typeof recipientNotificationRequired
  | typeof recipientNotificationTold
  | typeof recipientNotificationAcknowledged
  | typeof recipientNotificationFoundImpossible
>;
type Told = FactsOf<typeof recipientNotificationTold>;
type Impossible = FactsOf<typeof recipientNotificationFoundImpossible>;

/** One recipient that has to be told of a change; `order` is the ledger position of the requirement. */
export type RecipientNotificationDocument = FactsOf<typeof recipientNotificationRequired> & {
  order: number;
  status: 'open' | 'told' | 'acknowledged' | 'impossible';
  how?: Told['how'];
  told?: string;
  acknowledged?: string;
  evidence?: string;
  ground?: Impossible['ground'];
  reasons?: string;
  found?: string;
};

/** Who has to be told of a rectification, erasure or restriction, and who was (Art. 19). */
export const recipientNotificationsProjection: Projection<RecipientNotificationDocument> = {
  name: 'recipient-notifications',
  version: 1,
  handles: [
    recipientNotificationRequired.type,
    recipientNotificationTold.type,
    recipientNotificationAcknowledged.type,
    recipientNotificationFoundImpossible.type,
  ],
  indexes: [{ key: { status: 1, order: 1 } }, { key: { person: 1, order: -1 } }],
  keysOf: (event) => [event.facts['notification'] as string],
  evolve(doc, recorded) {
    const { facts, meta, position } = recorded as unknown as TellingEvent;
    if (meta.type === 'recipient-notification.required.v1') {
      return { ...(facts as FactsOf<typeof recipientNotificationRequired>), order: position, status: 'open' };
    }
    if (!doc) return doc;
    switch (meta.type) {
      case 'recipient-notification.told.v1': {
        const { how, told } = facts as Told;
        const { ground: _, reasons: _reasons, found: _found, ...stood } = doc;
        return { ...stood, status: 'told', how, told };
      }
      case 'recipient-notification.acknowledged.v1': {
        const { acknowledged, evidence } = facts as FactsOf<typeof recipientNotificationAcknowledged>;
        return { ...doc, status: 'acknowledged', acknowledged, ...(evidence !== undefined && { evidence }) };
      }
      case 'recipient-notification.found-impossible.v1': {
        const { ground, reasons, found } = facts as Impossible;
        return { ...doc, status: 'impossible', ground, reasons, found };
      }
    }
  },
};
