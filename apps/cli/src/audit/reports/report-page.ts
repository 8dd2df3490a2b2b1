import { type Html, html } from '@vitne/service-kit/html';
import { htmlPage, table } from '@vitne/service-kit/page';
import { type Figure, type Language, type Report, ranges, type Section } from './report.ts';

/** A report as one page to read and to print: each figure leads to the events that it was counted from. */
export function reportPage(report: Report, language: Language): string {
  const say = (nb: string, en: string): string => (language === 'nb' ? nb : en);
  const { title, organisation, tenant, from, to, newest, statementVersion, sections } = report;
  const name = organisation ?? tenant;
  return htmlPage({
    title: `${title[language]} – ${name}`,
    language,
    top: html`<span>${name}</span>`,
    body: html`<div class="wide"><h1>${title[language]}</h1>
<p class="lead">${say('Fra', 'From')} ${from} ${say('til, men ikke med,', 'up to, and without,')} ${to}.</p>
<p>${say(
      `Regnet ut av loggen alene: av de ${newest} hendelsene til ${tenant}. Tall i parentes er hendelsenes nummer i loggen; «vitne audit prove» gir beviset for hver av dem.`,
      `Computed from the ledger alone: from the ${newest} events of ${tenant}. Numbers in brackets are the events’ positions in the ledger; “vitne audit prove” gives the proof of each.`,
    )}${statementVersion !== undefined && ` ${say('Erklæring', 'Statement')} ${statementVersion}.`}</p>
${sections.length === 0 && html`<p>${say('Ingen erklæring var publisert.', 'No statement was published.')}</p>`}
${sections.map((section) => sectionPart(section, language, say))}
<h2 id="events">${say('Hendelsene bak tallene', 'The events behind the figures')}</h2>
<dl class="facts">${sections.flatMap((section) => section.figures.map((one) => behind(section, one, language, say)))}</dl></div>`,
  });
}

type Say = (nb: string, en: string) => string;
const anchor = ({ id }: Section, one: Figure): string => `${id}-${one.id}`.replaceAll('.', '-');

function sectionPart(section: Section, language: Language, say: Say): Html {
  const { says, figures, tables } = section;
  const counted = figures.map((one) => [
    html`${one.says[language]}`,
    one.count === 0 ? html`0` : html`<a href="#${anchor(section, one)}">${one.count}</a>`,
  ]);
  const columns = [say('Hva', 'What'), say('Antall', 'How many')];
  return html`<h2>${says[language]}</h2>
${figures.length > 0 ? table(say('Tall for perioden', 'Figures of the period'), columns, counted) : tables.length === 0 && html`<p>${say('Ingenting.', 'Nothing.')}</p>`}
${tables.map(({ says: caption, columns: heads, rows }) =>
  rows.length === 0
    ? html`<p>${caption[language]}: ${say('ingen.', 'none.')}</p>`
    : table(
        caption[language],
        [...heads.map((head) => head[language]), say('Hendelser', 'Events')],
        rows.map(({ cells, positions }) => [
          ...cells.map((cell) => html`${cell[language]}`),
          html`(${ranges(positions)})`,
        ]),
      ),
)}`;
}

const behind = (section: Section, one: Figure, language: Language, say: Say): Html | false =>
  one.count > 0 &&
  html`<div id="${anchor(section, one)}"><dt>${one.says[language]}: ${one.count}</dt><dd>${say('hendelse', 'event')} ${ranges(one.positions)}</dd></div>`;
