import { clientUserEvents, personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { Rejected } from '@vitne/contracts/decider';
import { reject } from '@vitne/contracts/decider';
import type { EventDefinition, PersonalPart } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import { z } from 'zod';
import { isMaskedAddress } from './masked-address.ts';
import { isAfter, minutesAfter } from './moments.ts';
import { recordedCategories, rulesTouched } from './touched-holdings.ts';
import { effectOf, type PersonEventName } from './user-event-effects.ts';

const company = z.strictObject({ kind: z.literal('company'), value: z.string().trim().min(1).max(100) });
const identifier = z.strictObject({
  kind: z.enum(['email', 'phone', 'customer-number', 'cookie', 'user']),
  value: z.string().trim().min(1).max(254),
});

export type PersonData = {
  person: z.infer<typeof identifier>[];
  client?: z.infer<typeof company>;
  reference?: string;
  /** The facts of this type beside those that every event has. */
  more: Record<string, unknown>;
  /** The personal parts that hold something, by name. */
  personal: Record<string, Record<string, unknown>>;
};
export type ClientData = { client: z.infer<typeof company>; more: Record<string, unknown> };

/** What systems may tell, by the name they tell it under. */
type Told = { definition: EventDefinition; about: 'person' | 'client'; schema: z.ZodType };

const ownFacts = ['system', 'occurred', 'person', 'client'];
const factsBeside = (definition: EventDefinition) =>
  Object.fromEntries(Object.entries(definition.facts.shape).filter(([name]) => !ownFacts.includes(name)));

/** The personal parts that a sender fills in; the system's own reference is sent as plain text beside them. */
const partsOf = (definition: EventDefinition): [string, PersonalPart][] =>
  Object.entries(definition.personal).filter(([name]) => name !== 'reference');

const tellable: ReadonlyMap<string, Told> = new Map([
  ...(personUserEvents as readonly unknown[] as readonly EventDefinition[]).map((definition) =>
    toldOf(definition, 'person'),
  ),
  ...(clientUserEvents as readonly unknown[] as readonly EventDefinition[]).map((definition) =>
    toldOf(definition, 'client'),
  ),
]);

function toldOf(definition: EventDefinition, about: Told['about']): [string, Told] {
  const beside = factsBeside(definition);
  const parts = Object.fromEntries(partsOf(definition).map(([name, part]) => [name, part.fields.optional()]));
  const schema =
    about === 'client'
      ? z.strictObject({ client: company, ...beside })
      : z.strictObject({
          person: z.array(identifier).min(1).max(5),
          client: company.optional(),
          reference: z.string().min(1).max(128).optional(),
          ...beside,
          ...parts,
        });
  return [definition.type.slice(0, -'.v1'.length), { definition, about, schema }];
}

/** The names of all user events, for those who document them. */
export const userEventNames: readonly string[] = [...tellable.keys()];

export type ReadUserEvent =
  | { about: 'person'; name: PersonEventName; data: PersonData }
  | { about: 'client'; name: string; data: ClientData }
  | { errors: z.ZodError }
  | undefined;

/** Reads the data of a user event by its type's own schema; undefined for a type that nobody declared. */
export function readUserEvent(name: string, data: unknown): ReadUserEvent {
  const told = tellable.get(name);
  if (!told) return undefined;
  const parsed = told.schema.safeParse(data);
  if (!parsed.success) return { errors: parsed.error };
  const read = parsed.data as Record<string, unknown>;
  const more = pick(read, Object.keys(factsBeside(told.definition)));
  if (told.about === 'client')
    return { about: 'client', name, data: { client: read['client'] as ClientData['client'], more } };
  const parts = pick(
    read,
    partsOf(told.definition).map(([part]) => part),
  ) as PersonData['personal'];
  const personal = Object.fromEntries(Object.entries(parts).filter(([, fields]) => Object.keys(fields).length > 0));
  return {
    about: 'person',
    name: name as PersonEventName,
    data: { ...(read as Omit<PersonData, 'more' | 'personal'>), more, personal },
  };
}

const pick = (from: Record<string, unknown>, names: readonly string[]) =>
  Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));

/** User events name the category of each part outright. */
function categoryOf(definition: EventDefinition, part: string): string {
  const category = definition.personal[part]?.category;
  if (typeof category !== 'string') throw new TypeError(`${definition.type} does not say the category of ${part}.`);
  return category;
}

export type DoorRejection =
  | 'occurred-in-future'
  | 'unknown-system'
  | 'not-in-statement'
  | 'not-masked'
  | 'system-may-not-hold'
  | 'no-retention-rule';

const clockDifferenceMinutes = 5;

/** Refuses what has not happened yet; clocks may differ by some minutes. */
export function refuseFuture(occurred: string, now: string): Rejected<DoorRejection> | undefined {
  if (!isAfter(occurred, minutesAfter(now, clockDifferenceMinutes))) return undefined;
  return reject('occurred-in-future', `The event's time is more than ${clockDifferenceMinutes} minutes ahead of ours.`);
}

export function refuseUnknownSystem(system: string, statement: Statement): Rejected<DoorRejection> | undefined {
  if (statement.systems.some(({ id }) => id === system)) return undefined;
  return reject(
    'unknown-system',
    'The source is no system of the statement in force. Use the id that the statement gives the system.',
  );
}

/**
 * Data minimisation at the door (Art. 5(1)(c)): only categories and attributes that the statement lists, shortened where it
 * says so, from sources that it names, only in systems that it lets hold them, and only with a rule that ends the keeping
 * (Art. 5(1)(e)).
 */
export function refuseExcess(
  name: PersonEventName,
  data: PersonData,
  system: string,
  statement: Statement,
): Rejected<DoorRejection> | undefined {
  const definition = (tellable.get(name) as Told).definition;
  const effect = effectOf(name, data.more, statement);
  if (!effect) return reject('not-in-statement', 'The cookie table of the statement does not list this cookie.');
  const sent = Object.entries(data.personal).map(([part, fields]) => ({
    part,
    fields,
    category: categoryOf(definition, part),
  }));
  for (const { part, fields, category } of sent) {
    const known = dataCategoryById(statement, category);
    const strange = Object.keys(fields).filter((field) => !known?.attributes.some(({ id }) => id === field));
    if (strange.length === 0) continue;
    const paths = strange.map((field) => `data.${part}.${field}`);
    return reject(
      'not-in-statement',
      `The statement does not list what is sent under ${paths.join(', ')}. Leave it out.`,
      { paths },
    );
  }
  const careless = refuseStrangeSource(data, sent, statement) ?? refuseUnmasked(sent, statement);
  if (careless) return careless;
  const holds = statement.systems.find(({ id }) => id === system)?.holds ?? [];
  const forbidden = sent.filter(({ category }) => !holds.includes(category));
  const recorded = recordedCategories({ statement, system, effect });
  if (effect.records.length === 0) return undefined;
  const listed = effect.records.filter((category) => dataCategoryById(statement, category));
  if (listed.length === 0)
    return reject('not-in-statement', 'The statement names no data category that this event is about.');
  if (forbidden.length > 0 || recorded.length === 0) {
    const dataCategories = forbidden.length > 0 ? forbidden.map(({ category }) => category) : listed;
    return reject('system-may-not-hold', `By the statement, ${system} does not hold ${dataCategories.join(', ')}.`, {
      dataCategories,
    });
  }
  const material = data.more['material'] as 'primary' | 'secondary' | undefined;
  const ruled = new Set(rulesTouched({ statement, system, effect, material }).flatMap((rule) => rule.dataCategories));
  const unruled = sent.filter(({ category }) => !ruled.has(category)).map(({ category }) => category);
  if (unruled.length === 0 && recorded.some((category) => ruled.has(category))) return undefined;
  const dataCategories = unruled.length > 0 ? unruled : recorded;
  return reject(
    'no-retention-rule',
    `No retention rule of the statement would ever end the keeping of ${dataCategories.join(', ')} here.`,
    { dataCategories },
  );
}

type Sent = { part: string; fields: Record<string, unknown>; category: string };

/** What is fetched comes from a third party that the statement names as the source of such data (Art. 14(2)(f)). */
function refuseStrangeSource(
  { more }: PersonData,
  sent: readonly Sent[],
  statement: Statement,
): Rejected<DoorRejection> | undefined {
  if (more['source'] === undefined) return undefined;
  const source = statement.sources.find(({ id, kind }) => id === more['source'] && kind === 'third-party');
  if (source && sent.every(({ category }) => source.dataCategories.includes(category))) return undefined;
  return reject('not-in-statement', 'The statement names no third party of this id as the source of such data.', {
    paths: ['data.source'],
  });
}

/** An address that the statement promises to shorten is refused as it was: what came in whole would have been stored. */
function refuseUnmasked(sent: readonly Sent[], statement: Statement): Rejected<DoorRejection> | undefined {
  const paths = sent.flatMap(({ part, fields, category }) =>
    (dataCategoryById(statement, category)?.attributes ?? [])
      .filter(({ id, masked }) => masked && fields[id] !== undefined && !isMaskedAddress(fields[id]))
      .map(({ id }) => `data.${part}.${id}`),
  );
  if (paths.length === 0) return undefined;
  return reject(
    'not-masked',
    `Shorten the address under ${paths.join(', ')} before it is sent, as in 192.0.2.0 or 2001:db8:1::.`,
    { paths },
  );
}
