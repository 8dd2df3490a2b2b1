import type { Basis, ConsentTerms, Purpose } from '@vitne/contracts/statement/schema';
import { consentPurposes } from '@vitne/contracts/statement/statement-index';
import { type Html, html } from '@vitne/service-kit/html';
import { facts, listed, type Section, type Telling } from '@vitne/service-kit/telling';
import { basisNames } from './words.ts';

/** Why data is used, and on which legal basis for whom (Art. 13(1)(c) and (d)). */
export function purposesSection(telling: Telling): Section {
  const { statement, say } = telling;
  const asked = consentPurposes(statement).length > 0;
  return {
    id: 'purposes',
    title: say('Formål og rettslig grunnlag', 'Purposes and legal bases'),
    body: html`<p>${say(
      'Hvert formål har et grunnlag i personvernforordningen (GDPR). Der et formål har flere, står det hvem og hva hvert av dem gjelder.',
      'Each purpose has a legal basis in the General Data Protection Regulation (GDPR). Where there are several, each says for whom and for what it counts.',
    )}</p>
${
  asked &&
  html`<p>${say(
    'Der grunnlaget er samtykke, spør vi først. Uten et klart ja gjør vi det ikke, og et ja kan trekkes tilbake når som helst.',
    'Where the basis is consent, we ask first. Without a clear yes we do not do it, and a yes can be withdrawn at any time.',
  )}</p>`
}
${statement.purposes.map((purpose) => purposeInWords(purpose, telling))}`,
  };
}

function purposeInWords(purpose: Purpose, telling: Telling): Html {
  const { say, of, populations, categories, sources, recipients } = telling;
  return html`<h3 id="purpose-${purpose.id}">${of(purpose.name)}</h3>
${purpose.description && html`<p>${of(purpose.description)}</p>`}
${facts([
  [say('Rettslig grunnlag', 'Legal basis'), basesInWords(purpose, telling)],
  [say('Avklart', 'Settled'), settled(purpose, telling)],
  [say('Samtykke', 'Consent'), purpose.consent && consentInWords(purpose.consent, telling)],
  [say('Opplysninger', 'Data'), categories(purpose.dataCategories)],
  [say('Hvem det gjelder', 'Whom it is about'), populations(purpose.populations)],
  [say('Kilder', 'Sources'), sources(purpose.sources)],
  [
    say('Mottakere', 'Recipients'),
    purpose.recipients.length > 0 ? recipients(purpose.recipients) : say('Ingen', 'None'),
  ],
  [
    say('Direkte markedsføring', 'Direct marketing'),
    purpose.directMarketing && say('Ja. Du kan si nei når som helst.', 'Yes. You can say no at any time.'),
  ],
])}`;
}

function basesInWords(purpose: Purpose, telling: Telling): Html {
  const { say } = telling;
  const bases = listed(purpose.bases.map((basis) => basisInWords(basis, purpose, telling)));
  if (purpose.role === 'controller') return bases;
  return html`<p>${say(
    'Her er vi databehandler: grunnlaget er kundens, og vi følger kundens instruks.',
    'Here we are a processor: the basis is the client’s, and we follow the client’s instructions.',
  )}</p>${bases}`;
}

function basisInWords({ article, appliesTo, when, interest, law }: Basis, purpose: Purpose, telling: Telling): Html {
  const { say, of, quotedPopulations, quotedCategories } = telling;
  const name = basisNames[article];
  const cited = `GDPR ${telling.article(article)}`;
  const some = appliesTo.dataCategories;
  const several = purpose.bases.length > 1;
  return html`<strong>${name ? of(name) : cited}</strong>${name && html` (${cited})`}${
    several && html`. ${say('Gjelder', 'Counts for')}: ${quotedPopulations(appliesTo.populations)}`
  }${some && html`. ${say('For opplysningene', 'For the data')}: ${quotedCategories(some)}`}${
    law !== undefined && html`. ${say('Plikten følger av', 'The duty follows from')} ${law}`
  }.${when && html` ${of(when)}`}${interest && html` ${say('Interessen', 'The interest')}: ${of(interest)}`}${
    article === '6(1)(f)' &&
    interest === undefined &&
    ` ${say('Erklæringen sier ikke hvilken interesse.', 'The statement does not say which interest.')}`
  }${
    article === '6(1)(c)' &&
    law === undefined &&
    ` ${say('Erklæringen sier ikke hvilken lov plikten følger av.', 'The statement does not say which law the duty follows from.')}`
  }`;
}

/** What the controller decided where the published text left the basis open. */
function settled(purpose: Purpose, { statement, of }: Telling): Html | undefined {
  const found = statement.resolutions.filter(({ path }) => path.startsWith(`purposes/${purpose.id}/`));
  if (found.length === 0) return undefined;
  return listed(found.map(({ decision, reason }) => html`${of(decision)} ${of(reason)}`));
}

function consentInWords({ level, ask, expires, askAgainAfter }: ConsentTerms, telling: Telling): Html {
  const { say, of, duration } = telling;
  const rules = [
    level === 'person-and-company' &&
      say('Både du og virksomheten din må si ja.', 'Both you and your company must say yes.'),
    expires !== undefined && say(`Et ja gjelder i ${duration(expires)}.`, `A yes counts for ${duration(expires)}.`),
    askAgainAfter !== undefined &&
      say(
        `Sier du nei, spør vi ikke igjen før det har gått ${duration(askAgainAfter)}.`,
        `If you say no, we do not ask again until ${duration(askAgainAfter)} have passed.`,
      ),
  ].filter((rule) => rule !== false);
  return html`<p>${say('Vi spør', 'We ask')}: <q>${of(ask)}</q></p>${rules.length > 0 && html`<p>${rules.join(' ')}</p>`}`;
}
