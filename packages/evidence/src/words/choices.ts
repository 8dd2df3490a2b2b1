import { type EventWords, type Row, words } from './word-list.ts';

export const methodWords = {
  'ticked-box': words('krysset av', 'ticked a box'),
  'pressed-button': words('trykket på en knapp', 'pressed a button'),
  'settings-page': words('valgte i innstillingene', 'chose in the settings'),
  'written-form': words('svarte skriftlig', 'answered in writing'),
  spoken: words('svarte muntlig', 'answered by word of mouth'),
  'browser-signal': words('nettleseren svarte', 'the browser answered'),
};

export const surfaceWords = {
  'cookie-banner': words('informasjonskapselbanneret', 'the cookie banner'),
  portal: words('portalen', 'the portal'),
  'web-form': words('et skjema på nettet', 'a form on the web'),
  staff: words('en ansatt skrev det ned', 'a member of staff took it down'),
  'in-product': words('i produktet', 'in the product'),
  'opt-out': words('en avmelding', 'an opt-out'),
};

const purpose: Row = ['purpose', words('Formål', 'Purpose')];
const recipient: Row = ['recipient', words('Mottaker', 'Recipient')];
const version: Row = ['statementVersion', words('Erklæringens versjon', 'Version of the statement')];
const language: Row = [
  'shown.language',
  words('Vist på', 'Shown in'),
  { nb: words('norsk bokmål', 'Norwegian bokmål'), en: words('engelsk', 'English') },
];
const shown: readonly Row[] = [
  ['shown.method', words('Hvordan', 'How'), methodWords],
  ['shown.surface', words('Hvor', 'Where'), surfaceWords],
  language,
  ['shown.noticeHash', words('Kontrollsum (SHA-256) av det som ble vist', 'Checksum (SHA-256) of what was shown')],
];
const circumstances = { circumstances: words('Omstendigheter', 'Circumstances') };
const choice: readonly Row[] = [purpose, recipient, version, ...shown];

/** How acts on a consent are told. */
export const choiceWords: Readonly<Record<string, EventWords>> = {
  'consent.given': {
    says: words('Personen sa ja.', 'The person said yes.'),
    rows: [...choice, ['expires', words('Gjelder til', 'Counts until')]],
    parts: circumstances,
  },
  'consent.refused': { says: words('Personen sa nei.', 'The person said no.'), rows: choice, parts: circumstances },
  'consent.refused-by-signal': {
    says: words(
      'Nettleseren sa nei for personen (Global Privacy Control).',
      'The browser said no for the person (Global Privacy Control).',
    ),
    rows: [purpose, recipient, version],
  },
  'consent.withdrawn': {
    says: words('Personen trakk samtykket tilbake.', 'The person withdrew the consent.'),
    rows: [purpose, recipient, version, ['surface', words('Hvor', 'Where'), surfaceWords]],
  },
  'consent.expired': {
    says: words('Samtykket gikk ut.', 'The consent expired.'),
    rows: [purpose, recipient, ['expired', words('Gikk ut', 'Expired')]],
  },
  'consent.invalidated': {
    says: words(
      'Samtykket falt bort fordi erklæringen ble endret.',
      'The consent ended because the statement changed.',
    ),
    rows: [purpose, recipient, ['givenUnder', words('Gitt under versjon', 'Given under version')], version],
  },
  'consent.revoked': {
    says: words('Den behandlingsansvarlige avsluttet samtykket.', 'The controller ended the consent.'),
    rows: [purpose, recipient, version],
  },
  'consent.taken-over': {
    says: words(
      'Et valg fra et anonymt besøk ble knyttet til personen.',
      'A choice of an anonymous visit was linked to the person.',
    ),
    rows: [
      purpose,
      recipient,
      [
        'status',
        words('Valget', 'The choice'),
        { given: words('ja', 'yes'), refused: words('nei', 'no'), withdrawn: words('trukket tilbake', 'withdrawn') },
      ],
      ['origin.chosen', words('Valgt', 'Chosen')],
      version,
      ...shown,
    ],
  },
};
