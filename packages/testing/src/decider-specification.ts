import assert from 'node:assert/strict';
import {
  type CatalogueDefinition,
  checkLedgerEvent,
  dataschemaOf,
  definitionOf,
  type LedgerEvent,
} from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import type { Decider, Decision } from '@vitne/contracts/decider';
import type { EventMeta, SealedPart } from '@vitne/contracts/envelope';
import type { DomainEvent, EventDefinition } from '@vitne/contracts/event-definition';

/** An event that has happened, as a test writes it; `meta` says only what the test is about (`{ time }`, `{ entity }`). */
export type PastEvent<Type extends string = CatalogueDefinition['type']> = PastOf<
  Extract<CatalogueDefinition, { type: Type }>
>;
type PastOf<D> = D extends EventDefinition ? DomainEvent<D> & { meta?: Partial<Omit<EventMeta, 'type'>> } : never;

/** The types of the events that a decider folds. */
type TypeOf<Recorded> = Recorded extends { meta: { type: infer Type extends string } } ? Type : never;

export type Specification<Command, Event, Recorded, Code extends string> = {
  /** What has happened to the entity, oldest first. */
  given(events: readonly PastEvent<TypeOf<Recorded>>[]): {
    /** Carries out the command. Nothing is checked before one of the three answers is asked for. */
    when(command: Command): {
      /** These events, in this order, and no others. */
      then(events: readonly Event[]): void;
      /** Nothing new: what was asked for is already so. */
      thenNothing(): void;
      /** The rejection with this code. */
      thenRejected(code: Code): void;
    };
  };
};

/**
 * Given events, when command, then events: the way to test a decider.
 * Given and decided events must follow the catalogue, and a decision must come out the same twice.
 * @example
 * const consent = specificationFor(consentDecider);
 * consent.given([]).when({ type: 'give', … }).then([{ type: 'consent.given.v1', facts: { … } }]);
 * @throws {AssertionError} from `then…` when the decision is another one.
 */
export function specificationFor<
  State,
  Command,
  Event extends { type: string; facts: object; personal?: object },
  Recorded,
  Code extends string,
>(decider: Decider<State, Command, Event, Recorded, Code>): Specification<Command, Event, Recorded, Code> {
  const decide = (history: readonly Recorded[], command: Command): Decision<Event, Code> => {
    const once = decider.decide(command, history.reduce(decider.evolve, decider.initial()));
    const twice = decider.decide(command, history.reduce(decider.evolve, decider.initial()));
    assert.deepEqual(
      asStored(twice),
      asStored(once),
      'The same history and command gave two answers: something beside them was looked at.',
    );
    return once;
  };
  return {
    given: (events) => ({
      when(command) {
        const history = frozen(recordEvents(events as readonly PastEvent[])) as unknown as readonly Recorded[];
        const decided = () => decide(history, frozen(command));
        const accepted = (expected: readonly Event[]) => {
          const decision = decided();
          if ('rejected' in decision) assert.fail(`Expected events, but it was rejected: ${decision.rejected.code}.`);
          assert.deepEqual(asStored(decision.accepted), asStored(expected));
          for (const event of decision.accepted) checkDecided(event);
        };
        return {
          // oxlint-disable-next-line unicorn/no-thenable -- given, when, then are the words of the method; nobody awaits it
          then: accepted,
          thenNothing: () => accepted([]),
          thenRejected(code) {
            const decision = decided();
            if ('accepted' in decision)
              assert.fail(`Expected the rejection ${code}, but got ${decision.accepted.length} events.`);
            assert.equal(decision.rejected.code, code);
            assert.notEqual(decision.rejected.detail.trim(), '', 'A rejection says what to change.');
          },
        };
      },
    }),
  };
}

/**
 * Events as the ledger would hold them: positions from 1, a minute apart, all of one entity of one tenant unless `meta`
 * says otherwise, their personal parts sealed with a blob that opens nowhere.
 * @throws {Error} when an event does not follow the catalogue.
 */
export function recordEvents(events: readonly PastEvent[]): LedgerEvent[] {
  return events.map(({ type, facts, personal, meta: given }, index) => {
    const definition = definitionFor(type);
    const time = new Date(Date.UTC(2026, 0, 1, 0, index)).toISOString();
    const command = `command-${index + 1}`;
    const meta: EventMeta = {
      id: `${command}.0`,
      source: `/services/${definition.context}`,
      time,
      entity: 'entity-1',
      dataschema: dataschemaOf(type),
      tenant: 'kaukus',
      actor: 'staff:tester',
      correlation: command,
      ...given,
      type,
    };
    const { context, entity } = definition;
    const sealed = sealedParts(definition, facts, personal ?? {});
    const event = {
      meta,
      facts,
      sealed,
      position: index + 1,
      channel: channelOf({ tenant: meta.tenant, context, entity, id: meta.entity }),
    };
    return checkLedgerEvent(event) as LedgerEvent;
  });
}

function definitionFor(type: string): EventDefinition {
  const definition = definitionOf(type);
  if (!definition) throw new TypeError(`No event type ${type} is in the catalogue.`);
  return definition;
}

/** A decided event must be one that can be appended. */
function checkDecided({ type, facts, personal = {} }: { type: string; facts: object; personal?: object }): void {
  const definition = definitionFor(type);
  definition.facts.parse(facts);
  for (const [name, fields] of Object.entries(personal)) definition.personal[name]?.fields.parse(fields);
  const foreign = Object.keys(personal).filter((name) => !(name in definition.personal));
  assert.deepEqual(foreign, [], `${type} has no such personal parts.`);
}

function sealedParts(definition: EventDefinition, facts: object, personal: object): SealedPart[] {
  const factOf = (name: string) => String((facts as Record<string, unknown>)[name]);
  return Object.entries(personal).map(([name, fields]) => {
    const part = definition.personal[name];
    if (!part) throw new TypeError(`${definition.type} has no personal part ${name}.`);
    part.fields.parse(fields);
    const category = typeof part.category === 'string' ? part.category : factOf(part.category.fact);
    return {
      part: name,
      person: factOf(part.of),
      category,
      key: `key-${name}`,
      blob: 'c2VhbGVkIGluIGEgdGVzdCwgb3BlbnMgbm93aGVyZQ==',
    };
  });
}

/** What is left of a value once it was written as JSON; a fact that is undefined is a fact that is not there. */
const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Deciders get what they must not change. */
function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) frozen(inner);
  return Object.freeze(value);
}
