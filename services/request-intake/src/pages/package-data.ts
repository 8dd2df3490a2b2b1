import type { HeldData } from '@vitne/contracts/interop/access-package';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import { type Html, html } from '@vitne/service-kit/html';
import { capital, facts, type Section, type Telling } from '@vitne/service-kit/telling';
import { momentIn, whereFromWords } from './package-words.ts';

/** Beyond this a page is no help; the file has everything. */
const mostOnPage = 100;

/** The copy of the data, by category and holder. */
export function dataSection(data: readonly HeldData[], telling: Telling, omitted: number): Section {
  const { say, of } = telling;
  const byCategory = Map.groupBy(data, ({ dataCategory }) => dataCategory.id);
  return {
    id: 'data',
    title: say('Opplysningene', 'The data'),
    body:
      data.length === 0
        ? html`<p>${say('Vi fant ingen opplysninger om deg.', 'We found no data about you.')}</p>`
        : html`${[...byCategory.values()].map(
            (held) =>
              html`<h3>${held[0] && of(held[0].dataCategory.name)}</h3>${held.map((one) => holder(one, telling))}`,
          )}${
            omitted > 0 &&
            html`<p class="soft">${say(`${omitted} eldre oppføringer står ikke her.`, `${omitted} older entries are left out here.`)}</p>`
          }`,
  };
}

function holder({ heldBy, sources, readable, items, dataCategory }: HeldData, telling: Telling): Html {
  const { say, of, statement } = telling;
  const at = momentIn(telling);
  const from = whereFromWords(sources, telling, heldBy.id);
  const nameOf = (attribute: string): string => {
    // What the platform keeps itself may have a field that the statement names elsewhere.
    const known = [dataCategoryById(statement, dataCategory.id), ...statement.dataCategories]
      .flatMap((category) => category?.attributes ?? [])
      .find(({ id }) => id === attribute);
    return known ? of(known.name) : capital(attribute);
  };
  const where = html`<p class="soft">${of(heldBy.name)}. ${say('Kom fra', 'Came from')}: ${from}.</p>`;
  if (!readable) {
    const gone = say('Er slettet og kan ikke leses av noen.', 'Is erased and cannot be read by anybody.');
    return html`${where}<p>${gone}</p>`;
  }
  const shown = items.slice(-mostOnPage);
  return html`${where}${shown.map(({ fields, at: time }) =>
    facts([
      ...(time === undefined ? [] : [[say('Når', 'When'), at(time)] as const]),
      ...Object.entries(fields).map(([name, value]) => [nameOf(name), valueOf(value, telling)] as const),
    ]),
  )}${
    items.length > shown.length &&
    html`<p class="soft">${say(
      `De siste ${shown.length} av ${items.length}. Filen har alle.`,
      `The last ${shown.length} of ${items.length}. The file has all.`,
    )}</p>`
  }`;
}

function valueOf(value: unknown, { say }: Telling): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? say('ja', 'yes') : say('nei', 'no');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
