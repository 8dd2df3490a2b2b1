import { z } from 'zod';
import type { ClockId, Prose } from './clocks.ts';

/** What a person can ask for. */
export const requestTypes = [
  'access',
  'rectification',
  'erasure',
  'restriction',
  'portability',
  'objection',
  'automated-decision',
  'withdrawal',
  'complaint',
] as const;
export const requestTypeSchema = z.enum(requestTypes);
export type RequestType = z.infer<typeof requestTypeSchema>;

/** A legal basis by its point in GDPR 6(1), as statements write it: consent, contract, legal duty, vital interests, public task, legitimate interests. */
export const legalBases = ['6(1)(a)', '6(1)(b)', '6(1)(c)', '6(1)(d)', '6(1)(e)', '6(1)(f)'] as const;
export const legalBasisSchema = z.enum(legalBases);
export type LegalBasis = z.infer<typeof legalBasisSchema>;

/** One right, as data: where it stands, which bases give it, and the clocks that run. */
export type RequestRule = {
  article: string;
  /** The name in the Data Privacy Vocabulary. */
  dpv: string;
  name: Prose;
  bases: readonly LegalBasis[];
  /** The clock of the answer. */
  answer: ClockId;
  /** A second clock for what has to happen before the answer. */
  immediate?: ClockId;
};

const every = legalBases;

export const requestRules: Record<RequestType, RequestRule> = {
  access: {
    article: 'GDPR 15',
    dpv: 'eu-gdpr:A15',
    name: { nb: 'Innsyn', en: 'Access' },
    bases: every,
    answer: 'gdpr-12-3',
  },
  rectification: {
    article: 'GDPR 16',
    dpv: 'eu-gdpr:A16',
    name: { nb: 'Retting', en: 'Rectification' },
    bases: every,
    answer: 'gdpr-12-3',
  },
  erasure: {
    article: 'GDPR 17',
    dpv: 'eu-gdpr:A17',
    name: { nb: 'Sletting', en: 'Erasure' },
    bases: every,
    answer: 'gdpr-12-3',
  },
  restriction: {
    article: 'GDPR 18',
    dpv: 'eu-gdpr:A18',
    name: { nb: 'Begrensning', en: 'Restriction' },
    bases: every,
    answer: 'gdpr-12-3',
  },
  portability: {
    article: 'GDPR 20',
    dpv: 'eu-gdpr:A20',
    name: { nb: 'Dataportabilitet', en: 'Portability' },
    bases: ['6(1)(a)', '6(1)(b)'],
    answer: 'gdpr-12-3',
  },
  objection: {
    article: 'GDPR 21',
    dpv: 'eu-gdpr:A21',
    name: { nb: 'Innsigelse', en: 'Objection' },
    bases: ['6(1)(e)', '6(1)(f)'],
    answer: 'gdpr-12-3',
    immediate: 'gdpr-21-1',
  },
  'automated-decision': {
    article: 'GDPR 22',
    dpv: 'eu-gdpr:A22',
    name: { nb: 'Automatiserte avgjørelser', en: 'Automated decisions' },
    bases: every,
    answer: 'gdpr-12-3',
  },
  withdrawal: {
    article: 'GDPR 7(3)',
    dpv: 'eu-gdpr:A7-3',
    name: { nb: 'Tilbaketrekking av samtykke', en: 'Withdrawal of consent' },
    bases: ['6(1)(a)'],
    answer: 'gdpr-12-3',
    immediate: 'gdpr-7-3',
  },
  complaint: {
    article: 'GDPR 77',
    dpv: 'eu-gdpr:A77',
    name: { nb: 'Klage', en: 'Complaint' },
    bases: every,
    answer: 'gdpr-12-3',
  },
};

/**
 * Requests whose fulfilment gives data away or changes it, so that it must be settled first who asks (GDPR 12(6)).
 * Taking a consent back, objecting and complaining must be as easy as can be, and harm nobody when a stranger does it.
 */
const needsIdentity: Record<RequestType, boolean> = {
  access: true,
  rectification: true,
  erasure: true,
  restriction: true,
  portability: true,
  'automated-decision': true,
  objection: false,
  withdrawal: false,
  complaint: false,
};

/** Whether it must be settled who asks before a request of this type is carried out. */
export const isIdentityNeeded = (requestType: RequestType): boolean => needsIdentity[requestType];

/** What a purpose is, as far as its rights depend on it. */
export type PurposeTraits = { directMarketing?: boolean };

/** The rights that a purpose gives by its legal basis. Direct marketing always gives the objection (GDPR 21(2)). */
export function rightsGivenBy(basis: LegalBasis, { directMarketing = false }: PurposeTraits = {}): RequestType[] {
  return requestTypes.filter(
    (type) => requestRules[type].bases.includes(basis) || (type === 'objection' && directMarketing),
  );
}

/** The clocks that a request starts: that of its answer, and the one of what must happen before. */
export function clocksOf(
  type: RequestType,
  { directMarketing = false }: PurposeTraits = {},
): {
  answer: ClockId;
  immediate?: ClockId;
} {
  const { answer, immediate } = requestRules[type];
  if (type === 'objection' && directMarketing) return { answer, immediate: 'gdpr-21-3' };
  return { answer, ...(immediate && { immediate }) };
}

/** Where a request stands, and the name of that status in the Data Privacy Vocabulary. */
export const requestStatuses = {
  received: 'dpv:RequestInitiated',
  acknowledged: 'dpv:RequestAcknowledged',
  accepted: 'dpv:RequestAccepted',
  refused: 'dpv:RequestRejected',
  fulfilled: 'dpv:RequestFulfilled',
  unfulfilled: 'dpv:RequestUnfulfilled',
  'waiting-for-person': 'dpv:RequestRequiresAction',
  'person-answered': 'dpv:RequestRequiredActionPerformed',
  extended: 'dpv:RequestActionDelayed',
} as const;
export type RequestStatus = keyof typeof requestStatuses;
export const requestStatusSchema = z.enum(Object.keys(requestStatuses) as [RequestStatus, ...RequestStatus[]]);
