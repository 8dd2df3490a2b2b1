import type { Cookie, CookieCategory } from '@vitne/contracts/statement/schema';
import { cookieCategoryOf, cookieLifeOf, purposesOfCookieCategory } from '@vitne/contracts/statement/statement-index';
import { type Html, html } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import type { Section, Telling } from '@vitne/service-kit/telling';
import { cookieCategoryNames, cookieFunctions, cookieSettings } from './words.ts';

/** What is stored on a device, for how long, and how a choice is changed (ekomloven § 3-15). */
export function cookiesSection(telling: Telling): Section {
  const { statement, say, of, and } = telling;
  const { settings, categories, table: cookies } = statement.cookies;
  const choose = and(settings.map((setting) => of(cookieSettings[setting])));
  return {
    id: 'cookies',
    title: say('Informasjonskapsler', 'Cookies'),
    body: html`<p>${say(
      `Et valg kan endres eller trekkes tilbake når som helst: ${choose}.`,
      `A choice can be changed or withdrawn at any time: ${choose}.`,
    )}</p>
${
  categories.length > 0 &&
  table(
    say('Kategoriene, og hva de krever', 'The categories, and what they need'),
    [
      say('Kategori', 'Category'),
      say('Krever samtykke', 'Needs consent'),
      say('Kan slås av', 'Can be turned off'),
      say('Åpner for', 'Opens for'),
    ],
    categories.map((category) => categoryRow(category, telling)),
  )
}
${
  cookies.length === 0
    ? html`<p>${say('Ingen informasjonskapsler er ført opp.', 'No cookies are listed.')}</p>`
    : table(
        say(
          'Informasjonskapslene og lignende, og hvor lenge de varer',
          'The cookies and the like, and how long they live',
        ),
        [
          say('Navn', 'Name'),
          say('Hva den gjør', 'What it does'),
          say('Behandles som', 'Treated as'),
          say('Varer', 'Lives'),
          say('Domene', 'Domain'),
        ],
        cookies.map((cookie) => cookieRow(cookie, telling)),
      )
}`,
  };
}

function categoryRow({ id, name, consentRequired, canBeRefused }: CookieCategory, telling: Telling): Html[] {
  const { statement, say, of, purposes } = telling;
  const yes = (is: boolean) => html`${is ? say('Ja', 'Yes') : say('Nei', 'No')}`;
  const opened = purposesOfCookieCategory(statement, id).map((purpose) => purpose.id);
  return [
    html`${of(name)}`,
    yes(consentRequired),
    yes(canBeRefused),
    html`${opened.length > 0 ? purposes(opened) : '–'}`,
  ];
}

function cookieRow(cookie: Cookie, telling: Telling): Html[] {
  const { statement, say, of, and, quoted } = telling;
  const category = cookieCategoryOf(cookie);
  const name = statement.cookies.categories.find(({ id }) => id === category)?.name ?? cookieCategoryNames[category];
  const declaredOtherwise = cookie.declaredCategory.toLowerCase() !== category;
  return [
    html`<code>${cookie.identifier}</code>`,
    html`<p>${of(cookie.description)}</p><p class="soft">${say('Funksjon', 'Function')}: ${of(cookieFunctions[cookie.function])}</p>`,
    html`<p>${of(name)}</p>${
      declaredOtherwise &&
      html`<p class="soft">${say(
        `Den publiserte tabellen kaller den ${quoted(cookie.declaredCategory)}.`,
        `The published table calls it ${quoted(cookie.declaredCategory)}.`,
      )}</p>`
    }`,
    html`${lifetime(cookie, telling)}`,
    html`${and(cookie.domains)}`,
  ];
}

function lifetime(cookie: Cookie, { say, duration }: Telling): string {
  const life = cookieLifeOf(cookie);
  const counted = life === 'session' ? say('Til økten er slutt', 'Until the session ends') : duration(life);
  return cookie.maxAge === 'until-next-visit'
    ? say(`Til neste besøk, og aldri lenger enn ${counted}`, `Until the next visit, and never longer than ${counted}`)
    : counted;
}
