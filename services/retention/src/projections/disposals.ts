import { disposalCompleted, disposalConfirmed, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type Ordered = FactsOf<typeof disposalOrdered>;
type Confirmed = FactsOf<typeof disposalConfirmed>;
type Completed = FactsOf<typeof disposalCompleted>;

/** `ordered`: waiting for confirmations. `confirmed`: all have confirmed, the keys are being destroyed. */
export type DisposalState = 'ordered' | 'confirmed' | 'completed';

export type DisposalDocument = Ordered & {
  state: DisposalState;
  waitingFor: string[];
  confirmations: Pick<Confirmed, 'system' | 'method' | 'evidence' | 'confirmed'>[];
  keysDestroyed?: number;
  effective?: string;
  completed?: string;
};

/** Every disposal from its order to its end, with whom it waits for. */
export const disposalsProjection: Projection<DisposalDocument> = {
  name: 'disposals',
  version: 1,
  handles: [disposalOrdered.type, disposalConfirmed.type, disposalCompleted.type],
  keysOf: ({ facts }) => [String(facts['disposal'])],
  evolve(doc, event) {
    if (event.meta.type === disposalOrdered.type) return ordered(event);
    if (!doc) return undefined;
    return event.meta.type === disposalConfirmed.type ? confirmed(doc, event) : completed(doc, event);
  },
  indexes: [{ key: { state: 1, ordered: -1 } }, { key: { ordered: -1 } }],
};

function ordered({ facts }: AnyRecordedEvent): DisposalDocument {
  const order = facts as Ordered;
  return {
    ...order,
    state: order.systems.length === 0 ? 'confirmed' : 'ordered',
    waitingFor: order.systems,
    confirmations: [],
  };
}

function confirmed(doc: DisposalDocument, { facts }: AnyRecordedEvent): DisposalDocument {
  const { system, method, evidence, confirmed: at } = facts as Confirmed;
  const waitingFor = doc.waitingFor.filter((other) => other !== system);
  const state = waitingFor.length === 0 ? 'confirmed' : 'ordered';
  return {
    ...doc,
    state,
    waitingFor,
    confirmations: [...doc.confirmations, { system, method, evidence, confirmed: at }],
  };
}

function completed(doc: DisposalDocument, { facts }: AnyRecordedEvent): DisposalDocument {
  const { keysDestroyed, effective, completed: at } = facts as Completed;
  return { ...doc, state: 'completed', waitingFor: [], keysDestroyed: keysDestroyed.length, effective, completed: at };
}
