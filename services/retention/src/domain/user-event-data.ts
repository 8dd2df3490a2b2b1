import { clientUserEvents, personUserEvents } from '@vitne/contracts/catalogue/user-events';
import type { EventDefinition, PersonalPart } from '@vitne/contracts/event-definition';
import { z } from 'zod';
import type { PersonEventName } from './user-event-effects.ts';

const company = z.strictObject({ kind: z.literal('company'), value: z.string().trim().min(1).max(100) });
const identifier = z.strictObject({
  kind: z.enum(['email', 'phone', 'customer-number', 'cookie', 'user']),
  value: z.string().trim().min(1).max(254),
});

export type PersonData = {
  person: z.infer<typeof identifier>[];
  client?: z.infer<typeof company>;
  reference?: string;
  /** The statement's source that the system says the data came from. */
  source?: string;
  /** The facts of this type beside those that every event has. */
  more: Record<string, unknown>;
  /** The personal parts that hold something, by name. */
  personal: Record<string, Record<string, unknown>>;
};
export type ClientData = { client: z.infer<typeof company>; more: Record<string, unknown> };

/** What systems may tell, by the name they tell it under. */
type Told = { definition: EventDefinition; about: 'person' | 'client'; schema: z.ZodType };

/** Facts that the service fills in: the sender says who, where from and for which client in words of the outside. */
const ownFacts = ['system', 'occurred', 'person', 'client', 'sources'];
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
          client: definition.facts.shape['client'] instanceof z.ZodOptional ? company.optional() : company,
          reference: z.string().min(1).max(128).optional(),
          ...('sources' in definition.facts.shape && { source: z.string().min(1).max(64).optional() }),
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

/** The data category of a personal part; user events name it outright. */
export function categoryOfPart(name: PersonEventName, part: string): string {
  const category = tellable.get(name)?.definition.personal[part]?.category;
  if (typeof category !== 'string') throw new TypeError(`${name} does not say the category of ${part}.`);
  return category;
}
