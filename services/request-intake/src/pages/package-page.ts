import type { AccessPackage } from '@vitne/contracts/interop/access-package';
import { requestRules } from '@vitne/contracts/law/requests';
import { type Html, html, webLink } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import { type Language, listed, type Section, type Telling, tellingOf } from '@vitne/service-kit/telling';
import type { MadePackage } from '../package/make-package.ts';
import { dataSection } from './package-data.ts';
import { readingsSection } from './package-readings.ts';
import {
  actWords,
  framed,
  groundWords,
  momentIn,
  outcomeWords,
  sourceWords,
  whereFromWords,
  wordOf,
} from './package-words.ts';

/** A package as a person reads it: the copy first, then everything else that Art. 15 gives the right to know. */
export function packagePage({ statement, access, portability, onlyPortable }: MadePackage, language: Language): string {
  const telling = tellingOf(statement, language);
  const { say } = telling;
  const all = !onlyPortable;
  const title = all
    ? say(`Det ${access.controller.name} har om deg`, `What ${access.controller.name} holds about you`)
    : say('Opplysningene du kan ta med deg', 'The data that you can take along');
  const sections = all
    ? [
        answered(access, telling),
        dataSection(access.data, telling, access.omitted),
        why(access, telling),
        whoGetsIt(access, telling),
        readingsSection(access, telling),
        howLong(access, telling),
        whereFrom(access, telling),
        choices(access, telling),
        machines(access, telling),
        rights(access, telling),
      ]
    : [dataSection(portability.data, telling, 0), rights(access, telling)];
  const shown = sections.filter((section) => section !== undefined);
  const contents = html`<nav class="contents" aria-labelledby="contents"><h2 id="contents">${say('Innhold', 'Contents')}</h2><ul>${shown.map(
    ({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`,
  )}</ul></nav>`;
  const body = html`<h1>${title}</h1>
<p class="lead">${say('Samlet', 'Put together')} ${momentIn(telling)(access.made)}.</p>
<div class="with-contents">${contents}<div>${shown.map(
    (section) =>
      html`<section aria-labelledby="${section.id}"><h2 id="${section.id}">${section.title}</h2>${section.body}</section>`,
  )}</div></div>`;
  return framed(telling, title, body);
}

function answered({ answers }: AccessPackage, telling: Telling): Section | undefined {
  const { say, of } = telling;
  const missing = answers.filter(({ outcome }) => outcome === 'failed' || outcome === 'not-answered');
  if (answers.length === 0) return undefined;
  return {
    id: 'asked',
    title: say('Hvem vi har spurt', 'Whom we asked'),
    body: html`${
      missing.length > 0 &&
      html`<p class="note">${say(
        `Vi venter ikke lenger på ${telling.and(missing.map(({ name }) => of(name)))}. Kommer det et svar senere, får du en ny lenke.`,
        `We wait no longer for ${telling.and(missing.map(({ name }) => of(name)))}. If an answer comes later, you get a new link.`,
      )}</p>`
    }${table(
      say('Systemene som kan ha noe om deg', 'The systems that may hold something about you'),
      [say('System', 'System'), say('Svar', 'Answer'), say('Når', 'When'), say('Driftes av', 'Run by')],
      answers.map(({ name, outcome, at, processor }) => [
        html`${of(name)}`,
        html`${wordOf(outcomeWords, outcome, telling)}`,
        html`${at === undefined ? '–' : momentIn(telling)(at)}`,
        html`${processor ?? say('oss', 'us')}`,
      ]),
    )}`,
  };
}

/** A line on a card, which is too narrow for columns. */
const said = (name: string, words: Html | string): Html => html`<div><span class="soft">${name}:</span> ${words}</div>`;

function why({ purposes }: AccessPackage, telling: Telling): Section {
  const { say, of, article, categories } = telling;
  return {
    id: 'why',
    title: say('Hva vi bruker dem til', 'What we use it for'),
    body: html`<ul class="cards">${purposes.map(
      ({ name, bases, dataCategories }) =>
        html`<li><h3>${of(name)}</h3>${said(
          say('Grunnlag', 'Legal basis'),
          bases
            .map(({ article: on, interest, law }) => {
              const more = interest ? of(interest) : law;
              return `GDPR ${article(on)}${more === undefined ? '' : `: ${more}`}`;
            })
            .join('; '),
        )}${said(say('Opplysninger', 'Data'), categories(dataCategories))}</li>\n`,
    )}</ul>`,
  };
}

function whoGetsIt(
  { recipients, disclosures, disclosuresDenied, recipientsTold, transfers }: AccessPackage,
  telling: Telling,
): Section {
  const { say, of, and, countries, article, categories } = telling;
  const at = momentIn(telling);
  const told = say('Hvem som har skrevet det ned', 'Who noted it');
  const none = say(
    'Ingen utenfor virksomheten får opplysningene dine.',
    'Nobody outside the organisation gets your data.',
  );
  return {
    id: 'recipients',
    title: say('Hvem andre som får dem', 'Who else gets it'),
    body: html`${
      recipients.length === 0
        ? html`<p>${none}</p>`
        : html`<ul class="cards">${recipients.map(
            ({ name, services, locations, transfer }) =>
              html`<li><h3>${of(name)}</h3>${
                services.length > 0 && said(say('Tjeneste', 'Service'), and(services.map(of)))
              }${locations.length > 0 && said(say('Land', 'Countries'), countries(locations))}${
                transfer &&
                said(
                  say('Vern utenfor EØS', 'Safeguard outside the EEA'),
                  `${transfer.instrument} (GDPR ${article(transfer.article)})`,
                )
              }</li>\n`,
          )}</ul>`
    }<p>${of(transfers.principle)}</p>${
      disclosures.length > 0 &&
      table(
        say('Det som er gitt videre', 'What was handed on'),
        [say('Når', 'When'), say('Til', 'To'), say('Opplysninger', 'Data'), say('Grunnlag', 'Ground'), told],
        disclosures.map(({ at: time, name, dataCategories, ground, sources }) => [
          html`${at(time)}`,
          html`${of(name)}`,
          categories(dataCategories),
          html`${wordOf(groundWords, ground, telling)}`,
          html`${whereFromWords(sources, telling)}`,
        ]),
      )
    }${
      disclosuresDenied.length > 0 &&
      table(
        say(
          'Det noen ville gi videre, og ikke fikk lov til',
          'What somebody wanted to hand on, and was not allowed to',
        ),
        [say('Når', 'When'), say('Til', 'To'), say('Opplysninger', 'Data'), say('Til hva', 'What for')],
        disclosuresDenied.map(({ at: time, name, dataCategories, purpose }) => [
          html`${at(time)}`,
          html`${of(name)}`,
          categories(dataCategories),
          html`${of(purpose)}`,
        ]),
      )
    }${
      recipientsTold.length > 0 &&
      html`<p>${say(
        `${recipientsTold.length} mottakere skulle få vite om en retting, en sletting eller en begrensning:`,
        `${recipientsTold.length} recipients were to be told of a correction, an erasure or a restriction:`,
      )} ${telling.and(recipientsTold.map(({ name }) => of(name)))}.</p>`
    }`,
  };
}

function howLong({ retention }: AccessPackage, telling: Telling): Section {
  const { say, of, day, categories } = telling;
  return {
    id: 'how-long',
    title: say('Hvor lenge vi har dem', 'How long we keep it'),
    body:
      retention.length === 0
        ? html`<p>${say('Vi har ingenting som skal slettes.', 'We hold nothing that is to be erased.')}</p>`
        : table(
            say('Det vi har, og når det går', 'What we hold, and when it goes'),
            [say('Opplysninger', 'Data'), say('Regel', 'Rule'), say('Slettes fra', 'Erased from')],
            retention.map(({ dataCategories, says, erasableFrom }) => [
              categories(dataCategories),
              html`${of(says)}`,
              html`${
                erasableFrom === undefined
                  ? say('så lenge grunnen varer', 'as long as its reason lasts')
                  : day(erasableFrom)
              }`,
            ]),
          ),
  };
}

function whereFrom({ sources }: AccessPackage, telling: Telling): Section | undefined {
  const { say, of } = telling;
  if (sources.length === 0) return undefined;
  return {
    id: 'sources',
    title: say('Hvor de kommer fra', 'Where it comes from'),
    body: listed(
      sources.map(({ name, kind, from }) => [of(name), from ?? wordOf(sourceWords, kind, telling)].join(' – ')),
    ),
  };
}

function choices({ consents, requests }: AccessPackage, telling: Telling): Section | undefined {
  const { say, of, language, day } = telling;
  const at = momentIn(telling);
  const from = say('Kom fra', 'Came from');
  if (consents.length === 0 && requests.length === 0) return undefined;
  return {
    id: 'choices',
    title: say('Det du har valgt og bedt om', 'What you chose and asked for'),
    body: html`${
      consents.length > 0 &&
      table(
        say('Samtykkene dine', 'Your consents'),
        [say('Når', 'When'), say('Formål', 'Purpose'), say('Hva', 'What'), from],
        consents.map(({ at: time, name, act, sources }) => [
          html`${at(time)}`,
          html`${of(name)}`,
          html`${wordOf(actWords, act, telling)}`,
          html`${whereFromWords(sources, telling)}`,
        ]),
      )
    }${
      requests.length > 0 &&
      table(
        say('Forespørslene dine', 'Your requests'),
        [say('Kom inn', 'Came in'), say('Om', 'About'), say('Frist', 'Due'), from],
        requests.map(({ received, requestType, dueDate, sources }) => [
          html`${at(received)}`,
          html`${requestRules[requestType].name[language]}`,
          html`${day(dueDate)}`,
          html`${whereFromWords(sources, telling)}`,
        ]),
      )
    }`,
  };
}

function machines({ automatedDecisions }: AccessPackage, { say, of }: Telling): Section {
  const { used, explanation } = automatedDecisions;
  const words = used
    ? say('Noen avgjørelser tas uten at et menneske er med.', 'Some decisions are made without a human being.')
    : say('Ingen avgjørelser om deg tas av maskiner alene.', 'No decision about you is made by machines alone.');
  return {
    id: 'machines',
    title: say('Automatiske avgjørelser', 'Automated decisions'),
    body: html`<p>${words}${explanation && ` ${of(explanation)}`}</p>`,
  };
}

function rights({ rights: all, complaint, controller }: AccessPackage, telling: Telling): Section {
  const { say, of, article, language, mail } = telling;
  const items: Html[] = all.map(
    ({ right, article: on, how }) =>
      html`<strong>${requestRules[right].name[language]}</strong> (GDPR ${article(on)})${how && html`: ${of(how)}`}`,
  );
  return {
    id: 'rights',
    title: say('Rettighetene dine', 'Your rights'),
    body: html`${listed(items)}<p>${say('Skriv til', 'Write to')} ${mail(controller.contact)}.${
      complaint &&
      html` ${say('Du kan klage til', 'You can complain to')} ${webLink(complaint.website, complaint.authority)}.`
    }</p>`,
  };
}
