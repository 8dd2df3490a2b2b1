import type { Resolution } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { capital, facts, listed, type Section, type Telling } from '@vitne/service-kit/telling';
import { keepInWords } from './retention.ts';
import { announcements, claims } from './words.ts';

/** A published version of the statement, for the list of all. */
export type Edition = { version: string; updated: string };

/** How the data is protected (Art. 32). */
export function securitySection({ statement, say, of }: Telling): Section {
  const { standard, measures } = statement.security;
  return {
    id: 'security',
    title: say('Sikkerhet', 'Security'),
    body: html`${
      standard !== undefined &&
      html`<p>${say(`Sikkerheten følger prinsippene i ${standard}.`, `Security follows the principles of ${standard}.`)}</p>`
    }${listed(measures.map(({ name }) => of(name)))}`,
  };
}

/** How a change is announced, and every version there has been. */
export function changesSection(
  telling: Telling,
  editions: readonly Edition[],
  pathOf: (version: string) => string,
): Section {
  const { statement, say, of, and, populations, duration, day } = telling;
  const { announcedBy, noticeBefore, text, ...significant } = statement.changes.significant;
  const shown = versionOf(telling);
  const versions = editions.map(({ version, updated }, index) => {
    const said = [
      version === shown && say('denne siden', 'this page'),
      index === 0 && say('gjelder nå', 'in force'),
    ].filter((words) => words !== false);
    return html`<a href="${pathOf(version)}"${version === shown && html` aria-current="page"`}>${say('Versjon', 'Version')} ${version}</a>, ${day(updated)}${
      said.length > 0 && ` (${said.join(', ')})`
    }`;
  });
  return {
    id: 'changes',
    title: say('Endringer og versjoner', 'Changes and versions'),
    body: html`<p>${of(text)}</p>
${facts([
  [say('Varsles', 'Announced'), capital(and(announcedBy.map((way) => of(announcements[way]))))],
  [say('Til', 'To'), populations(significant.populations)],
  [say('Hvor lenge før', 'How long before'), noticeBefore !== undefined && duration(noticeBefore)],
  [say('Alle versjoner', 'All versions'), listed(versions)],
])}`,
  };
}

/** The record of what was done is processing too (Art. 5(2)). */
export function recordSection(telling: Telling): Section {
  const { statement, say, of, article } = telling;
  const { purpose, basis, keep, anchor } = statement.record;
  return {
    id: 'record',
    title: say('Beviset for hva vi har gjort', 'The record of what we did'),
    body: html`<p>${say(
      'Vi fører bok over hvordan erklæringen følges. Det er også en behandling, med sitt eget formål og sin egen slutt.',
      'We keep a record of how this statement is followed. That is processing too, with a purpose and an end of its own.',
    )}</p>
${facts([
  [say('Formål', 'Purpose'), of(purpose)],
  [
    say('Rettslig grunnlag', 'Legal basis'),
    say(
      `GDPR ${article(basis.article)}, jf. ${article(basis.with)}`,
      `GDPR ${article(basis.article)} with ${article(basis.with)}`,
    ),
  ],
  [say('Hvor lenge', 'How long'), capital(keepInWords(keep, anchor, telling))],
])}`,
  };
}

/**
 * What the controller decided where the published text is open or claims too much. A claim without effect is said to
 * have none, whether the file resolves it or not.
 */
export function carriedOutSection(telling: Telling, sections: readonly Section[]): Section | undefined {
  const { statement, say, of, and } = telling;
  const { resolutions } = statement;
  const claimed = statement.statement.claims.map((claim) => of(claims[claim]));
  if (resolutions.length === 0 && claimed.length === 0) return undefined;
  return {
    id: 'carried-out',
    title: say('Slik gjennomføres erklæringen', 'How this statement is carried out'),
    body: html`${
      claimed.length > 0 &&
      html`<p class="note">${say(
        `Den publiserte teksten sier ${and(claimed)}. Det godtar ikke loven, og det har ingen virkning: bare et aktivt og klart ja er et samtykke.`,
        `The published text says ${and(claimed)}. The law does not accept that, and it has no effect: only an active and clear yes is a consent.`,
      )}</p>`
    }${
      resolutions.length > 0 &&
      html`<p>${say(
        'Der den publiserte teksten er åpen eller tvetydig, har vi bestemt dette:',
        'Where the published text is open or ambiguous, we have decided this:',
      )}</p>
${resolutions.map((resolution) => resolutionInWords(resolution, telling, sections))}`
    }`,
  };
}

function resolutionInWords(
  { path, decision, reason }: Resolution,
  telling: Telling,
  sections: readonly Section[],
): Html {
  const { say, of } = telling;
  const about = sections.find(({ id }) => id === sectionOfPath(path));
  return html`<div class="note"><p><strong>${of(decision)}</strong></p>
<p>${of(reason)}</p>${about && html`<p class="soft">${say('Gjelder', 'About')}: <a href="#${about.id}">${about.title}</a></p>`}</div>\n`;
}

/** The section of the page that tells of a part of the file. */
function sectionOfPath(path: string): string {
  const [part = ''] = path.split('/');
  const told: Record<string, string> = {
    requests: 'rights',
    dataCategories: 'data',
    contacts: 'controller',
    statement: 'purposes',
  };
  return told[part] ?? part;
}

/** The version that a telling is about, such as 2.10. */
export const versionOf = ({ statement: { statement } }: Pick<Telling, 'statement'>): string =>
  `${statement.version}.${statement.revision}`;
