import type { HashedNotice } from '@vitne/contracts/statement/notice';
import { durationInWords } from './durations.ts';
import { element } from './element.ts';
import type { CategoryRow, CookieRow, Language } from './public-api.ts';
import type { Shown } from './visitor-choices.ts';
import { type Words, words } from './words.ts';

/** The notices of a category's purposes, in the order of the statement. */
export const noticesOf = ({ purposes }: CategoryRow, { notices }: Shown): HashedNotice['notice'][] =>
  purposes.flatMap(({ purpose }) => notices.get(purpose)?.notice ?? []);

/** What is asked, about which data, who gets it and for how long: everything in the notice that is the purpose's own. */
export function questionsOf(row: CategoryRow, shown: Shown): HTMLElement[] {
  const say = words[shown.language];
  return noticesOf(row, shown).flatMap(({ purposeName, question, data, recipients, expiresAfter }) => [
    element('p', { class: 'question' }, question),
    element(
      'p',
      { class: 'soft' },
      [
        `${say.purpose}: ${purposeName}.`,
        `${say.data}: ${data.join(' · ')}.`,
        recipients.length > 0 ? `${say.recipients}: ${recipients.join(' · ')}.` : '',
        expiresAfter === undefined ? '' : `${say.lasts(durationInWords(expiresAfter, shown.language))}.`,
      ]
        .filter(Boolean)
        .join(' '),
    ),
  ]);
}

/** What all notices say alike: who asks, how one withdraws, where one complains, and the whole statement. */
export function commonToAll({ language, notices, table }: Shown): HTMLElement | undefined {
  const say = words[language];
  const [first] = notices.values();
  if (!first) return undefined;
  const { controller, withdrawal, complaintsTo, statementUrl } = first.notice;
  const { name, registrationNumber, email } = controller;
  return element(
    'p',
    { class: 'soft' },
    `${name}${registrationNumber === undefined ? '' : ` (${registrationNumber})`}, ${email}. ${withdrawal} `,
    complaintsTo !== undefined && `${say.complaints(complaintsTo)} `,
    element('a', { href: statementUrl }, say.statement),
    `, ${say.version(table.statementVersion)}.`,
  );
}

/** The rows of the published table for one category; the banner's own cookie is told of also where the table forgets it. */
export function cookiesOf({ category, cookies }: CategoryRow, { language, table }: Shown): HTMLElement {
  const say = words[language];
  const { choiceCookie } = table;
  const own: CookieRow[] =
    category === 'necessary' && !choiceCookie.listed
      ? [{ ...choiceCookie, type: 'cookie', declaredCategory: category, description: { nb: say.own, en: say.own } }]
      : [];
  const rows = [...cookies, ...own];
  return element(
    'div',
    { class: 'cookies' },
    element('h4', {}, say.cookies),
    rows.length === 0
      ? element('p', { class: 'soft' }, say.noCookies)
      : element('ul', {}, ...rows.map((row) => cookieItem(row, category, language))),
  );
}

function cookieItem(row: CookieRow, category: string, language: Language): HTMLElement {
  const say = words[language];
  const facts = [
    say.from(row.domains.join(', ') || location.hostname),
    lifeInWords(row, say, language),
    ...(row.declaredCategory.toLowerCase() === category ? [] : [say.declaredAs(row.declaredCategory)]),
  ];
  return element(
    'li',
    {},
    element('code', {}, row.identifier),
    element('p', {}, row.description[language]),
    element('p', { class: 'soft' }, `${facts.join(', ')}.`),
  );
}

function lifeInWords({ life, renewed }: CookieRow, say: Words, language: Language): string {
  if (life === 'session') return say.untilSessionEnds;
  const duration = durationInWords(life, language);
  return renewed ? say.untilNextVisit(duration) : say.lives(duration);
}
