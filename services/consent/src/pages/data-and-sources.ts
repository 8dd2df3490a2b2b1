import type { DataCategory, Source } from '@vitne/contracts/statement/schema';
import { type Html, html, webLink } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import { listed, type Section, type Telling } from '@vitne/service-kit/telling';
import { sourceKinds, sourceWays } from './words.ts';

/** The kinds of data and every detail that they may hold (Art. 5(1)(c), 14(1)(d)). */
export function dataSection(telling: Telling): Section {
  const { statement, say, of } = telling;
  return {
    id: 'data',
    title: say('Opplysningene vi behandler', 'The data we process'),
    body: html`<p>${say(
      'Listen er uttømmende: det som ikke står her, er ikke en del av behandlingen.',
      'The list is complete: what is not on it is no part of the processing.',
    )}</p>
${table(
  say('Typer opplysninger, og hva hver av dem kan inneholde', 'Kinds of data, and what each of them can hold'),
  [say('Type', 'Kind'), say('Kan inneholde', 'Can hold'), say('Merk', 'Note')],
  statement.dataCategories.map((category) => [
    html`${of(category.name)}`,
    listed(category.attributes.map((attribute) => attributeInWords(attribute, telling))),
    notes(category, telling),
  ]),
)}`,
  };
}

function attributeInWords({ name, masked }: DataCategory['attributes'][number], { say, of }: Telling): string {
  return masked ? `${of(name)} (${say('forkortet', 'shortened')})` : of(name);
}

function notes({ anonymous, readFromDevice, keyPeriod }: DataCategory, { say }: Telling): Html {
  const said = [
    anonymous && say('Bare tall, som ikke kan knyttes til deg.', 'Numbers only, which cannot be linked to you.'),
    readFromDevice && say('Leses fra eller lagres på enheten din.', 'Read from or stored on your device.'),
    keyPeriod === 'month' && say('Fjernes måned for måned.', 'Removed month by month.'),
  ].filter((note) => typeof note === 'string');
  return said.length > 0 ? html`${said.join(' ')}` : html`–`;
}

/** Where the data comes from, and who a third party is (Art. 13, 14(2)(f)). */
export function sourcesSection(telling: Telling): Section {
  const { statement, say, of, and, categories, populations } = telling;
  return {
    id: 'sources',
    title: say('Hvor opplysningene kommer fra', 'Where the data comes from'),
    body: table(
      say('Kildene, og hva som kommer fra hver', 'The sources, and what comes from each'),
      [
        say('Kilde', 'Source'),
        say('Hvordan', 'How'),
        say('Opplysninger', 'Data'),
        say('Hvem det gjelder', 'Whom it is about'),
      ],
      statement.sources.map((source) => [
        html`${of(source.name)}`,
        html`<p>${of(sourceKinds[source.kind])}: ${and(source.how.map((way) => of(sourceWays[way])))}</p>${provenance(source, telling)}`,
        html`${categories(source.dataCategories)}`,
        html`${populations(source.populations)}`,
      ]),
    ),
  };
}

function provenance({ kind, provenance: from, notice }: Source, { say, countries, duration, article }: Telling): Html {
  if (kind !== 'third-party') return html``;
  return html`${
    from &&
    html`<p>${say('Hentes fra', 'Fetched from')} ${from.website === undefined ? from.name : webLink(from.website, from.name)} (${countries([from.country])}), ${
      from.askedForBy === 'person'
        ? say('fordi du ber om det', 'because you ask for it')
        : say('på vårt initiativ', 'on our initiative')
    }.</p>`
  }${
    notice &&
    html`<p>${say(
      `Du får vite det senest ${duration(notice.within)} etterpå (GDPR ${article(notice.article)}).`,
      `You are told at the latest ${duration(notice.within)} after (GDPR ${article(notice.article)}).`,
    )}</p>`
  }`;
}
