import {
  type announcementDelivered,
  announcementDeliveryDue,
  type announcementDeliveryFailed,
  type announcementDeliveryGivenUp,
  type announcementDeliveryLapsed,
  announcementMade,
  announcementShown,
  type announcementUntold,
} from '@vitne/contracts/catalogue/announcement-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

export type AnnouncementDocument = FactsOf<typeof announcementMade> & {
  /** Ledger position of the announcement: the newest has the highest. */
  order: number;
  /** When the site stops showing it, in UTC, so that the query can compare. */
  shownUntilUtc: string;
  /** Days on which the organisation's site told that it showed it. */
  shownOn: string[];
};

/** What was announced, and the evidence that the site showed it. */
export const announcementsProjection: Projection<AnnouncementDocument> = {
  name: 'announcements',
  version: 1,
  handles: [announcementMade.type, announcementShown.type],
  indexes: [{ key: { order: -1 } }, { key: { shownUntilUtc: 1 } }],
  keysOf: ({ facts }) => [String(facts['announcement'])],
  evolve(doc, { meta, facts, position }) {
    if (meta.type === announcementMade.type) {
      const made = facts as FactsOf<typeof announcementMade>;
      return { ...made, shownUntilUtc: new Date(made.shownUntil).toISOString(), shownOn: [], order: position };
    }
    const { day } = facts as FactsOf<typeof announcementShown>;
    return doc && { ...doc, shownOn: [...doc.shownOn, day] };
  },
};

export type DeliveryDocument = {
  announcement: string;
  person: string;
  ways: FactsOf<typeof announcementDeliveryDue>['ways'];
  owed: string;
  /** `open` while it is or will be tried by e-mail; `by-hand` when somebody has to tell the person in another way. */
  status: 'open' | 'by-hand' | 'delivered' | 'lapsed';
  attempts: number;
  /** When an e-mail is tried (again), in UTC. */
  nextAttempt?: string;
  /** Until when what is needed to tell the person is kept for that alone, in UTC. */
  tellBy?: string;
  /** Since when it is not. */
  untold?: string;
  /** Why the latest e-mail did not arrive. */
  failure?: Pick<FactsOf<typeof announcementDeliveryFailed>, 'reason' | 'replyCode'>;
  how?: FactsOf<typeof announcementDelivered>['how'];
  delivered?: string;
  mail?: FactsOf<typeof announcementDelivered>['mail'];
};

/** Who is owed an announcement, and what came of it; the service's timer looks at `nextAttempt`. */
export const announcementDeliveriesProjection: Projection<DeliveryDocument> = {
  name: 'announcement-deliveries',
  version: 2,
  handles: [
    announcementDeliveryDue.type,
    'announcement-delivery.delivered.v1',
    'announcement-delivery.failed.v1',
    'announcement-delivery.lapsed.v1',
    'announcement-delivery.given-up.v1',
    'announcement-delivery.untold.v1',
  ],
  indexes: [
    { key: { nextAttempt: 1 } },
    { key: { tellBy: 1 } },
    { key: { announcement: 1, status: 1 } },
    { key: { person: 1 } },
  ],
  keysOf: ({ facts }) => [`${String(facts['announcement'])}~${String(facts['person'])}`],
  evolve(doc, { meta, facts }) {
    if (meta.type === announcementDeliveryDue.type) {
      const due = facts as FactsOf<typeof announcementDeliveryDue>;
      const byEmail = due.ways.includes('email');
      return {
        ...due,
        status: byEmail ? 'open' : 'by-hand',
        attempts: 0,
        ...(byEmail && { nextAttempt: new Date(due.owed).toISOString() }),
      };
    }
    if (!doc) return doc;
    const { nextAttempt: _, tellBy: _until, ...before } = doc;
    switch (meta.type as 'announcement-delivery.delivered.v1' | Failing) {
      case 'announcement-delivery.delivered.v1': {
        const { how, delivered, mail } = facts as FactsOf<typeof announcementDelivered>;
        return { ...before, status: 'delivered', how, delivered, ...(mail && { mail }) };
      }
      case 'announcement-delivery.failed.v1': {
        const { reason, replyCode, attempt, nextAttempt } = facts as FactsOf<typeof announcementDeliveryFailed>;
        const failure = { reason, ...(replyCode !== undefined && { replyCode }) };
        if (nextAttempt === undefined) return { ...before, status: 'by-hand', attempts: attempt, failure };
        return { ...before, attempts: attempt, failure, nextAttempt: new Date(nextAttempt).toISOString() };
      }
      case 'announcement-delivery.given-up.v1': {
        const { tellBy } = facts as FactsOf<typeof announcementDeliveryGivenUp>;
        return { ...before, tellBy: new Date(tellBy).toISOString() };
      }
      case 'announcement-delivery.untold.v1':
        return { ...before, untold: (facts as FactsOf<typeof announcementUntold>).untold };
      case 'announcement-delivery.lapsed.v1':
        return { ...before, status: 'lapsed' };
    }
  },
};

type Failing = (
  | typeof announcementDeliveryFailed
  | typeof announcementDeliveryLapsed
  | typeof announcementDeliveryGivenUp
  | typeof announcementUntold
)['type'];
