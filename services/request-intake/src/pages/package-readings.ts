import type { AccessPackage } from '@vitne/contracts/interop/access-package';
import type { LocalisedText } from '@vitne/contracts/statement/schema';
import { type Html, html } from '@vitne/service-kit/html';
import { table } from '@vitne/service-kit/page';
import type { Section, Telling } from '@vitne/service-kit/telling';
import { momentIn } from './package-words.ts';

type Consultation = AccessPackage['consultations'][number];
type FileTaken = AccessPackage['filesTaken'][number];

const pair = (nb: string, en: string): LocalisedText => ({ nb, en });

const roleWords: Readonly<Record<Consultation['role'], LocalisedText>> = {
  staff: pair('En som behandler saker', 'Somebody who handles matters'),
  'privacy-officer': pair('En personvernansvarlig', 'A privacy officer'),
  auditor: pair('En revisor', 'An auditor'),
  system: pair('Et av systemene våre', 'One of our systems'),
};
const purposeWords: Readonly<Record<Consultation['purpose'], LocalisedText>> = {
  'answering-request': pair('For å svare på en henvendelse fra deg', 'To answer a request of yours'),
  'carrying-out-task': pair('For å gjøre det du ba om', 'To do what you asked for'),
  'handling-incident': pair('For å følge opp en hendelse', 'To follow up an incident'),
  'keeping-breach-register': pair('For å føre register over brudd', 'To keep the register of breaches'),
  'accounting-for-disclosures': pair('For å se hva som er gitt videre', 'To see what was handed on'),
  'finding-person': pair('For å finne deg i registeret', 'To find you in the directory'),
  audit: pair('For å kontrollere at vi følger reglene', 'To check that we follow the rules'),
};
const takerWords: Readonly<Record<FileTaken['by'], LocalisedText>> = {
  person: pair('Den som hadde lenken vi ga deg', 'Whoever had the link that we gave you'),
  ...roleWords,
};
const fileWords: Readonly<Record<FileTaken['kind'], LocalisedText>> = {
  'consent-receipt': pair('Kvittering for et valg', 'The receipt of a choice'),
  'request-answer': pair('Svaret på en henvendelse', 'The answer to a request'),
  'disposal-confirmation': pair('Bekreftelsen på en sletting', 'The confirmation of an erasure'),
};
const openedWords: Readonly<Record<Consultation['opened'], LocalisedText>> = {
  request: pair('Det du skrev og fikk svar på', 'What you wrote and were answered'),
  task: pair('Det et system trengte for å gjøre det', 'What a system needed to do it'),
  incident: pair('Det som står om en hendelse', 'What stands of an incident'),
  'breach-register': pair('Det som står i bruddregisteret', 'What stands in the register of breaches'),
  disclosures: pair('Det som er skrevet om utleveringer', 'What was written of disclosures'),
  directory: pair('At du er kjent her', 'That you are known here'),
  record: pair('Alt som står om deg', 'Everything that stands about you'),
};

/** Beyond this a page is no help; the file has everything. */
const mostOnPage = 100;

/** When the organisation looked, in which role and why. */
export function readingsSection({ consultations, filesTaken }: AccessPackage, telling: Telling): Section {
  const { say, of, categories } = telling;
  const at = momentIn(telling);
  const shown = consultations.slice(-mostOnPage);
  const taken = filesTaken.slice(-mostOnPage);
  return {
    id: 'readings',
    title: say('Hvem hos oss som har sett dem', 'Who here has looked at it'),
    body: html`${
      shown.length === 0
        ? html`<p>${say('Ingen hos oss har åpnet noe av det.', 'Nobody here has opened any of it.')}</p>`
        : table(
            say('Hver gang noe om deg ble åpnet', 'Each time that something about you was opened'),
            [say('Når', 'When'), say('Hvem', 'Who'), say('Hvorfor', 'Why'), say('Hva', 'What')],
            shown.map(({ at: time, role, purpose, opened, dataCategories }) => [
              html`${at(time)}`,
              html`${of(roleWords[role])}`,
              html`${of(purposeWords[purpose])}`,
              html`${of(openedWords[opened])}${dataCategories.length > 0 && html` (${categories(dataCategories)})`}`,
            ]),
          )
    }${
      consultations.length > shown.length &&
      html`<p class="soft">${say(
        `De siste ${shown.length} av ${consultations.length}. Filen har alle.`,
        `The last ${shown.length} of ${consultations.length}. The file has all.`,
      )}</p>`
    }${taken.length > 0 && filesTable(taken, telling)}`,
  };
}

/** Files with proof that left the platform. */
function filesTable(taken: readonly FileTaken[], telling: Telling): Html {
  const { say, of } = telling;
  const at = momentIn(telling);
  return table(
    say('Filer med bevis som er lastet ned', 'Files with proof that were downloaded'),
    [say('Når', 'When'), say('Hvem', 'Who'), say('Hva', 'What')],
    taken.map(({ at: time, by, kind }) => [
      html`${at(time)}`,
      html`${of(takerWords[by])}`,
      html`${of(fileWords[kind])}`,
    ]),
  );
}
