import { type EvidenceFile, isObject } from './evidence-file.ts';
import { factAt, type ProvedEvent, withoutVersion } from './proved-event.ts';
import { choiceWords } from './words/choices.ts';
import { disposalWords } from './words/disposals.ts';
import { requestWords } from './words/requests.ts';
import type { EventWords, Language, Row, Words } from './words/word-list.ts';

/*
 * What a file says to people is made of its proved events by the rules of this file and the words beside it, so that a
 * checker makes it again and nobody can put another text over the proof. These are the rules of vitne/evidence/v1: another
 * text is another version of the format, and the one of before stays.
 */

const titles: Record<EvidenceFile['kind'], Words> = {
  'consent-receipt': { nb: 'Kvittering for et valg', en: 'Receipt for a choice' },
  'request-answer': { nb: 'Svar på en henvendelse', en: 'Answer to a request' },
  'disposal-confirmation': { nb: 'Bekreftelse på at data er fjernet', en: 'Confirmation that data was disposed of' },
};
const wordsOf: Readonly<Record<string, EventWords>> = { ...choiceWords, ...requestWords, ...disposalWords };

/** The text for people, in both languages. */
export const textOfEvidence = (
  file: Pick<EvidenceFile, 'kind' | 'id' | 'origin' | 'attachments'>,
  events: readonly ProvedEvent[],
): EvidenceFile['text'] => ({ nb: textIn('nb', file, events), en: textIn('en', file, events) });

function textIn(
  language: Language,
  { kind, id, origin, attachments }: Pick<EvidenceFile, 'kind' | 'id' | 'origin' | 'attachments'>,
  events: readonly ProvedEvent[],
): string {
  const say = (nb: string, en: string): string => (language === 'nb' ? nb : en);
  const lines = [
    titles[kind][language],
    `${say('Nummer', 'Number')}: ${id}`,
    `${say('Hovedbok', 'Ledger')}: ${origin}`,
    ...events.flatMap((event) => ['', ...eventIn(language, event)]),
    ...attachments.flatMap(({ text }) => ['', say('Det som ble vist:', 'What was shown:'), ...shownIn(text)]),
  ];
  return `${lines.join('\n')}\n`;
}

function eventIn(language: Language, event: ProvedEvent): string[] {
  const words = wordsOf[withoutVersion(event.type)];
  const when = `${momentOf(event.time)} · ${language === 'nb' ? 'plass' : 'position'} ${event.position} · ${event.type}`;
  return [
    words?.says[language] ?? event.type,
    when,
    ...(words?.rows ?? []).flatMap((row) => rowsIn(language, row, (path) => factAt(event, path))),
    ...event.sealed.flatMap(({ part }) => sealedIn(language, part, event, words)),
  ];
}

/** What a sealed part holds, where it is shown; that there is one, where it is not. */
function sealedIn(language: Language, part: string, event: ProvedEvent, words: EventWords | undefined): string[] {
  const fields = event.opened[part];
  const name = words?.parts?.[part]?.[language] ?? part;
  if (!fields) return [`${name}: ${language === 'nb' ? '(forseglet, ikke vist)' : '(sealed, not shown)'}`];
  return Object.entries(fields).flatMap(([field, value]) => labelled(`${name}, ${field}`, written(value)));
}

function rowsIn(language: Language, [path, label, values]: Row, at: (path: string) => unknown): string[] {
  const value = at(path);
  if (value === undefined) return [];
  const inWords = (one: unknown): string =>
    typeof one === 'string' ? (values?.[one]?.[language] ?? (isMoment(one) ? momentOf(one) : one)) : written(one);
  return labelled(label[language], Array.isArray(value) ? value.map(inWords).join(', ') : inWords(value));
}

/** The notice as it was shown, field by field as it lies. */
function shownIn(text: string): string[] {
  try {
    const notice: unknown = JSON.parse(text);
    if (isObject(notice)) return Object.entries(notice).flatMap(([name, value]) => labelled(name, written(value)));
  } catch {
    // What is no JSON is shown as it is.
  }
  return [text];
}

/** Lines of a value that has several stand below its label, so that no value can look like another row. */
function labelled(label: string, value: string): string[] {
  const lines = value.split(/\r\n|[\n\r\u2028\u2029]/);
  return lines.length === 1 ? [`${label}: ${value}`] : [`${label}:`, ...lines.map((line) => `  ${line}`)];
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

const isMoment = (text: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text);

/** A moment as it is recorded, without a calendar or a zone of the reader's: `2026-03-05 10:12:33 UTC`. */
function momentOf(text: string): string {
  const [, day, time, zone] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  return day && time && zone ? `${day} ${time} ${zone === 'Z' ? 'UTC' : `UTC${zone}`}` : text;
}
