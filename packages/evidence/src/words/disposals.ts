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
  'disposal.completed': {
    says: words('Alle har bekreftet, og nøklene er ødelagt.', 'Everyone has confirmed, and the keys are destroyed.'),
    rows: [
      ['effective', words('Kan ikke leses her siden', 'Cannot be read here since')],
      ['completed', words('Fullført', 'Completed')],
    ],
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
