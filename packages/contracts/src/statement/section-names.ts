import type { LocalisedText } from './schema.ts';

/** The sections of a statement whose parts have no names of their own, as a sentence about a change calls them. */
export const SECTION_NAMES: Readonly<Record<string, LocalisedText>> = {
  statement: { nb: 'erklæringen', en: 'the statement' },
  controller: { nb: 'den ansvarlige', en: 'the controller' },
  cookies: { nb: 'informasjonskapslene', en: 'the cookies' },
  sharing: { nb: 'deling av opplysninger', en: 'sharing of data' },
  transfers: { nb: 'overføring ut av EØS', en: 'transfers out of the EEA' },
  requests: { nb: 'krav om rettigheter', en: 'requests about rights' },
  complaints: { nb: 'klage', en: 'complaints' },
  security: { nb: 'sikkerhet', en: 'security' },
  automatedDecisions: { nb: 'automatiserte avgjørelser', en: 'automated decisions' },
  children: { nb: 'barn', en: 'children' },
  changes: { nb: 'varsel om endringer', en: 'notice of changes' },
  record: { nb: 'den interne loggen', en: 'the record of accountability' },
  resolutions: { nb: 'avklaringene', en: 'the resolutions' },
};
