import type { consentWithdrawn } from '@vitne/contracts/catalogue/consent-events';
import type { consentRevoked, personMerged } from '@vitne/contracts/catalogue/consent-standing-events';
import { type Accepted, accept, type Decider, type Decision, type Rejected, reject } from '@vitne/contracts/decider';
import {
  type Choice,
  type ChoiceOfAPerson,
  type ConsentsOfAPerson,
  choiceAfter,
  choiceKey,
  isNo,
  isOver,
  type PersonEvent,
  partsOf,
  valueAt,
} from '@vitne/contracts/decisions/choice';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { type Choosing, type ChoosingRejection, give, refuse } from './choosing.ts';
import { type TakeOver, takenOver } from './taking-over.ts';

type About = { person: string; purpose: string; recipient?: string | undefined };
type Choose = ({ command: 'give' } | { command: 'refuse' }) & Choosing;
type Withdraw = {
  command: 'withdraw';
  surface: FactsOf<typeof consentWithdrawn>['surface'];
  statementVersion: string;
  /** Only what was agreed to before this ledger position is meant; what is not stays, without a word. */
  agreedBefore?: number | undefined;
} & About;
type Revoke = { command: 'revoke'; reason: FactsOf<typeof consentRevoked>['reason']; statementVersion: string } & About;
/** A consent that was given under `givenUnder` says something else since a later version was published. */
type Invalidate = { command: 'invalidate'; givenUnder: string; statementVersion: string } & About;
type HonourSignal = { command: 'honour-signal'; person: string; purposes: readonly string[]; statementVersion: string };

export type ConsentCommand =
  | Choose
  | Withdraw
  /** Several choices by one act: all of them count, or none. */
  | { command: 'choose-together'; person: string; choices: readonly Choose[] }
  | { command: 'withdraw-together'; person: string; withdrawals: readonly Withdraw[] }
  | ({ command: 'expire'; now: string } & About)
  | Invalidate
  | Revoke
  | HonourSignal
  | { command: 'close'; person: string; into: string }
  | TakeOver;

export type ConsentRejection = ChoosingRejection | 'nothing-to-withdraw' | 'nothing-to-revoke' | 'person-merged';

type Event = DomainEvent<ChoiceOfAPerson | typeof personMerged>;
type Decided = Accepted<Event> | Rejected<ConsentRejection>;

/**
 * A person's consents (Art. 4(11), 6(1)(a), 7). A choice counts only for what was really shown, under the statement in
 * force; withdrawing needs no reason and no more than saying so.
 */
export const consentsOfAPerson: Decider<
  ConsentsOfAPerson,
  ConsentCommand,
  Event,
  RecordedEvent<PersonEvent>,
  ConsentRejection
> = {
  initial: () => ({ choices: {} }),

  decide(command, { choices, mergedInto }) {
    switch (command.command) {
      case 'expire':
        return expire(command, valueAt(choices, choiceKey(command)));
      case 'invalidate':
        return invalidate(command, valueAt(choices, choiceKey(command)));
      case 'close':
        if (mergedInto === undefined) {
          return accept({ type: 'person.merged.v1', facts: { person: command.person, into: command.into } });
        }
        return mergedInto === command.into ? accept() : isMerged();
      case 'give':
      case 'refuse':
      case 'choose-together':
      case 'withdraw':
      case 'withdraw-together':
      case 'revoke':
      case 'honour-signal':
      case 'take-over':
        return mergedInto === undefined ? byPerson(command, choices) : isMerged();
    }
  },

  evolve(state, event) {
    if (event.meta.type === 'person.merged.v1') {
      const { into } = event.facts as FactsOf<typeof personMerged>;
      return { ...state, mergedInto: into, closedAt: event.position };
    }
    const choice = choiceAfter(event);
    if (!choice) return state;
    const key = choiceKey(event.facts as { purpose: string; recipient?: string });
    return { ...state, choices: { ...state.choices, [key]: choice } };
  },
};

const isMerged = () =>
  reject(
    'person-merged',
    'This visitor is a known person by now. Send it again, by the identifier or the person’s id.',
  );

type Choices = Readonly<Record<string, Choice>>;
type OwnCommand = Exclude<ConsentCommand, { command: 'expire' | 'invalidate' | 'close' }>;

function byPerson(command: OwnCommand, choices: Choices): Decided {
  switch (command.command) {
    case 'give':
    case 'refuse':
      return choose(command, choices);
    case 'choose-together':
      return together(command.choices.map((one) => choose(one, choices)));
    case 'withdraw':
      return withdraw(command, valueAt(choices, choiceKey(command)));
    case 'withdraw-together': {
      const decided = command.withdrawals.map((one) => withdraw(one, valueAt(choices, choiceKey(one))));
      const possible = decided.filter((one) => 'accepted' in one);
      return together(possible.length > 0 ? possible : decided);
    }
    case 'revoke':
      return revoke(command, valueAt(choices, choiceKey(command)));
    case 'honour-signal':
      return honourSignal(command, choices);
    case 'take-over':
      return accept(...takenOver(command, choices));
  }
}

function choose(command: Choose, choices: Choices): Decision<Event, ChoosingRejection> {
  const known = valueAt(choices, choiceKey(command));
  if (command.command === 'refuse') return refuse(command, known);
  const ofPurpose = valueAt(choices, command.purpose);
  return give(
    command,
    known,
    [known, ofPurpose].find((choice) => choice?.status === 'refused'),
  );
}

function together(decided: readonly Decided[]): Decided {
  const refused = decided.find((one) => 'rejected' in one);
  return refused ?? accept(...decided.flatMap((one) => ('accepted' in one ? one.accepted : [])));
}

const factsAbout = ({ person, purpose, recipient }: About) => ({
  person,
  purpose,
  ...(recipient !== undefined && { recipient }),
});

function withdraw(command: Withdraw, known: Choice | undefined): Decided {
  if (known?.status === 'withdrawn') return accept();
  const { agreedBefore } = command;
  if (agreedBefore !== undefined && (known?.status !== 'given' || known.position >= agreedBefore)) return accept();
  if (known?.status !== 'given')
    return reject('nothing-to-withdraw', `No consent to ${command.purpose} is in force, so nothing is done for it.`);
  const { statementVersion, surface } = command;
  return accept({ type: 'consent.withdrawn.v1', facts: { ...factsAbout(command), statementVersion, surface } });
}

function expire(command: { now: string } & About, known: Choice | undefined): Decided {
  if (known?.status !== 'given' || !isOver(known, command.now)) return accept();
  return accept({
    type: 'consent.expired.v1',
    facts: { ...factsAbout(command), expired: known.expires as string },
  });
}

/** Only the consent that was given under the older version is meant: whoever has agreed anew since is not asked again. */
function invalidate(command: Invalidate, known: Choice | undefined): Decided {
  const { givenUnder, statementVersion } = command;
  if (known?.status !== 'given' || known.statementVersion !== givenUnder) return accept();
  return accept({ type: 'consent.invalidated.v1', facts: { ...factsAbout(command), givenUnder, statementVersion } });
}

function revoke(command: Revoke, known: Choice | undefined): Decided {
  if (known?.status === 'revoked') return accept();
  if (known?.status !== 'given')
    return reject('nothing-to-revoke', `No consent to ${command.purpose} is in force, so there is none to end.`);
  const { reason, statementVersion } = command;
  return accept({ type: 'consent.revoked.v1', facts: { ...factsAbout(command), reason, statementVersion } });
}

/** The signal refuses what nobody has refused yet, and ends every yes but one that was said on the settings page under it. */
function honourSignal({ person, purposes, statementVersion }: HonourSignal, choices: Choices): Decided {
  const saidDespiteIt = ({ gpc, shown }: Choice): boolean => gpc === true && shown?.method === 'settings-page';
  const refused = purposes.flatMap((purpose) => {
    const others = Object.keys(choices).filter((key) => key !== purpose && partsOf(key).purpose === purpose);
    return [purpose, ...others.filter((key) => choices[key]?.status === 'given')];
  });
  return accept(
    ...refused.flatMap((key): Event[] => {
      const known = valueAt(choices, key);
      if (known && (isNo(known) || (known.status === 'given' && saidDespiteIt(known)))) return [];
      const facts = { person, ...partsOf(key), signal: 'gpc', method: 'browser-signal', statementVersion } as const;
      return [{ type: 'consent.refused-by-signal.v1', facts }];
    }),
  );
}
