import type {
  agreementEnded,
  agreementSigned,
  recipientRegistered,
  recipientRemoved,
} from '@vitne/contracts/catalogue/processor-registry-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import { type Agreement, endedByStatement, isStated, noLongerStated, stillOnPaper } from './agreement.ts';
import { type PartnerRejection, type PartnerTerms, refusedAsPartner } from './partner.ts';

type RecipientEvent =
  | typeof recipientRegistered
  | typeof recipientRemoved
  | typeof agreementSigned
  | typeof agreementEnded;

/** What is said of a recipient, apart from which version of the statement said it. */
export type NamedRecipient = Omit<FactsOf<typeof recipientRegistered>, 'statementVersion'>;
export type SignedAgreement = Omit<FactsOf<typeof agreementSigned>, 'recipient'>;

export type RecipientState = {
  /** As named last; it stays after the removal, so that what ended can still be read. */
  named?: NamedRecipient;
  /** False when somebody else than the statement named it. */
  byStatement: boolean;
  removed: boolean;
  agreements: Readonly<Record<string, Agreement>>;
};

export type RecipientCommand =
  | {
      command: 'name';
      named: NamedRecipient;
      /** The agreement that the statement says is signed. */
      stated?: SignedAgreement | undefined;
      statementVersion: string;
      /** The calendar day in the controller's zone. */
      today: string;
    }
  | { command: 'remove'; recipient: string; statementVersion: string; reason: string }
  /** Named by a privacy officer, to be given data with consents. */
  | { command: 'name-partner'; named: NamedRecipient; terms: PartnerTerms }
  /** A sub-processor whose announced change took effect. */
  | { command: 'take-on'; named: NamedRecipient }
  | { command: 'withdraw'; recipient: string; reason: string }
  | ({ command: 'sign'; recipient: string; today: string } & SignedAgreement)
  | ({ command: 'end' } & FactsOf<typeof agreementEnded>);

export type RecipientRejection =
  | PartnerRejection
  | 'recipient-unknown'
  | 'recipient-known'
  | 'named-by-statement'
  | 'agreement-unknown'
  | 'agreement-known'
  | 'agreement-ended'
  | 'agreement-dates-invalid';

type Answer = Decision<DomainEvent<RecipientEvent>, RecipientRejection>;

/** One recipient of personal data and its agreements (Art. 4(9), 28(3), 30(1)(d)). */
export const recipient: Decider<
  RecipientState,
  RecipientCommand,
  DomainEvent<RecipientEvent>,
  RecordedEvent<RecipientEvent>,
  RecipientRejection
> = {
  initial: () => ({ byStatement: false, removed: false, agreements: {} }),

  decide(command, state) {
    switch (command.command) {
      case 'name':
        return name(command, state);
      case 'remove':
        return remove(command, state);
      case 'name-partner':
        return namePartner(command, state);
      case 'take-on':
        return takeOn(command.named, state);
      case 'withdraw':
        return withdraw(command, state);
      case 'sign':
        return sign(command, state);
      case 'end':
        return end(command, state);
    }
  },

  evolve(state, event) {
    switch (event.meta.type) {
      case 'recipient.registered.v1': {
        const { statementVersion, ...named } = event.facts as FactsOf<typeof recipientRegistered>;
        return { ...state, named, byStatement: statementVersion !== undefined, removed: false };
      }
      case 'recipient.removed.v1':
        return { ...state, removed: true };
      case 'agreement.signed.v1': {
        const { recipient: _, agreement, ...terms } = event.facts as FactsOf<typeof agreementSigned>;
        return withAgreement(state, agreement, terms);
      }
      case 'agreement.ended.v1': {
        const { agreement, ended, reason } = event.facts as FactsOf<typeof agreementEnded>;
        const known = state.agreements[agreement];
        return known ? withAgreement(state, agreement, { ...known, ended, reason }) : state;
      }
    }
  },
};

const withAgreement = (state: RecipientState, id: string, agreement: Agreement): RecipientState => ({
  ...state,
  agreements: { ...state.agreements, [id]: agreement },
});

/** Registers what is new, and lets the statement's own agreements follow the statement. */
function name(command: Extract<RecipientCommand, { command: 'name' }>, state: RecipientState): Answer {
  const { named, stated, statementVersion, today } = command;
  const events: DomainEvent<RecipientEvent>[] = [];
  const stands = !state.removed && state.byStatement && canonicalJson(state.named) === canonicalJson(named);
  if (!stands) events.push({ type: 'recipient.registered.v1', facts: { ...named, statementVersion } });
  for (const [agreement, known] of Object.entries(state.agreements)) {
    if (!isStated(agreement) || agreement === stated?.agreement || known.ended !== undefined) continue;
    const facts = { recipient: named.recipient, agreement, ended: today, reason: noLongerStated };
    events.push({ type: 'agreement.ended.v1', facts });
  }
  if (stated && mayBeStated(stated, state.agreements[stated.agreement])) {
    events.push({ type: 'agreement.signed.v1', facts: { recipient: named.recipient, ...stated } });
  }
  return accept(...events);
}

/** What a privacy officer has ended, no statement brings back. */
function mayBeStated(stated: SignedAgreement, known: Agreement | undefined): boolean {
  if (!known) return true;
  if (known.ended !== undefined) return endedByStatement(known);
  return !sameTerms(known, stated);
}

const sameTerms = (one: Agreement, other: SignedAgreement): boolean =>
  one.signed === other.signed && one.expires === other.expires && one.subProcessorNotice === other.subProcessorNotice;

function remove(
  { recipient: id, statementVersion, reason }: Extract<RecipientCommand, { command: 'remove' }>,
  { named, removed, byStatement }: RecipientState,
): Answer {
  if (!named || removed || !byStatement) return accept();
  return accept({ type: 'recipient.removed.v1', facts: { recipient: id, statementVersion, reason } });
}

/** What the statement names is not named a second time: its own words decide about it. */
function namePartner(
  { named, terms }: Extract<RecipientCommand, { command: 'name-partner' }>,
  state: RecipientState,
): Answer {
  const refused = refusedAsPartner(named, terms);
  if (refused) return refused;
  if (state.named && !state.removed && (state.byStatement || state.named.kind !== 'third-party')) {
    return reject('recipient-known', 'A recipient of that id is named already: give this one another id.');
  }
  return takeOn(named, state);
}

function takeOn(named: NamedRecipient, state: RecipientState): Answer {
  const stands = state.named && !state.removed;
  if (stands && (state.byStatement || canonicalJson(state.named) === canonicalJson(named))) return accept();
  return accept({ type: 'recipient.registered.v1', facts: named });
}

function withdraw(
  { recipient: id, reason }: Extract<RecipientCommand, { command: 'withdraw' }>,
  { named, removed, byStatement }: RecipientState,
): Answer {
  if (!named) return unknownRecipient();
  if (removed) return accept();
  if (byStatement) {
    return reject('named-by-statement', 'The statement names this recipient: publish one that does not.');
  }
  return accept({ type: 'recipient.removed.v1', facts: { recipient: id, reason } });
}

function sign(command: Extract<RecipientCommand, { command: 'sign' }>, state: RecipientState): Answer {
  const { command: _, today, ...facts } = command;
  if (!state.named || state.removed) return unknownRecipient();
  const known = state.agreements[facts.agreement];
  if (known) {
    return sameTerms(known, facts) && stillOnPaper(known)
      ? accept()
      : reject(
          'agreement-known',
          `The agreement ${facts.agreement} is recorded already: give the new one an id of its own.`,
        );
  }
  if (facts.signed > today)
    return reject('agreement-dates-invalid', 'It is not signed yet: record it on the day it is signed.');
  if (facts.expires !== undefined && facts.expires < facts.signed) {
    return reject('agreement-dates-invalid', 'The agreement would expire before it was signed: mend one of the dates.');
  }
  return accept({ type: 'agreement.signed.v1', facts });
}

function end(command: Extract<RecipientCommand, { command: 'end' }>, state: RecipientState): Answer {
  const { command: _, ...facts } = command;
  if (!state.named) return unknownRecipient();
  const known = state.agreements[facts.agreement];
  if (!known) return reject('agreement-unknown', `No agreement ${facts.agreement} with this recipient is recorded.`);
  if (known.ended !== undefined) {
    return known.ended === facts.ended && known.reason === facts.reason
      ? accept()
      : reject('agreement-ended', `The agreement ended on ${known.ended}, and what has ended does not end again.`);
  }
  if (facts.ended < known.signed)
    return reject('agreement-dates-invalid', 'The agreement would end before it was signed.');
  return accept({ type: 'agreement.ended.v1', facts });
}

const unknownRecipient = () =>
  reject(
    'recipient-unknown',
    'No recipient of that id is named: it has to be, before anything else can be said of it.',
  );
