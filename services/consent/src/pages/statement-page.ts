import type { Statement } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { htmlPage } from '@vitne/service-kit/page';
import { type Language, type Section, type Telling, tellingOf } from '@vitne/service-kit/telling';
import { cookiesSection } from './cookies.ts';
import { dataSection, sourcesSection } from './data-and-sources.ts';
import { purposesSection } from './purposes.ts';
import { recipientsSection, sharingSection, transfersSection } from './recipients.ts';
import { retentionSection } from './retention.ts';
import { complaintsSection, decisionsSection, rightsSection } from './rights.ts';
import { otherLanguages, topOfPage } from './top-of-page.ts';
import {
  carriedOutSection,
  changesSection,
  type Edition,
  recordSection,
  securitySection,
  versionOf,
} from './upkeep.ts';
import { activitiesSection, controllerSection } from './who-we-are.ts';

export type StatementPage = {
  statement: Statement;
  language: Language;
  /** Every published version, the one in force first. */
  editions: readonly Edition[];
  /** SHA-256 of the statement's canonical form, by which the page can be compared with the ledger. */
  hash: string;
};

/** The statement as people read it, made from the published document alone; who publishes another gets another page. */
export function statementPage({ statement, language, editions, hash }: StatementPage): string {
  const telling = tellingOf(statement, language);
  const version = versionOf(telling);
  const pathOf = (of?: string, as: Language = language) =>
    `/statements/${statement.tenant}${of === undefined ? '' : `/${of}`}?language=${as}`;
  const sections = sectionsOf(telling, editions, pathOf);
  return htmlPage({
    title: `${telling.of(statement.statement.title)}, ${telling.say('versjon', 'version')} ${version}`,
    language,
    links: otherLanguages(telling, (other) => pathOf(version, other)),
    top: topOfPage(telling, (other) => pathOf(version, other)),
    body: html`${heading(telling, editions, pathOf())}
<div class="with-contents">${contents(telling, sections)}
<div>${sections.map(
      ({ id, title, body }) => html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>
${body}</section>
`,
    )}</div></div>`,
    bottom: bottom(telling, hash),
  });
}

function sectionsOf(telling: Telling, editions: readonly Edition[], pathOf: (version: string) => string): Section[] {
  const sections = [
    controllerSection(telling),
    activitiesSection(telling),
    purposesSection(telling),
    dataSection(telling),
    sourcesSection(telling),
    cookiesSection(telling),
    recipientsSection(telling),
    sharingSection(telling),
    transfersSection(telling),
    retentionSection(telling),
    rightsSection(telling),
    complaintsSection(telling),
    decisionsSection(telling),
    securitySection(telling),
    changesSection(telling, editions, pathOf),
    recordSection(telling),
  ];
  const carriedOut = carriedOutSection(telling, sections);
  return carriedOut ? [...sections, carriedOut] : sections;
}

function contents({ say }: Telling, sections: readonly Section[]): Html {
  return html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">${say('Innhold', 'Contents')}</h2>
<ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ul></nav>`;
}

function heading(telling: Telling, [inForce]: readonly Edition[], pathInForce: string): Html {
  const { statement, say, of, day } = telling;
  const { version, revision, updated, title, covers } = statement.statement;
  const replaced = inForce !== undefined && inForce.version !== versionOf(telling);
  return html`<h1>${of(title)}</h1>
<p class="soft">${say(
    `Versjon ${version}, revisjon ${revision}, oppdatert ${day(updated)}`,
    `Version ${version}, revision ${revision}, updated on ${day(updated)}`,
  )}</p>
${
  replaced &&
  html`<p class="note"><strong>${say('Dette er en tidligere versjon.', 'This is an earlier version.')}</strong> ${say('Den som gjelder nå, er', 'The one in force is')} <a href="${pathInForce}">${say('versjon', 'version')} ${inForce.version}</a>.</p>`
}
<p class="lead">${of(covers)}</p>`;
}

function bottom({ statement, say }: Telling, hash: string): Html {
  const version = versionOf({ statement });
  return html`<p>${say(
    'Siden er laget av den publiserte erklæringen og ingenting annet. Den har ingen informasjonskapsler, ingen skript og henter ingenting fra andre.',
    'This page is made from the published statement and nothing else. It has no cookies and no scripts, and fetches nothing from others.',
  )}</p>
<p><a href="/v1/public/${statement.tenant}/statements/${version}">${say('Erklæringen som data', 'The statement as data')}</a>. ${say('Fingeravtrykk', 'Fingerprint')} (SHA-256): <code>${hash}</code></p>`;
}
