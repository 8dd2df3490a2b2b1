import type { Change } from '@vitne/contracts/statement/diff-statements';
import type { Statement } from '@vitne/contracts/statement/schema';
import { type Html, html, webLink } from '@vitne/service-kit/html';
import { htmlPage } from '@vitne/service-kit/page';
import { type Language, listed, type Telling, tellingOf } from '@vitne/service-kit/telling';
import { otherLanguages, topOfPage } from './top-of-page.ts';
import { versionOf } from './upkeep.ts';

export type ChangesPage = {
  statement: Statement;
  /** The version before, such as 2.10; absent for the first. */
  previous?: string;
  changes: readonly Change[];
  language: Language;
};

/** Changes that say nothing to people: the number of the edition, and how the file is carried out. */
const withinTheHouse: readonly string[] = ['edition', 'handling-changed'];

/** What is new in a version, for people: what concerns them first, and by which rule it does. */
export function changesPage({ statement, previous, changes, language }: ChangesPage): string {
  const telling = tellingOf(statement, language);
  const { say, of, day } = telling;
  const version = versionOf(telling);
  const { tenant, controller } = statement;
  const path = (as: Language) => `/statements/${tenant}/${version}/changes?language=${as}`;
  const whole = `/statements/${tenant}/${version}?language=${language}`;
  const significant = changes.filter((change) => change.significant);
  const others = changes.filter(({ significant: matters, code }) => !matters && !withinTheHouse.includes(code));
  const title = say(`Hva er nytt i versjon ${version}?`, `What is new in version ${version}?`);
  return htmlPage({
    title: `${title} ${of(statement.statement.title)}`,
    language,
    links: otherLanguages(telling, path),
    top: topOfPage(telling, path),
    body: html`<h1>${title}</h1>
<p class="soft">${of(statement.statement.title)}, ${say('oppdatert', 'updated on')} ${day(statement.statement.updated)}</p>
${
  previous === undefined
    ? html`<p class="lead">${say('Dette er den første versjonen.', 'This is the first version.')}</p>`
    : html`<section aria-labelledby="significant"><h2 id="significant">${say('Viktig for deg', 'What matters to you')}</h2>
${
  significant.length > 0
    ? significant.map((change) => inWords(change, telling))
    : html`<p>${say(
        `Ingenting vesentlig er endret siden versjon ${previous}.`,
        `Nothing significant has changed since version ${previous}.`,
      )}</p>`
}</section>
${
  others.length > 0 &&
  html`<section aria-labelledby="others"><h2 id="others">${say('Andre endringer', 'Other changes')}</h2>
${listed(others.map(({ says }) => of(says)))}</section>`
}`
}
<p><a href="${whole}">${say('Les hele erklæringen', 'Read the whole statement')}</a></p>`,
    bottom: html`<p>${say('Spørsmål? Skriv til', 'Questions? Write to')} ${telling.mail(controller.email)}. ${webLink(statement.statement.url)}</p>`,
  });
}

function inWords(
  { says, rule, affects }: Change,
  { say, of, quotedPopulations, quotedPurposes, language }: Telling,
): Html {
  const concerned =
    affects.populations.length > 0 && `${say('Gjelder', 'Concerns')} ${quotedPopulations(affects.populations)}. `;
  const askedAnew =
    affects.consentsInvalidated.length > 0 &&
    say(
      `Samtykker til ${quotedPurposes(affects.consentsInvalidated)} gjelder ikke lenger, og du blir spurt på nytt. `,
      `Consents to ${quotedPurposes(affects.consentsInvalidated)} no longer count, and you are asked anew. `,
    );
  return html`<div class="note"><p><strong>${of(says)}</strong></p>
<p class="soft">${concerned}${askedAnew}</p>${language === 'en' && html`<p class="soft">${rule}</p>`}</div>\n`;
}
