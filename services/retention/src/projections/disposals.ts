import { disposalAnonymisationChecked, disposalAnonymised } from '@vitne/contracts/catalogue/anonymisation-events';
import {
  disposalAskedAgain,
  disposalFailed,
  disposalGivenUp,
  disposalOverdue,
} from '@vitne/contracts/catalogue/disposal-follow-up-events';
import { disposalsBecameFinal } from '@vitne/contracts/catalogue/key-encryption-events';
import { disposalCompleted, disposalConfirmed, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { nextFollowUp } from '../domain/order-follow-up.ts';

type Ordered = FactsOf<typeof disposalOrdered>;
type Confirmed = FactsOf<typeof disposalConfirmed>;
type Completed = FactsOf<typeof disposalCompleted>;
type Failed = FactsOf<typeof disposalFailed>;
type Final = FactsOf<typeof disposalsBecameFinal>;

/** `ordered`: waiting for confirmations. `confirmed`: all have confirmed, the keys are being destroyed. */
export type DisposalState = 'ordered' | 'confirmed' | 'completed';

export type DisposalDocument = Ordered & {
  state: DisposalState;
  waitingFor: string[];
  confirmations: Pick<Confirmed, 'system' | 'method' | 'evidence' | 'confirmed'>[];
  /** When the rule for unconfirmed orders has its next step (UTC). */
  followUp?: string;
  followedUpTo?: number;
  /** How often the systems were told again, and when last. */
  askedAgain: number;
  lastAsked?: string;
  overdue?: string;
  /** Since when nobody is told again. */
  givenUp?: string;
  /** What systems said that they cannot do, until they confirm. */
  failures: Pick<Failed, 'system' | 'reason' | 'detail' | 'failed'>[];
  /** What systems said is left where they made the data anonymous, and what was found on our side afterwards. */
  anonymised?: Pick<FactsOf<typeof disposalAnonymised>, 'system' | 'remains' | 'leastGroup' | 'rule'>[];
  anonymisationChecked?: Pick<
    FactsOf<typeof disposalAnonymisationChecked>,
    'keysLeft' | 'referenceKeysLeft' | 'identifiersLeft' | 'checked'
  >;
  keysDestroyed?: number;
  /** When the keys were gone. */
  effective?: string;
  completed?: string;
  /** When the generation that had wrapped them was destroyed, and which one has followed it. */
  final?: string;
  generation?: number;
  /** Where the ledger says so. */
  finalEvent?: { position: number; eventId: string };
};

/** Every disposal from its order to its end, with whom it waits for. */
export const disposalsProjection: Projection<DisposalDocument> = {
  name: 'disposals',
  version: 4,
  handles: [
    disposalOrdered.type,
    disposalConfirmed.type,
    disposalAskedAgain.type,
    disposalOverdue.type,
    disposalFailed.type,
    disposalGivenUp.type,
    disposalCompleted.type,
    disposalAnonymised.type,
    disposalAnonymisationChecked.type,
    disposalsBecameFinal.type,
  ],
  keysOf: ({ meta, facts }) =>
    meta.type === disposalsBecameFinal.type ? (facts as Final).disposals : [String(facts['disposal'])],
  evolve(doc, event) {
    if (event.meta.type === disposalOrdered.type) return withFollowUp(ordered(event));
    return doc && withFollowUp(next(doc, event));
  },
  indexes: [
    { key: { state: 1, ordered: -1 } },
    { key: { ordered: -1 } },
    { key: { followUp: 1 } },
    { key: { overdue: -1 } },
    { key: { state: 1, final: 1 } },
  ],
};

function next(doc: DisposalDocument, event: AnyRecordedEvent): DisposalDocument {
  const { meta, facts } = event;
  switch (meta.type) {
    case disposalConfirmed.type:
      return confirmed(doc, event);
    case disposalAskedAgain.type: {
      const { afterDays, asked } = facts as FactsOf<typeof disposalAskedAgain>;
      return { ...doc, ...upTo(doc, afterDays), askedAgain: doc.askedAgain + 1, lastAsked: asked };
    }
    case disposalOverdue.type: {
      const { afterDays, overdue } = facts as FactsOf<typeof disposalOverdue>;
      return { ...doc, ...upTo(doc, afterDays), overdue };
    }
    case disposalGivenUp.type: {
      const { afterDays, givenUp } = facts as FactsOf<typeof disposalGivenUp>;
      return { ...doc, ...upTo(doc, afterDays), givenUp };
    }
    case disposalFailed.type: {
      const { system, reason, detail, failed } = facts as Failed;
      const failure = { system, reason, failed, ...(detail !== undefined && { detail }) };
      return { ...doc, failures: [...without(doc, system), failure] };
    }
    case disposalCompleted.type:
      return completed(doc, event);
    case disposalAnonymised.type: {
      const { system, remains, leastGroup, rule } = facts as FactsOf<typeof disposalAnonymised>;
      return { ...doc, anonymised: [...(doc.anonymised ?? []), { system, remains, leastGroup, rule }] };
    }
    case disposalAnonymisationChecked.type: {
      const { keysLeft, referenceKeysLeft, identifiersLeft, checked } = facts as FactsOf<
        typeof disposalAnonymisationChecked
      >;
      return { ...doc, anonymisationChecked: { keysLeft, referenceKeysLeft, identifiersLeft, checked } };
    }
    default: {
      const { final, generation } = facts as Final;
      return { ...doc, final, generation, finalEvent: { position: event.position, eventId: meta.id } };
    }
  }
}

const upTo = ({ followedUpTo = 0 }: DisposalDocument, afterDays: number) => ({
  followedUpTo: Math.max(followedUpTo, afterDays),
});

const without = ({ failures }: DisposalDocument, system: string) =>
  failures.filter((failure) => failure.system !== system);

function withFollowUp({ followUp: _before, ...doc }: DisposalDocument): DisposalDocument {
  const followUp = doc.state === 'ordered' ? nextFollowUp(doc) : undefined;
  return { ...doc, ...(followUp !== undefined && { followUp }) };
}

function ordered({ facts }: AnyRecordedEvent): DisposalDocument {
  const order = facts as Ordered;
  return {
    ...order,
    state: order.systems.length === 0 ? 'confirmed' : 'ordered',
    waitingFor: order.systems,
    confirmations: [],
    askedAgain: 0,
    failures: [],
  };
}

function confirmed(doc: DisposalDocument, { facts }: AnyRecordedEvent): DisposalDocument {
  const { system, method, evidence, confirmed: at } = facts as Confirmed;
  const waitingFor = doc.waitingFor.filter((other) => other !== system);
  return {
    ...doc,
    state: waitingFor.length === 0 ? 'confirmed' : 'ordered',
    waitingFor,
    failures: without(doc, system),
    confirmations: [...doc.confirmations, { system, method, evidence, confirmed: at }],
  };
}

function completed(doc: DisposalDocument, { facts }: AnyRecordedEvent): DisposalDocument {
  const { keysDestroyed, effective, completed: at } = facts as Completed;
  return { ...doc, state: 'completed', waitingFor: [], keysDestroyed: keysDestroyed.length, effective, completed: at };
}
