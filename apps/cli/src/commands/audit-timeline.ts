import { readFileSync } from 'node:fs';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { identifierSchema } from '@vitne/contracts/identifiers';
import { z } from 'zod';
import { openTimeline } from '../audit/opened-parts.ts';
import { type Timeline, type TimelineEntry, timelineOf } from '../audit/timeline.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { callPlatform } from '../platform-caller.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type TimelineOptions = LedgerOptions & {
  /** The random id, which the ledger alone is enough for. */
  personId?: string;
  /** `<kind>:<value>`, or `-` to read that from standard input, so that no shell remembers it. */
  person?: string;
  /** Whether what is sealed is opened: by the platform, which records it first. */
  open?: boolean;
  /** Why it is opened. */
  purpose?: string;
  /** For which request or incident. */
  matter?: string;
};

/**
 * Everything about one person in order, from the ledger. Who an identifier leads to, and what is sealed, is asked of the
 * platform, which records that it is asked.
 * @throws {UsageError} for a person who cannot be looked for, and for what cannot be opened
 */
export async function auditTimeline(options: TimelineOptions): Promise<Timeline> {
  const { tenant, data, open = false, matter } = options;
  const purpose = purposeNamed(options);
  if (open && (options.export !== undefined || options.nats !== undefined))
    throw new UsageError(
      'What is sealed is opened by a platform that runs here, which records it first: leave out --export and --nats.',
    );
  const person = await personNamed(options);
  const sealed = await withLedgers(options, async (source) => {
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(options.tenant, events, newest);
    const timeline = await timelineOf(source, options.tenant, person, { onProgress });
    line.end();
    return timeline;
  });
  return open ? openTimeline(sealed, { tenant, data, role: 'privacy-officer' }, { purpose, matter }) : sealed;
}

const purposes = ['audit', 'answering-request', 'handling-incident'];

function purposeNamed({ open, purpose = 'audit', matter }: TimelineOptions): string {
  if (!open && matter !== undefined) throw new UsageError('A matter is named where something is opened: add --open.');
  if (purposes.includes(purpose)) return purpose;
  throw new UsageError(`A purpose is one of ${purposes.join(', ')}.`);
}

async function personNamed({ tenant, personId, person, data }: TimelineOptions): Promise<string> {
  if ((personId === undefined) === (person === undefined))
    throw new UsageError('Name the person, either with --person-id or with --person.');
  if (personId !== undefined) {
    if (personIdSchema.safeParse(personId).success) return personId;
    throw new UsageError('A person id is the random id by which the ledger knows somebody.');
  }
  const text = person === '-' ? readFileSync(0, 'utf8').trim() : (person ?? '');
  const colon = text.indexOf(':');
  const identifier = identifierSchema.safeParse({ kind: text.slice(0, colon), value: text.slice(colon + 1) });
  if (!identifier.success)
    throw new UsageError(
      'Write the identifier as <kind>:<value>, where the kind is email, phone, customer-number, cookie or user.',
    );
  const found = await callPlatform({ tenant, data, role: 'auditor' }, '/v1/people/lookup', {
    identifier: identifier.data,
  });
  if (found === undefined)
    throw new UsageError(
      'Nobody is known by this identifier: they never were, or were erased and the id alone leads to them.',
    );
  return z.object({ person: personIdSchema }).parse(found).person;
}

/** Facts that a line shows beside its sentence, in this order; all of them stand in the JSON. */
const shownFacts = [
  'requestType',
  'purpose',
  'recipient',
  'statementVersion',
  'decision',
  'reasons',
  'rule',
  'dataCategories',
  'erasableFrom',
  'due',
  'system',
  'systems',
  'method',
  'evidence',
  'reason',
  'how',
  'message',
  'identity',
  'kind',
  'outcome',
  'ground',
  'matter',
  'into',
  'role',
  'opened',
];
const mostCharacters = 60;

/** What a person at a terminal reads, in one of the two languages. */
export function describeTimeline(
  { person, visitors, entries, destroyedKeys }: Timeline,
  language: 'nb' | 'en',
): string {
  const destroyed = new Set(destroyedKeys);
  const words = inWords[language];
  const all = entries.flatMap(({ sealed }) => sealed);
  const gone = all.filter(({ key, shredded }) => shredded || destroyed.has(key)).length;
  return [
    words.title(person),
    ...(visitors.length > 0 ? [words.before(visitors.join(', '))] : []),
    ...entries.map((entry) => lineOf(entry, language, destroyed)),
    words.end(entries.length, all.length, gone),
  ].join('\n');
}

function lineOf(
  { position, time, says, facts, actor, sealed }: TimelineEntry,
  language: 'nb' | 'en',
  destroyed: ReadonlySet<string>,
): string {
  const words = inWords[language];
  const told = shownFacts.flatMap((name) => (facts[name] === undefined ? [] : [`${name} ${shortly(facts[name])}`]));
  const parts = sealed.flatMap(({ part, key, fields, shredded }) => {
    if (fields) return [];
    return [`${part} ${shredded || destroyed.has(key) ? words.destroyed : words.sealed}`];
  });
  const details = [...told, ...parts, actor].join(' · ');
  const opened = sealed.flatMap(({ part, fields }) => (fields ? [`${part} ${JSON.stringify(fields)}`] : []));
  const indent = `\n${' '.repeat(10)}`;
  return `${time}  ${String(position).padStart(6)}  ${says[language]}${[details, ...opened].map((line) => indent + line).join('')}`;
}

function shortly(value: unknown): string {
  const due = (value as { due?: unknown } | null)?.due;
  const text = typeof due === 'string' ? due : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > mostCharacters ? `${text.slice(0, mostCharacters)}…` : text;
}

const inWords = {
  nb: {
    title: (person: string) => `Alt som står om ${person}`,
    before: (visitors: string) => `før dette som anonym besøkende: ${visitors}`,
    sealed: '(forseglet)',
    destroyed: '(ødelagt)',
    end: (entries: number, sealed: number, gone: number) =>
      `${entries} hendelser, ${sealed} forseglede deler, nøkkelen til ${gone} av dem er ødelagt`,
  },
  en: {
    title: (person: string) => `Everything that stands about ${person}`,
    before: (visitors: string) => `before that as an anonymous visitor: ${visitors}`,
    sealed: '(sealed)',
    destroyed: '(destroyed)',
    end: (entries: number, sealed: number, gone: number) =>
      `${entries} events, ${sealed} sealed parts, the keys of ${gone} of them are destroyed`,
  },
};
