import type { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { Anchor, Cookie, Purpose, Source, Statement } from '@vitne/contracts/statement/schema';

/** A person's user event as systems name it: the ledger's type without its version. */
export type PersonEventName = (typeof personUserEvents)[number]['type'] extends infer T
  ? T extends `${infer Name}.v1`
    ? Name
    : never
  : never;

/** What a user event says about the keeping of data. The statement's rules that fit it are the ones it touches. */
export type UserEventEffect = {
  /** Whom the person is to the controller by this event; a population that the statement does not have is passed over. */
  populations: readonly string[];
  /** For which purposes the data is there; a rule that names other purposes is not touched. */
  purposes: readonly string[];
  /** What the system that tells holds from now on, whether or not the data itself came along. */
  records: readonly string[];
  /** The anchors that happened with the event. */
  anchors: readonly Anchor[];
  /** How the recorded data reached the organisation (Art. 13, 14). */
  from?: Source['kind'];
  /** What it came along with, and so from where: the answer to that is the answer here. */
  cameWith?: UserEventEffect;
};

type CookieEffects = { set: UserEventEffect; removed: UserEventEffect };

const nothing: UserEventEffect = { populations: [], purposes: [], records: [], anchors: [] };
const enquirers = ['enquirer', 'private-enquirer'];
const answering = ['answer-enquiries', 'support'];
const customers = ['customer-relationship'];

/** One row per user event about a person; cookies have a table of their own, because what they record depends on what they do. */
const effects: Readonly<Record<Exclude<PersonEventName, 'cookie.set' | 'cookie.removed'>, UserEventEffect>> = {
  'profile.created': {
    populations: ['client-user', 'customer-contact'],
    purposes: ['account-provision', ...customers],
    records: ['identity', 'contact', 'location', 'access', 'payment'],
    anchors: [],
    from: 'provided',
  },
  'newsletter.signed-up': {
    populations: ['newsletter-subscriber'],
    purposes: ['newsletter', 'marketing'],
    records: ['identity', 'contact'],
    anchors: [],
    from: 'provided',
  },
  'newsletter.opted-out': {
    populations: ['newsletter-subscriber'],
    purposes: ['newsletter', 'marketing'],
    records: [],
    anchors: ['newsletter-opt-out'],
  },
  'course.signed-up': {
    populations: ['course-participant'],
    purposes: ['course-invitations', 'course-delivery'],
    records: ['identity', 'contact', 'course'],
    anchors: [],
    from: 'provided',
  },
  'course.held': {
    populations: ['course-participant'],
    purposes: ['course-delivery'],
    records: [],
    anchors: ['purpose-ended'],
  },
  'course.opted-out': {
    populations: ['course-participant'],
    purposes: ['course-invitations'],
    records: [],
    anchors: ['course-opt-out'],
  },
  'support.contacted': {
    populations: enquirers,
    purposes: answering,
    records: ['identity', 'contact', 'enquiry'],
    anchors: ['last-contact'],
    from: 'provided',
  },
  'behaviour.observed': {
    populations: ['visitor', 'client-user'],
    purposes: ['analytics', 'statistics', 'usability', 'abuse-detection'],
    records: ['behaviour', 'device'],
    anchors: ['collected-at'],
    from: 'collected',
  },
  'technical-log.written': {
    populations: ['visitor', 'client-user'],
    purposes: ['operate-and-secure', 'abuse-detection'],
    records: ['technical-log'],
    anchors: ['logged-at'],
    from: 'collected',
  },
  'enquiry.received': {
    populations: enquirers,
    purposes: answering,
    records: ['identity', 'contact', 'enquiry'],
    anchors: ['last-contact'],
    from: 'provided',
  },
  'enquiry.answered': { populations: enquirers, purposes: answering, records: [], anchors: ['last-contact'] },
  'customer.converted': {
    populations: ['customer-contact'],
    purposes: customers,
    records: ['identity', 'contact', 'enquiry', 'payment', 'access'],
    anchors: [],
    from: 'provided',
  },
  'register-data.fetched': {
    populations: ['customer-contact'],
    purposes: customers,
    records: ['register-facts'],
    anchors: [],
    from: 'third-party',
  },
  'accounting-material.recorded': {
    populations: ['customer-contact'],
    purposes: ['bookkeeping'],
    records: ['accounting-material'],
    anchors: ['accounting-year-ended'],
    from: 'provided',
  },
  'client-material.recorded': {
    populations: ['person-in-client-books'],
    purposes: ['client-bookkeeping'],
    records: ['client-material'],
    anchors: [],
    from: 'provided',
  },
};

/** The address that somebody signed up from is kept as a line of the technical log is, and came with what the person sent. */
const connectionOf = (own: UserEventEffect): UserEventEffect => ({
  ...effects['technical-log.written'],
  cameWith: own,
});

const session: CookieEffects = {
  set: {
    populations: ['platform-user', 'client-user'],
    purposes: ['login-session', 'account-provision'],
    records: ['access'],
    anchors: [],
    from: 'collected',
  },
  removed: {
    populations: ['platform-user', 'client-user'],
    purposes: ['login-session', 'account-provision'],
    records: [],
    anchors: ['purpose-ended'],
  },
};
const onVisit = (records: string[]): CookieEffects => ({
  set: {
    populations: ['visitor'],
    purposes: [
      'preferences',
      'consent-choices',
      'analytics',
      'statistics',
      'usability',
      'campaign-measurement',
      'content-personalisation',
    ],
    records,
    anchors: ['cookie-set', 'collected-at'],
    from: 'collected',
  },
  removed: nothing,
});
const ofTraffic: CookieEffects = {
  set: {
    populations: ['visitor'],
    purposes: ['operate-and-secure', 'abuse-detection'],
    records: ['technical-log'],
    anchors: ['logged-at'],
    from: 'collected',
  },
  removed: nothing,
};

/** What a cookie records, by what it does. */
const cookieEffects: Record<Cookie['function'], CookieEffects> = {
  login: session,
  security: ofTraffic,
  'load-balancing': ofTraffic,
  'consent-choice': onVisit(['cookie-choice']),
  preferences: onVisit(['preference']),
  statistics: onVisit(['behaviour', 'device']),
  'campaign-measurement': onVisit(['behaviour', 'device']),
  'content-personalisation': onVisit(['behaviour', 'device']),
};

/** A choice in the cookie banner is on the device and with the site from then on, whichever service recorded it. */
export const cookieChoiceEffect: UserEventEffect = cookieEffects['consent-choice'].set;

/** An opt-out ends the same, whoever hears of it first: the system that sends, or the platform. */
export const optOutEffect = {
  newsletter: effects['newsletter.opted-out'],
  'course-invitations': effects['course.opted-out'],
} as const;

/** A question that reached the privacy contact is an enquiry like one that a system tells of, and so is its answer. */
export const enquiryEffect: Readonly<Record<'asked' | 'answered', UserEventEffect>> = {
  asked: { ...effects['enquiry.received'], records: ['contact', 'enquiry'] },
  answered: effects['enquiry.answered'],
};

/** Sharing keeps data for a purpose of its own, and for the people whom the purpose is about. */
export const sharingEffect = (
  { id, populations }: Pick<Purpose, 'id' | 'populations'>,
  dataCategories: readonly string[],
): UserEventEffect => ({ populations, purposes: [id], records: dataCategories, anchors: [] });

/**
 * What a user event does under a statement: by its own row, and by what came along with it. Undefined for a cookie that
 * the statement's table does not list.
 * @param parts the names of the personal parts that were sent
 */
export function effectsOf(
  name: PersonEventName,
  facts: { cookie?: unknown },
  parts: readonly string[],
  statement: Statement,
): UserEventEffect[] | undefined {
  const own = ownEffect(name, facts, statement);
  return own && (parts.includes('connection') ? [own, connectionOf(own)] : [own]);
}

function ownEffect(
  name: PersonEventName,
  facts: { cookie?: unknown },
  statement: Statement,
): UserEventEffect | undefined {
  if (name !== 'cookie.set' && name !== 'cookie.removed') return effects[name];
  const listed = statement.cookies.table.find(({ identifier }) => identifier === facts.cookie);
  return listed && cookieEffects[listed.function][name === 'cookie.set' ? 'set' : 'removed'];
}
