import {
  breachCommunicationEvents,
  type communicationDelivered,
  communicationDue,
  type communicationFailed,
} from '@vitne/contracts/catalogue/breach-notice-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

export const communicationStatuses = ['open', 'by-hand', 'delivered'] as const;

export type IncidentCommunicationDocument = FactsOf<typeof communicationDue> & {
  /** `open` while it is or will be tried by e-mail; `by-hand` when somebody has to tell the person in another way. */
  status: (typeof communicationStatuses)[number];
  attempts: number;
  /** When an e-mail is tried (again), in UTC. */
  nextAttempt?: string;
  /** Why the latest e-mail did not arrive. */
  failure?: Pick<FactsOf<typeof communicationFailed>, 'reason' | 'replyCode'>;
  how?: FactsOf<typeof communicationDelivered>['how'];
  delivered?: string;
  mail?: FactsOf<typeof communicationDelivered>['mail'];
};

/** Who is to be told of a breach, and what came of it; the service's timer looks at `nextAttempt`. */
export const incidentCommunicationsProjection: Projection<IncidentCommunicationDocument> = {
  name: 'incident-communications',
  version: 1,
  handles: breachCommunicationEvents.map(({ type }) => type),
  indexes: [{ key: { nextAttempt: 1 } }, { key: { incident: 1, status: 1 } }, { key: { person: 1 } }],
  keysOf: ({ facts }) => [`${String(facts['incident'])}~${String(facts['communication'])}~${String(facts['person'])}`],
  evolve(doc, { meta, facts }) {
    if (meta.type === communicationDue.type) {
      const due = facts as FactsOf<typeof communicationDue>;
      return { ...due, status: 'open', attempts: 0, nextAttempt: new Date(due.owed).toISOString() };
    }
    if (!doc) return doc;
    const { nextAttempt: _, ...before } = doc;
    switch (meta.type as (typeof communicationDelivered | typeof communicationFailed)['type']) {
      case 'incident-communication.delivered.v1': {
        const { how, delivered, mail } = facts as FactsOf<typeof communicationDelivered>;
        return { ...before, status: 'delivered', how, delivered, ...(mail && { mail }) };
      }
      case 'incident-communication.failed.v1': {
        const { reason, replyCode, attempt, nextAttempt } = facts as FactsOf<typeof communicationFailed>;
        const failure = { reason, ...(replyCode !== undefined && { replyCode }) };
        if (nextAttempt === undefined) return { ...before, status: 'by-hand', attempts: attempt, failure };
        return { ...before, attempts: attempt, failure, nextAttempt: new Date(nextAttempt).toISOString() };
      }
    }
  },
};
