import { type Accepted, accept, type Rejected, reject } from '@vitne/contracts/decider';
import { type Choice, type ChoiceOfAPerson, isOver, type Shown } from '@vitne/contracts/decisions/choice';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { askAgainFrom, asking } from './asking.ts';
import { type Circumstances, refuseCircumstances } from './circumstances.ts';
import { type ConsentTerms, expiryOf } from './consent-terms.ts';

/** One choice at a question, with everything that decides whether it counts. */
export type Choosing = {
  person: string;
  purpose: string;
  recipient?: string | undefined;
  company?: string | undefined;
  shown: Shown;
  /** The version the person was shown, which has to be the one in force. */
  statementVersion: string;
  terms: ConsentTerms;
  /** Whether the browser sent the signal with the choice. */
  gpc?: boolean | undefined;
  circumstances?: Circumstances | undefined;
  /** Who holds parental responsibility and consented for the child. */
  guardian?: string | undefined;
  now: string;
};

export type ChoosingRejection =
  | 'unknown-purpose'
  | 'purpose-without-consent'
  | 'unknown-recipient'
  | 'company-missing'
  | 'statement-not-in-force'
  | 'notice-mismatch'
  | 'not-in-statement'
  | 'not-masked'
  | 'asked-too-soon'
  | 'gpc-refuses'
  | 'too-young';

type Decided = Accepted<DomainEvent<ChoiceOfAPerson>> | Rejected<ChoosingRejection>;

/**
 * A yes. It stays quiet when the very same consent is running.
 * @param known how the choice stands.
 * @param refused the refusal of the same purpose, or of the same purpose and recipient, if there is one.
 */
export function give(command: Choosing, known: Choice | undefined, refused: Choice | undefined): Decided {
  const refusal =
    refusedByTerms(command) ?? refusedBySignal(command) ?? refusedByAge(command) ?? tooSoon(command, refused);
  if (refusal) return refusal;
  const unchanged =
    known?.status === 'given' &&
    !isOver(known, command.now) &&
    known.statementVersion === command.statementVersion &&
    known.shown?.noticeHash === command.shown.noticeHash &&
    known.company === command.company;
  if (unchanged) return accept();
  const { guardian, circumstances } = command;
  const expires = expiryOf(command.terms, command.now);
  return accept({
    type: 'consent.given.v1',
    facts: {
      ...chosen(command),
      ...(expires !== undefined && { expires }),
      ...(guardian !== undefined && { guardian }),
    },
    ...(circumstances && { personal: { circumstances } }),
  });
}

/** A no. It stays quiet while the same no is still being respected; after that it counts anew. */
export function refuse(command: Choosing, known: Choice | undefined): Decided {
  const refusal = refusedByTerms(command);
  if (refusal) return refusal;
  const unchanged =
    known?.status === 'refused' &&
    known.shown !== undefined &&
    known.statementVersion === command.statementVersion &&
    !asking(known, command.terms, command.now, false).ask;
  if (unchanged) return accept();
  return accept({
    type: 'consent.refused.v1',
    facts: chosen(command),
    ...(command.circumstances && { personal: { circumstances: command.circumstances } }),
  });
}

const chosen = ({ person, purpose, recipient, company, statementVersion, shown, gpc }: Choosing) => ({
  person,
  purpose,
  ...(recipient !== undefined && { recipient }),
  ...(company !== undefined && { company }),
  statementVersion,
  shown,
  ...(gpc !== undefined && { gpc }),
});

function refusedByTerms({
  purpose,
  recipient,
  company,
  shown,
  statementVersion,
  terms,
  circumstances,
}: Choosing): Rejected<ChoosingRejection> | undefined {
  if (!terms.purpose) return reject('unknown-purpose', `The statement in force has no purpose ${purpose}.`);
  if (!terms.purpose.consent) {
    return reject(
      'purpose-without-consent',
      `The purpose ${purpose} does not stand on consent, so none can be given or refused.`,
    );
  }
  if (terms.purpose.consent.level === 'person-and-company' && company === undefined) {
    return reject(
      'company-missing',
      `The purpose ${purpose} needs the consent of the person's company too: say which company.`,
    );
  }
  if (recipient !== undefined && !terms.purpose.recipients.includes(recipient)) {
    return reject('unknown-recipient', `The statement names no recipient ${recipient} for the purpose ${purpose}.`);
  }
  if (statementVersion !== terms.statementVersion) {
    return reject(
      'statement-not-in-force',
      `Version ${terms.statementVersion} is in force: show the person that one, and ask again.`,
      { inForce: terms.statementVersion },
    );
  }
  if (shown.noticeHash !== terms.noticeHashes[shown.language]) {
    return reject(
      'notice-mismatch',
      'What was shown is not the notice of this purpose in the statement in force: fetch the notice and ask again.',
    );
  }
  return refuseCircumstances(circumstances, terms.device);
}

/** The settings page is where a person says something else than the browser does, for one purpose and by one act. */
const isOwnAct = ({ method }: Shown): boolean => method === 'settings-page';

function refusedBySignal({ gpc, shown, terms, purpose }: Choosing): Rejected<ChoosingRejection> | undefined {
  if (!gpc || !terms.refusedBySignal || isOwnAct(shown)) return undefined;
  return reject(
    'gpc-refuses',
    `The browser refuses ${purpose} by its signal. The person can still say yes to it on the settings page.`,
  );
}

/** An age band that reaches below the age counts as below it. */
function refusedByAge({ circumstances, guardian, terms }: Choosing): Rejected<ChoosingRejection> | undefined {
  const { age } = circumstances ?? {};
  if (!age || guardian !== undefined) return undefined;
  const { ageOfConsent } = terms;
  if (ageOfConsent !== undefined && (age.from ?? 0) >= ageOfConsent) return undefined;
  return reject(
    'too-young',
    'A child of this age does not consent alone: staff records the consent with whoever holds parental responsibility.',
  );
}

/** A banner that asks again too soon gets no yes; what a person does unasked counts at any time. */
function tooSoon(
  { shown, terms, now }: Choosing,
  refused: Choice | undefined,
): Rejected<ChoosingRejection> | undefined {
  if (!refused || shown.surface !== 'cookie-banner' || isOwnAct(shown)) return undefined;
  const notBefore = askAgainFrom(refused, terms);
  if (Date.parse(notBefore) <= Date.parse(now)) return undefined;
  return reject('asked-too-soon', `The person has refused: put the question again from ${notBefore}, not before.`, {
    notBefore,
  });
}
