import { z } from 'zod';
import type { EventDefinition, PersonalPart } from '../event-definition.ts';
import { companyIdentifierSchema, identifierSchema } from '../identifiers.ts';
import { clientUserEvents, personUserEvents } from './user-events.ts';

/** A user event as a system tells it: whom it is about, and the schema of its data. */
export type TellableUserEvent = { definition: EventDefinition; about: 'person' | 'client'; schema: z.ZodObject };

/** Facts that the service fills in: the sender says who, where from and for which client in words of the outside. */
const ownFacts = ['system', 'occurred', 'person', 'client', 'sources'];
/** The facts of a type beside those that every event has. */
export const factsBeside = (definition: EventDefinition) =>
  Object.fromEntries(Object.entries(definition.facts.shape).filter(([name]) => !ownFacts.includes(name)));

/** The personal parts that a sender fills in; the system's own reference is sent as plain text beside them. */
export const partsOf = (definition: EventDefinition): [string, PersonalPart][] =>
  Object.entries(definition.personal).filter(([name]) => name !== 'reference');

/** Every user event of the retention context with the data that a system sends for it, by the name it is told under. */
export const tellableUserEvents: ReadonlyMap<string, TellableUserEvent> = new Map([
  ...(personUserEvents as readonly unknown[] as readonly EventDefinition[]).map((definition) =>
    toldOf(definition, 'person'),
  ),
  ...(clientUserEvents as readonly unknown[] as readonly EventDefinition[]).map((definition) =>
    toldOf(definition, 'client'),
  ),
]);

function toldOf(definition: EventDefinition, about: TellableUserEvent['about']): [string, TellableUserEvent] {
  const beside = factsBeside(definition);
  const parts = Object.fromEntries(partsOf(definition).map(([name, part]) => [name, part.fields.optional()]));
  const schema =
    about === 'client'
      ? z.strictObject({ client: companyIdentifierSchema, ...beside })
      : z.strictObject({
          person: z.array(identifierSchema).min(1).max(5),
          client:
            definition.facts.shape['client'] instanceof z.ZodOptional
              ? companyIdentifierSchema.optional()
              : companyIdentifierSchema,
          reference: z.string().min(1).max(128).optional(),
          ...('sources' in definition.facts.shape && { source: z.string().min(1).max(64).optional() }),
          ...beside,
          ...parts,
        });
  return [definition.type.slice(0, -'.v1'.length), { definition, about, schema }];
}
