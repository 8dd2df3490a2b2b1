import { incidentRecordCategory } from './catalogue/incident-events.ts';
import { answerAddressCategory } from './catalogue/request-address-events.ts';
import { systemReferenceCategory } from './catalogue/user-events.ts';
import type { LocalisedText, Statement } from './statement/schema.ts';
import { dataCategoryById } from './statement/statement-index.ts';

/** Categories that no statement has, for the platform itself brings them about: what people read of each. */
const ownDataCategories: ReadonlyMap<string, LocalisedText> = new Map([
  [systemReferenceCategory, { nb: 'Systemenes egne numre på deg', en: 'The systems’ own numbers for you' }],
  [answerAddressCategory, { nb: 'Hvor svaret på henvendelsen skal', en: 'Where the answer to your request goes' }],
  [incidentRecordCategory, { nb: 'Det vi skrev om en hendelse', en: 'What we wrote about an incident' }],
]);

/** What people read of a data category: the statement's name for it, or the platform's for one of its own; else its id. */
export const dataCategoryName = (statement: Statement, id: string): LocalisedText =>
  dataCategoryById(statement, id)?.name ?? ownDataCategories.get(id) ?? { nb: id, en: id };
