import { type EventWords, type Row, words } from './word-list.ts';

export const actionWords = { erase: words('slette', 'erase'), anonymise: words('anonymisere', 'anonymise') };

export const disposalReasonWords = {
  'retention-rule': words('lagringstiden er ute', 'its time is over'),
  'erasure-request': words('personen ba om sletting', 'the person asked for erasure'),
  staff: words('en ansatt bestemte det', 'a member of staff decided it'),
};

export const disposalMethodWords = {
  erased: words('slettet', 'erased'),
  overwritten: words('overskrevet', 'overwritten'),
  anonymised: words('anonymisert', 'anonymised'),
  'key-destroyed': words('nøkkelen ble ødelagt', 'the key was destroyed'),
  'nothing-held': words('hadde ingenting', 'held nothing'),
};

const system: Row = ['system', words('System', 'System')];

/** How the events of a disposal are told. */
export const disposalWords: Readonly<Record<string, EventWords>> = {
  'disposal.ordered': {
    says: words('Systemene fikk beskjed om å fjerne data.', 'Systems were told to dispose of data.'),
    rows: [
      ['dataCategories', words('Opplysninger', 'Data')],
      ['period', words('Måned', 'Month')],
      ['action', words('De skulle', 'They were to'), actionWords],
      ['reason', words('Grunn', 'Reason'), disposalReasonWords],
      ['systems', words('Systemer', 'Systems')],
    ],
  },
  'disposal.confirmed': {
    says: words('Et system bekreftet.', 'A system confirmed.'),
    rows: [
      system,
      ['method', words('Hva det gjorde', 'What it did'), disposalMethodWords],
      ['evidence', words('Systemets egen dokumentasjon', "The system's own evidence")],
      ['confirmed', words('Bekreftet', 'Confirmed')],
    ],
  },
  'disposal.anonymised': {
    says: words('Et system sa hva som er igjen etter anonymisering.', 'A system said what is left after anonymising.'),
    rows: [system, ['remains.fields', words('Felt som er igjen', 'Fields that are left')]],
  },
  'erasure.answer-address-left': {
    says: words(
      'Adressen ble værende bare for å svare på andre henvendelser fra personen, til den siste av dem er besvart.',
      'The address stayed only to answer other requests of the person, until the last of them is answered.',
    ),
    rows: [['forRequests', words('Henvendelser', 'Requests')]],
  },
  'disposal.completed': {
    says: words('Alle har bekreftet, og nøklene er ødelagt.', 'Everyone has confirmed, and the keys are destroyed.'),
    rows: [
      ['effective', words('Kan ikke leses her siden', 'Cannot be read here since')],
      ['completed', words('Fullført', 'Completed')],
    ],
  },
  'key-encryption.rotated': {
    says: words(
      'Det som pakker inn nøklene byttes, og det gamle ødelegges. Neste gang blir fjerningen endelig: da åpner heller ingen kopi av nøkkellageret dataene.',
      'What wraps the keys is changed, and the old one destroyed. The next time the disposal becomes final: no copy of the key store opens the data then.',
    ),
    rows: [
      ['destroyed', words('Sist gjort', 'Last done')],
      ['next', words('Endelig senest, når det gjøres igjen', 'Final at the latest, when it is done again')],
    ],
  },
  'disposals.became-final': {
    says: words(
      'Fjerningen er endelig: heller ingen kopi av nøkkellageret åpner dataene.',
      'The disposal is final: no copy of the key store opens the data either.',
    ),
    rows: [['final', words('Endelig siden', 'Final since')]],
  },
  'disposal.anonymisation-checked': {
    says: words(
      'Det ble sjekket om noe fortsatt fører til personen.',
      'It was checked whether anything still leads to the person.',
    ),
    rows: [
      ['keysLeft', words('Nøkler igjen', 'Keys left')],
      ['identifiersLeft', words('Kjennetegn igjen', 'Identifiers left')],
    ],
  },
};
