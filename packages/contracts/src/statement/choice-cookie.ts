import type { Cookie, Statement } from './schema.ts';
import { compareDurations, cookieLifeOf } from './statement-index.ts';

/** What the banner's own cookie is called where the published table does not list it. */
export const CHOICE_COOKIE_NAME = 'vitne_visitor';

/** How long it lives where the statement says nothing about it: as long as a no is respected. */
const LIFE_WHEN_SILENT = 'P6M';

export type ChoiceCookie = Pick<Cookie, 'identifier' | 'domains'> & {
  /** ISO 8601 duration, or `session`. */
  life: string;
  /** Whether it lives until the next visit and is replaced by a fresh one then. */
  renewed: boolean;
  /** Whether the published table has it. */
  listed: boolean;
};

export const isRenewed = ({ maxAge }: Cookie): boolean => maxAge === 'until-next-visit';

/**
 * The cookie that holds the random number by which a visitor's choices are found again: as the table has it, or where
 * the table is silent, as long as the rules keep what is counted from the setting of a cookie, and replaced at the next visit
 * where the table's cookies are.
 */
export function choiceCookieOf({ cookies: { table }, retention }: Statement): ChoiceCookie {
  const listed = table.find((cookie) => cookie.function === 'consent-choice' && cookie.type === 'cookie');
  if (listed) {
    const { identifier, domains } = listed;
    return { identifier, domains, life: cookieLifeOf(listed), renewed: isRenewed(listed), listed: true };
  }
  const lives = retention
    .filter(({ anchor }) => anchor === 'cookie-set')
    .flatMap(({ keep }) => (keep.atMost === 'at-once' ? [] : [keep.atMost]));
  return {
    identifier: CHOICE_COOKIE_NAME,
    domains: [],
    life: lives.sort(compareDurations)[0] ?? LIFE_WHEN_SILENT,
    renewed: table.some(isRenewed),
    listed: false,
  };
}
