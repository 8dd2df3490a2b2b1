import type { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { Anchor, Cookie, Statement } from '@vitne/contracts/statement/schema';

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
};

type CookieEffects = { set: UserEventEffect; removed: UserEventEffect };

const nothing: UserEventEffect = { populations: [], purposes: [], records: [], anchors: [] };
const enquirers = ['enquirer', 'private-enquirer'];
const answering = ['answer-enquiries', 'support'];
const customers = ['customer-relationship'];

/** One row per user event about a person; cookies have a table of their own, because what they record depends on what they do. */
const effects: Record<Exclude<PersonEventName, 'cookie.set' | 'cookie.removed'>, UserEventEffect> = {
  'profile.created': {
    populations: ['client-user', 'customer-contact'],
    purposes: ['account-provision', ...customers],
    records: ['identity', 'contact', 'location', 'access', 'payment'],
    anchors: [],
  },
  'newsletter.signed-up': {
    populations: ['newsletter-subscriber'],
    purposes: ['newsletter', 'marketing'],
    records: ['identity', 'contact'],
    anchors: [],
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
  },
  'behaviour.observed': {
    populations: ['visitor', 'client-user'],
    purposes: ['analytics', 'statistics', 'usability', 'abuse-detection'],
    records: ['behaviour', 'device'],
    anchors: ['collected-at'],
  },
  'technical-log.written': {
    populations: ['visitor', 'client-user'],
    purposes: ['operate-and-secure', 'abuse-detection'],
    records: ['technical-log'],
    anchors: ['logged-at'],
  },
  'enquiry.received': {
    populations: enquirers,
    purposes: answering,
    records: ['identity', 'contact', 'enquiry'],
    anchors: ['last-contact'],
  },
  'enquiry.answered': { populations: enquirers, purposes: answering, records: [], anchors: ['last-contact'] },
  'customer.converted': {
    populations: ['customer-contact'],
    purposes: customers,
    records: ['identity', 'contact', 'enquiry', 'payment', 'access'],
    anchors: [],
  },
  'register-data.fetched': {
    populations: ['customer-contact'],
    purposes: customers,
    records: ['register-facts'],
    anchors: [],
  },
  'accounting-material.recorded': {
    populations: ['customer-contact'],
    purposes: ['bookkeeping'],
    records: ['accounting-material'],
    anchors: ['accounting-year-ended'],
  },
};

const session: CookieEffects = {
  set: {
    populations: ['platform-user', 'client-user'],
    purposes: ['login-session', 'account-provision'],
    records: ['access'],
    anchors: [],
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
  },
  removed: nothing,
});
const ofTraffic: CookieEffects = {
  set: {
    populations: ['visitor'],
    purposes: ['operate-and-secure', 'abuse-detection'],
    records: ['technical-log'],
    anchors: ['logged-at'],
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

/** What a user event does under a statement; undefined for a cookie that the statement's table does not list. */
export function effectOf(
  name: PersonEventName,
  facts: { cookie?: unknown },
  statement: Statement,
): UserEventEffect | undefined {
  if (name !== 'cookie.set' && name !== 'cookie.removed') return effects[name];
  const listed = statement.cookies.table.find(({ identifier }) => identifier === facts.cookie);
  return listed && cookieEffects[listed.function][name === 'cookie.set' ? 'set' : 'removed'];
}
