import { Temporal } from 'temporal-polyfill';
import type {
  Basis,
  Cookie,
  CookieCategory,
  DataCategory,
  OpenDsr,
  Purpose,
  Recipient,
  RetentionRule,
  Statement,
} from './schema.ts';

/** The longest life of a cookie whose own duration is no length of time (`until-next-visit`) and that names no ceiling. */
export const COOKIE_LIFE_WHEN_VAGUE = 'P30D';

/** The purpose with this id, if the statement has it. */
export function purposeById(statement: Statement, id: string): Purpose | undefined {
  return statement.purposes.find((purpose) => purpose.id === id);
}

/** The data category with this id, if the statement has it. */
export function dataCategoryById(statement: Statement, id: string): DataCategory | undefined {
  return statement.dataCategories.find((category) => category.id === id);
}

/** What a recipient is called in a language; its id where the statement does not name it. */
export function recipientNameOf(statement: Statement, id: string, language: 'nb' | 'en'): string {
  const recipient = recipientById(statement, id);
  return recipient ? nameIn(recipient, language) : id;
}

/** What a recipient is called in a language. */
export const nameIn = ({ name }: Recipient, language: 'nb' | 'en'): string =>
  typeof name === 'string' ? name : name[language];

/** The recipient with this id, if the statement has it. */
export function recipientById(statement: Statement, id: string): Recipient | undefined {
  return statement.recipients.find((recipient) => recipient.id === id);
}

/**
 * The legal bases on which a purpose may use data of a population (Art. 6), in the order of the file.
 * With `dataCategory`, only those that count for it; empty means that the use has no basis.
 */
export function basesFor(purpose: Purpose, population: string, dataCategory?: string): Basis[] {
  if (!purpose.populations.includes(population)) return [];
  if (dataCategory !== undefined && !purpose.dataCategories.includes(dataCategory)) return [];
  return purpose.bases.filter(({ appliesTo }) => {
    if (!appliesTo.populations.includes(population)) return false;
    return dataCategory === undefined || (appliesTo.dataCategories ?? purpose.dataCategories).includes(dataCategory);
  });
}

/** The rules that end the keeping of a data category of a population, in the order of the file; for one purpose if given. */
export function retentionRulesFor(
  statement: Statement,
  dataCategory: string,
  population: string,
  purpose?: string,
): RetentionRule[] {
  return statement.retention.filter(
    (rule) =>
      rule.dataCategories.includes(dataCategory) &&
      rule.populations.includes(population) &&
      (purpose === undefined || rule.purposes === undefined || rule.purposes.includes(purpose)),
  );
}

/** `month` where a category has one encryption key per person and month; `none` where one key lasts, and for unknown ones. */
export function keyPeriodOf(statement: Statement, dataCategory: string): 'month' | 'none' {
  return dataCategoryById(statement, dataCategory)?.keyPeriod ?? 'none';
}

/** The purposes that stand on consent, wholly or for some people (Art. 6(1)(a)). */
export function consentPurposes(statement: Statement): Purpose[] {
  return statement.purposes.filter((purpose) => purpose.bases.some((basis) => basis.article === '6(1)(a)'));
}

/** The purposes that a choice in the cookie banner opens or closes. */
export function purposesOfCookieCategory(statement: Statement, category: CookieCategory['id']): Purpose[] {
  return statement.purposes.filter((purpose) => purpose.cookieCategory === category);
}

/** What `necessary` cannot mean, whatever the file calls it: no service that a person asked for needs these. */
const NEVER_NECESSARY = /^dpv:(.*Marketing|.*Advertising|.*Analytics|Personalisation|Sell.*)$/;

/**
 * Whether a purpose may store on or read from the device without consent (ekomloven § 3-15): its cookie category is the
 * necessary one, and the purpose is none that no requested service can need. A purpose without a cookie category is not.
 */
export function isStrictlyNecessary(statement: Statement, purpose: Purpose): boolean {
  const category = statement.cookies.categories.find(({ id }) => id === purpose.cookieCategory);
  const isFree = category?.id === 'necessary' && !category.consentRequired;
  return isFree && !NEVER_NECESSARY.test(purpose.term) && purpose.directMarketing !== true;
}

/** The category that a cookie is treated as: the declared one where it fits what the cookie does, otherwise by its function. */
export function cookieCategoryOf(cookie: Cookie): CookieCategory['id'] {
  const byFunction = categoryOfFunction[cookie.function];
  return byFunction === 'necessary' ? byFunction : (stricterOf(cookie.declaredCategory, byFunction) ?? byFunction);
}

/** How long the platform lets a cookie live: an ISO 8601 duration, or `session`. */
export function cookieLifeOf(cookie: Cookie): string {
  return cookie.maxAge === 'until-next-visit' ? (cookie.atMost ?? COOKIE_LIFE_WHEN_VAGUE) : cookie.maxAge;
}

/** Compares two ISO 8601 durations counted from the same ordinary day: negative when `one` is shorter than `other`. */
export function compareDurations(one: string, other: string): number {
  return Temporal.Duration.compare(one, other, { relativeTo: Temporal.PlainDateTime.from('2023-01-01T00:00') });
}

const categoryOfFunction: Record<Cookie['function'], CookieCategory['id']> = {
  login: 'necessary',
  security: 'necessary',
  'load-balancing': 'necessary',
  'consent-choice': 'necessary',
  preferences: 'preferences',
  statistics: 'statistics',
  'campaign-measurement': 'marketing',
  'content-personalisation': 'marketing',
};

/** A declared category may ask for more consent than the function does, never for less. */
function stricterOf(declared: string, byFunction: CookieCategory['id']): CookieCategory['id'] | undefined {
  const name = declared.toLowerCase();
  return name === 'preferences' || name === 'statistics' || name === 'marketing'
    ? byFunction === 'marketing'
      ? byFunction
      : name
    : undefined;
}

/** How a system's processor is asked by OpenDSR for one type of request; undefined where the order goes over the bus. */
export function openDsrOf(statement: Statement, system: string, requestType: string): OpenDsr | undefined {
  const openDsr = statement.systems.find(({ id }) => id === system)?.openDsr;
  return openDsr?.requests.some((one) => one === requestType) ? openDsr : undefined;
}
