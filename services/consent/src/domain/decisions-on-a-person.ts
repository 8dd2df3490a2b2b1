import type { decisionMade } from '@vitne/contracts/catalogue/consent-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import { decide } from '@vitne/contracts/decisions/decide';
import { type DecisionFacts, momentOf, type Question } from '@vitne/contracts/decisions/decision-facts';
import { type ChoiceEvent, type Choices, foldChoice, noChoices } from '@vitne/contracts/decisions/standing-choices';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';

/** A person's choices as they stand, and the decision that was recorded last. */
export type DecisionsOnAPerson = { choices: Choices; made?: FactsOf<typeof decisionMade> };

export type RecordDecision = {
  person: string;
  question: Question;
  /** Everything but the person's choices, which are those of the entity itself. */
  facts: Omit<DecisionFacts, 'person' | 'at'>;
  /** Ledger position up to which the facts count everything. */
  position: number;
  now: string;
};

/**
 * Decides and records the decision under the lock of the person's consents: between the two, nothing can be withdrawn
 * unseen. Each command is a decision of its own, also where it comes out as before. What the person has chosen since the
 * other facts were gathered asks for gathering them again, so that the position that is kept counts all of it.
 */
export const decisionsOnAPerson: Decider<
  DecisionsOnAPerson,
  RecordDecision,
  DomainEvent<typeof decisionMade>,
  ChoiceEvent,
  'facts-behind'
> = {
  initial: () => ({ choices: noChoices() }),

  decide({ person, question, facts, position, now }, { choices }) {
    if ((choices.position ?? 0) > position) return reject('facts-behind', 'The person has chosen something since.');
    const known = { ...facts, person: choices };
    const asOf = momentOf(now, known);
    const { purpose, dataCategory, recipient, population, company } = question;
    return accept({
      type: 'decision.made.v1',
      facts: {
        person,
        purpose,
        dataCategory,
        ...(recipient !== undefined && { recipient }),
        ...(population !== undefined && { population }),
        ...(company !== undefined && { company }),
        ...decide(question, { ...known, at: asOf }),
        position,
        asOf,
      },
    });
  },

  evolve(state, event) {
    const choices = foldChoice(state.choices, event);
    if (event.meta.type !== 'decision.made.v1') return { ...state, choices };
    return { choices, made: event.facts as FactsOf<typeof decisionMade> };
  },
};
