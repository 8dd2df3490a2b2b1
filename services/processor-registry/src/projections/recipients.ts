import {
  agreementEnded,
  agreementSigned,
  recipientRegistered,
  recipientRemoved,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type RecipientEvent = RecordedEvent<
  typeof recipientRegistered | typeof recipientRemoved | typeof agreementSigned | typeof agreementEnded
>;

export type AgreementRow = Omit<FactsOf<typeof agreementSigned>, 'recipient'> & { ended?: string; reason?: string };
export type RecipientDocument = {
  recipient: string;
  status: 'named' | 'removed';
  /** When it came to stand so. */
  since: string;
  reason?: string;
  named?: Omit<FactsOf<typeof recipientRegistered>, 'recipient'>;
  agreements: AgreementRow[];
};

/** Who is given personal data, and the agreements with them; what was removed stays with the time it happened. */
export const recipientsProjection: Projection<RecipientDocument> = {
  name: 'recipients',
  version: 1,
  handles: [recipientRegistered.type, recipientRemoved.type, agreementSigned.type, agreementEnded.type],
  indexes: [{ key: { status: 1 } }],
  keysOf: (event) => [event.facts['recipient'] as string],
  evolve(doc, recorded) {
    const event = recorded as unknown as RecipientEvent;
    const { facts, meta } = event;
    const stood = doc ?? { recipient: facts.recipient, status: 'removed' as const, since: meta.time, agreements: [] };
    switch (meta.type) {
      case 'recipient.registered.v1': {
        const { recipient, ...named } = facts as FactsOf<typeof recipientRegistered>;
        const since = stood.status === 'named' ? stood.since : meta.time;
        return { recipient, status: 'named', since, named, agreements: stood.agreements };
      }
      case 'recipient.removed.v1': {
        const { reason } = facts as FactsOf<typeof recipientRemoved>;
        return { ...stood, status: 'removed', since: meta.time, reason };
      }
      case 'agreement.signed.v1': {
        const { recipient: _, ...signed } = facts as FactsOf<typeof agreementSigned>;
        return {
          ...stood,
          agreements: [...stood.agreements.filter(({ agreement }) => agreement !== signed.agreement), signed],
        };
      }
      case 'agreement.ended.v1': {
        const { agreement, ended, reason } = facts as FactsOf<typeof agreementEnded>;
        const agreements = stood.agreements.map((row) =>
          row.agreement === agreement ? { ...row, ended, reason } : row,
        );
        return { ...stood, agreements };
      }
    }
  },
};
