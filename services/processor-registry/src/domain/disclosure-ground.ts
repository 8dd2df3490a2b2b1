import type { disclosureRecorded } from '@vitne/contracts/catalogue/disclosure-events';
import { type Rejected, type Rejection, reject } from '@vitne/contracts/decider';
import type { ReasonCode } from '@vitne/contracts/decisions/decision-reasons';
import { type Choices, consentInForce } from '@vitne/contracts/decisions/standing-choices';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { EEA_COUNTRIES } from '@vitne/contracts/statement/check-recipients';
import type { Sharing, Statement } from '@vitne/contracts/statement/schema';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import { agreementInForce } from './agreement.ts';
import type { RecipientState } from './recipient.ts';
import { isNotInEffect, type SubProcessorState } from './sub-processor.ts';

export type Ground = FactsOf<typeof disclosureRecorded>['ground'];
export type AuthorityOrder = Omit<Extract<Ground, { kind: 'authority-order' }>, 'kind'>;

/** What somebody wants to hand over, and to whom. */
export type WantedDisclosure = {
  recipient: string;
  purpose: string;
  dataCategories: readonly string[];
  /** The id of the company that the person acts for. */
  company?: string | undefined;
  authorityOrder?: AuthorityOrder | undefined;
  sale: boolean;
};

/** Everything that stands about it at this moment, looked up for one command. */
export type DisclosureTerms = {
  /** By the recipient's own events. */
  recipient: RecipientState;
  /** Of a sub-processor: the processor that uses it. */
  processor?: RecipientState | undefined;
  /** What was announced of a sub-processor of the recipient's id. */
  subProcessor: SubProcessorState;
  /** The bases on which the statement lets data leave the EEA; none named lets any of the law's do. */
  allowedBases: Statement['transfers']['allowedBases'];
  /** Whether the statement in force names the recipient. */
  inStatement: boolean;
  sharing: Pick<Sharing, 'requiresConsentOf' | 'consentPurpose' | 'salePurpose' | 'authorities'>;
  /** Whether a sale needs the company's own consent beside the person's. */
  saleAsksCompany: boolean;
  person: Choices;
  company: Choices;
  /** What stands against using this data of the person for this purpose, and giving it on: the answer of `decide`. */
  against: readonly ReasonCode[];
  now: string;
  /** The calendar day of `now` in the controller's zone. */
  today: string;
};

export type DisclosureRejection =
  | 'recipient-unknown'
  | 'sub-processor-not-in-effect'
  | 'transfer-without-basis'
  | 'purpose-not-agreed'
  | 'category-not-agreed'
  | 'sale-consent-missing'
  | 'authority-order-missing'
  | 'authority-order-misplaced'
  | 'person-consent-missing'
  | 'company-consent-missing'
  | 'agreement-missing'
  | 'processor-agreement-missing'
  | 'use-not-allowed';

/** A recipient that nobody named and an order where none is asked for are wrong input, and no attempt to hand something over. */
const wrongInput: ReadonlySet<DisclosureRejection> = new Set(['recipient-unknown', 'authority-order-misplaced']);

/** Whether a no is a decision to keep: everything that was asked for has a name in the statement. */
export const isDenial = (
  { code }: Rejection<DisclosureRejection>,
  { purpose, dataCategories }: WantedDisclosure,
  statement: Statement,
): boolean =>
  !wrongInput.has(code) &&
  purposeById(statement, purpose) !== undefined &&
  dataCategories.every((category) => statement.dataCategories.some(({ id }) => id === category));

type Answer = { ground: Ground } | Rejected<DisclosureRejection>;

/** Whether it is a sale: said so, or for the purpose that the statement sells under. */
export const isSale = ({ sale, purpose }: WantedDisclosure, { sharing }: Pick<DisclosureTerms, 'sharing'>): boolean =>
  sale || purpose === sharing.salePurpose;

/**
 * The ground on which data may be handed over, or why it may not (Art. 6, 28(3), 44; the statement's own promises). What may
 * not be used may not be handed over either: a restriction, an objection, a consent that is missing stand in its way. Only
 * what the law makes an authority demand does not ask.
 */
export function groundFor(wanted: WantedDisclosure, terms: DisclosureTerms): Answer {
  const found = groundByRecipient(wanted, terms);
  if ('rejected' in found || found.ground.kind === 'authority-order' || terms.against.length === 0) return found;
  return reject(
    'use-not-allowed',
    `This data of the person may not be used for ${wanted.purpose}, so nobody is given it: ${terms.against.join(', ')}.`,
    { reasons: [...terms.against] },
  );
}

function groundByRecipient(wanted: WantedDisclosure, terms: DisclosureTerms): Answer {
  const refused = refusedByRecipient(wanted, terms);
  if (refused) return refused;
  const sold = isSale(wanted, terms) ? saleConsents(wanted, terms) : undefined;
  if (sold && 'rejected' in sold) return sold;
  // refusedByRecipient has seen that there is one.
  const kind = terms.recipient.named?.kind;
  if (wanted.authorityOrder && kind !== 'public-authority') {
    return reject(
      'authority-order-misplaced',
      'Only a public authority is given data by order: leave authorityOrder out.',
    );
  }
  switch (kind) {
    case 'public-authority':
      return byOrder(wanted, terms);
    case 'third-party':
      if (terms.sharing.requiresConsentOf.length > 0) return byConsents(wanted, terms, sold);
      // Whom staff named beside the statement is there to be agreed to, and is given nothing without being asked for.
      return terms.recipient.byStatement ? byAgreement(terms) : unknownRecipient();
    case 'processor':
      return byAgreement(terms);
    case 'sub-processor':
      return byProcessorsAgreement(terms) ?? byAgreement(terms);
    case undefined:
      return unknownRecipient();
  }
}

function refusedByRecipient(
  { recipient, purpose, dataCategories }: WantedDisclosure,
  { recipient: { named, removed, byStatement }, inStatement, subProcessor, allowedBases }: DisclosureTerms,
): Rejected<DisclosureRejection> | undefined {
  if (isNotInEffect(subProcessor) && (named === undefined || removed || named.kind === 'sub-processor')) {
    return reject(
      'sub-processor-not-in-effect',
      'The sub-processor is announced, and neither accepted nor past the time to object (Art. 28(2)).',
    );
  }
  if (!named || removed || named.recipient !== recipient || (byStatement && !inStatement)) return unknownRecipient();
  const outside = named.locations.filter((location) => !EEA_COUNTRIES.includes(location));
  if (outside.length > 0 && !mayTransfer(named.transfer, allowedBases)) {
    return reject(
      'transfer-without-basis',
      `The recipient is in ${outside.join(', ')}, outside the EEA: name a basis of the transfer that the statement allows (Art. 44).`,
    );
  }
  if (!named.purposes.includes(purpose)) {
    return reject('purpose-not-agreed', `The statement gives this recipient no data for the purpose ${purpose}.`);
  }
  const beyond = dataCategories.filter((category) => !named.dataCategories.includes(category));
  if (beyond.length > 0) {
    return reject(
      'category-not-agreed',
      `The statement does not give this recipient ${beyond.join(', ')}: leave that out.`,
      {
        dataCategories: beyond,
      },
    );
  }
  return undefined;
}

const mayTransfer = (
  transfer: NonNullable<RecipientState['named']>['transfer'],
  allowed: DisclosureTerms['allowedBases'],
): boolean =>
  transfer !== undefined && (allowed.length === 0 || allowed.some(({ article }) => article === transfer.article));

type Consents = { personConsent: number; companyConsent?: number };

/** Nothing is sold without a consent to exactly that; a statement with no such purpose lets nothing be sold. */
function saleConsents(
  { recipient, company }: WantedDisclosure,
  terms: DisclosureTerms,
): Consents | Rejected<DisclosureRejection> {
  const missing = (whose: string) =>
    reject(
      'sale-consent-missing',
      `Nothing is sold without a consent of its own, and ${whose} has given none that is in force.`,
    );
  const purpose = terms.sharing.salePurpose;
  if (purpose === undefined)
    return reject('sale-consent-missing', 'The statement has no purpose under which data is sold.');
  const asked = { purpose, recipient, company, at: terms.now };
  const personConsent = consentInForce(terms.person, asked);
  if (personConsent === undefined) return missing('the person');
  if (!terms.saleAsksCompany) return { personConsent };
  const companyConsent = company === undefined ? undefined : consentInForce(terms.company, asked);
  return companyConsent === undefined ? missing('the company') : { personConsent, companyConsent };
}

function byOrder({ authorityOrder }: WantedDisclosure, { sharing }: DisclosureTerms): Answer {
  if (!authorityOrder || !sharing.authorities.requires.includes(authorityOrder.demandedBy)) {
    return reject(
      'authority-order-missing',
      `An authority is given data only where this demands it: ${sharing.authorities.requires.join(', ')}. Say which, and its reference.`,
    );
  }
  return { ground: { kind: 'authority-order', ...authorityOrder } };
}

/** Both must agree. In a sale the ground points at the narrower consents, those to the sale. */
function byConsents(wanted: WantedDisclosure, terms: DisclosureTerms, sold: Consents | undefined): Answer {
  const { recipient, company } = wanted;
  const asked = { purpose: terms.sharing.consentPurpose ?? wanted.purpose, recipient, company, at: terms.now };
  const personConsent = consentInForce(terms.person, asked);
  if (personConsent === undefined) {
    return reject(
      'person-consent-missing',
      `The person has no consent to ${asked.purpose} in force for this recipient and company.`,
    );
  }
  if (company === undefined)
    return reject('company-consent-missing', 'The company must agree too: say which company it is.');
  const companyConsent = consentInForce(terms.company, asked);
  if (companyConsent === undefined) {
    return reject(
      'company-consent-missing',
      `The company has no consent to ${asked.purpose} in force for this recipient.`,
    );
  }
  return { ground: { kind: 'consents', company, personConsent, companyConsent, ...sold } };
}

function byAgreement({ recipient, today }: DisclosureTerms): Answer {
  const agreement = agreementInForce(recipient.agreements, today);
  return agreement === undefined
    ? reject(
        'agreement-missing',
        'No data processing agreement with this recipient is in force (Art. 28(3)): record it first.',
      )
    : { ground: { kind: 'agreement', agreement } };
}

/** A sub-processor works under a processor, and is given nothing when that one may not be (Art. 28(4)). */
function byProcessorsAgreement({
  recipient,
  processor,
  today,
}: DisclosureTerms): Rejected<DisclosureRejection> | undefined {
  if (recipient.named?.under === undefined) return undefined;
  if (processor?.named && !processor.removed && agreementInForce(processor.agreements, today) !== undefined) {
    return undefined;
  }
  return reject(
    'processor-agreement-missing',
    `No agreement with the processor ${recipient.named.under} is in force, under which this sub-processor works.`,
  );
}

const unknownRecipient = () =>
  reject('recipient-unknown', 'No recipient of that id is named in the statement in force, so it is given nothing.');
