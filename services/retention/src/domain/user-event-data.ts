import { factsBeside, partsOf, tellableUserEvents } from '@vitne/contracts/catalogue/user-event-data';
import type { CompanyIdentifier, PersonIdentifier } from '@vitne/contracts/identifiers';
import type { z } from 'zod';
import type { PersonEventName } from './user-event-effects.ts';

export type PersonData = {
  person: PersonIdentifier[];
  client?: CompanyIdentifier;
  reference?: string;
  /** The statement's source that the system says the data came from. */
  source?: string;
  /** The facts of this type beside those that every event has. */
  more: Record<string, unknown>;
  /** The personal parts that hold something, by name. */
  personal: Record<string, Record<string, unknown>>;
};
export type ClientData = { client: CompanyIdentifier; more: Record<string, unknown> };

/** The names of all user events, for those who document them. */
export const userEventNames: readonly string[] = [...tellableUserEvents.keys()];

export type ReadUserEvent =
  | { about: 'person'; name: PersonEventName; data: PersonData }
  | { about: 'client'; name: string; data: ClientData }
  | { errors: z.ZodError }
  | undefined;

/** Reads the data of a user event by its type's own schema; undefined for a type that nobody declared. */
export function readUserEvent(name: string, data: unknown): ReadUserEvent {
  const told = tellableUserEvents.get(name);
  if (!told) return undefined;
  const parsed = told.schema.safeParse(data);
  if (!parsed.success) return { errors: parsed.error };
  const read = parsed.data;
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
  const category = tellableUserEvents.get(name)?.definition.personal[part]?.category;
  if (typeof category !== 'string') throw new TypeError(`${name} does not say the category of ${part}.`);
  return category;
}
