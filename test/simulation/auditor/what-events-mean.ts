import type { Entry } from './ledger.ts';

/**
 * What each user event means for the keeping of data, as the two statements read: the data that is held from then on, the
 * rules that keep it, and the rules that it ends or moves. Written from the statements and not from the services.
 */
export type Meaning = {
  /** What the telling system has from now on. */
  records: readonly string[];
  /** The rules of a statement under which that is kept; those that a statement does not have are passed over. */
  keptBy: readonly string[];
  /** The rules whose time ends with the event. */
  ends: readonly string[];
  /** The rules whose time is counted from the event anew, when something is kept under them. */
  moves: readonly string[];
};

const nothing: Meaning = { records: [], keptBy: [], ends: [], moves: [] };
const visit: Meaning = { ...nothing, records: ['behaviour', 'device'], keptBy: ['behaviour', 'visits'] };

const meanings: Readonly<Record<string, Meaning>> = {
  'profile.created': {
    ...nothing,
    records: ['identity', 'contact', 'location', 'access', 'payment'],
    keptBy: ['account-data', 'customer-after-subscription', 'contact-during-agreement'],
  },
  'newsletter.signed-up': { ...nothing, records: ['identity', 'contact'], keptBy: ['newsletter-readers'] },
  'newsletter.opted-out': { ...nothing, ends: ['newsletter-readers'] },
  'course.signed-up': {
    ...nothing,
    records: ['identity', 'contact', 'course'],
    keptBy: ['course-invitations', 'courses-held'],
  },
  'course.held': { ...nothing, ends: ['courses-held'] },
  'course.opted-out': { ...nothing, ends: ['course-invitations'] },
  'support.contacted': { ...nothing, records: ['identity', 'contact', 'enquiry'], keptBy: ['support'] },
  'enquiry.received': { ...nothing, records: ['identity', 'contact', 'enquiry'], keptBy: ['enquiries'] },
  'enquiry.answered': { ...nothing, moves: ['enquiries'] },
  'customer.converted': { ...nothing, records: ['identity', 'contact', 'enquiry'], keptBy: ['customers'] },
  'register-data.fetched': { ...nothing, records: ['register-facts'], keptBy: ['customer-after-subscription'] },
  'behaviour.observed': visit,
  'technical-log.written': { ...nothing, records: ['technical-log'], keptBy: ['technical-logs'] },
  'accounting-material.recorded': {
    ...nothing,
    records: ['accounting-material'],
    keptBy: ['bookkeeping-primary', 'bookkeeping-secondary'],
  },
};

const cookies: Readonly<Record<string, { set: Meaning; removed: Meaning }>> = {
  _moeteadm_session: {
    set: { ...nothing, records: ['access'], keptBy: ['login-sessions'] },
    removed: { ...nothing, ends: ['login-sessions'] },
  },
  catacloud_visit: { set: visit, removed: nothing },
};

/** What a visitor chose at the banner is kept on the device and with the site. */
export const choiceAtBanner: Meaning = {
  ...nothing,
  records: ['cookie-choice'],
  keptBy: ['cookies-on-your-device', 'cookie-choices'],
};
const keptUntilNo: Readonly<Record<string, readonly string[]>> = {
  newsletter: ['newsletter-readers'],
  'course-invitations': ['course-invitations'],
};

/** A person who takes a consent back, or says no, has opted out; what a system's own opt-out brings about is told by that. */
export function endedByNo({ type, facts }: Pick<Entry, 'type' | 'facts'>): Meaning | undefined {
  if (!/^consent\.(refused|withdrawn)$/.test(type) || facts['surface'] === 'opt-out') return undefined;
  const ends = facts['recipient'] === undefined ? keptUntilNo[String(facts['purpose'])] : undefined;
  return ends && { ...nothing, ends };
}

/** The address that somebody signed up from. */
export const connection: Meaning = { ...nothing, records: ['technical-log'], keptBy: ['technical-logs'] };

export function meaningOf(type: string, facts: Record<string, unknown>): Meaning | undefined {
  const cookie = cookies[String(facts['cookie'])];
  if (type === 'cookie.set') return cookie?.set;
  if (type === 'cookie.removed') return cookie?.removed;
  return meanings[type];
}
