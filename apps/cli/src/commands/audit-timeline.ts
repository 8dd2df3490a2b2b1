import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { personIdSchema } from '@vitne/contracts/event-definition';
import { identifierSchema } from '@vitne/contracts/identifiers';
import { databaseName } from '@vitne/service-kit/connections';
import { fileKeyEncryption } from '@vitne/vault/key-encryption';
import { mongoVault } from '@vitne/vault/mongo-vault';
import { type Timeline, type TimelineEntry, timelineOf } from '../audit/timeline.ts';
import { reachReadModels } from '../engines-of-a-platform.ts';
import { type LedgerOptions, withLedgers } from '../ledgers.ts';
import { dataFolder, readAddress, requireTenants } from '../platform-address.ts';
import { progressLine } from '../progress-line.ts';
import { UsageError } from '../usage-error.ts';

export type TimelineOptions = LedgerOptions & {
  /** The random id, which the ledger alone is enough for. */
  personId?: string;
  /** `<kind>:<value>`, or `-` to read that from standard input, so that no shell remembers it. */
  person?: string;
};

/**
 * Everything about one person in order, from the ledger. Only who an identifier leads to is asked of the vault.
 * @throws {UsageError} for a person who cannot be looked for
 */
export async function auditTimeline(options: TimelineOptions): Promise<Timeline> {
  const person = await personNamed(options);
  return withLedgers(options, async (source) => {
    const line = progressLine();
    const onProgress = (events: number, newest: number): void => line.show(options.tenant, events, newest);
    const timeline = await timelineOf(source, options.tenant, person, { onProgress });
    line.end();
    return timeline;
  });
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
  const folder = dataFolder(data);
  const address = readAddress(folder);
  requireTenants([tenant], address.tenants);
  const mongo = await reachReadModels(address);
  try {
    const vault = await mongoVault({
      db: mongo.db(databaseName('vault')),
      keyEncryption: fileKeyEncryption(join(folder, 'keys', 'kek')),
    });
    const found = await vault.findPerson(tenant, identifier.data);
    await vault.close();
    if (found === undefined)
      throw new UsageError(
        'Nobody is known by this identifier: they never were, or were erased and the id alone leads to them.',
      );
    return found;
  } finally {
    await mongo.close();
  }
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
  const gone = all.filter(({ key }) => destroyed.has(key)).length;
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
  const parts = sealed.map(({ part, key }) => `${part} ${destroyed.has(key) ? words.destroyed : words.sealed}`);
  const details = [...told, ...parts, actor].join(' · ');
  return `${time}  ${String(position).padStart(6)}  ${says[language]}\n${' '.repeat(10)}${details}`;
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
