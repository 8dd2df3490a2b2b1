import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import type { Decider, Rejection } from '@vitne/contracts/decider';
import type { Actor, AnyRecordedEvent, EventMeta, SealedEvent, SealedPart } from '@vitne/contracts/envelope';
import type { EventDefinition } from '@vitne/contracts/event-definition';
import { keyPeriodAt, monthOf } from '@vitne/contracts/key-period';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { EventLog, KindPosition } from '@vitne/event-log/event-log';
import type { PlainPart, Vault } from '@vitne/vault/vault';
import type { Timeline } from './timeline.ts';

/** Who commands, when, and under which id; everything a decider must not find out by itself. */
export type Commanded = {
  tenant: Tenant;
  /** Derived from the caller's idempotency key or event id: the same id is the same command. */
  commandId: string;
  actor: Actor;
  correlation: string;
  causation?: string | undefined;
  /** When it was asked for, by the clock port: RFC 3339. What is recorded gets a time of its own when it is appended. */
  now: string;
  statementVersion?: string | undefined;
  traceparent?: string | undefined;
  /** The organisation's own website on which somebody acted, as its origin. */
  site?: string | undefined;
  /** The entity's position that the caller has seen; another one now means that they decided on something old. */
  expectedPosition?: number | undefined;
  /** How far other entities had come when the command was made of them; `stale-position` when they have moved on since. */
  basedOn?: KindPosition | undefined;
  /** What the caller sent, as they sent it: another content under the same command id is refused. */
  content: unknown;
};

export type CommandResult<State, Code extends string> =
  | {
      /** `repeated`: the same command was carried out before. `unchanged`: what it asks for is already so. */
      outcome: 'recorded' | 'repeated' | 'unchanged';
      /** Ledger position to wait for when reading one's own write; 0 when the entity has no event. */
      position: number;
      state: State;
      /** The time of the first event of the command, which a repeat answers again. */
      time: string;
    }
  | { outcome: 'rejected'; rejection: Rejection<Code | HandlerRejection> };

/** What any command can be refused with, whatever its domain. */
export type HandlerRejection = 'idempotency-key-reused' | 'stale-position' | 'too-many-writers';

export type DecidedEvent = { type: string; facts: Record<string, unknown>; personal?: Record<string, unknown> };

const maxAttempts = 8;

/**
 * Carries out one command on one entity: fold, decide, seal, append under the optimistic lock, and again when somebody
 * else was faster. A repeated command answers as the first time; nothing rejected reaches the ledger.
 * @throws {EventLogUnavailable | VaultUnavailable} when an engine is away: send the same command again.
 */
export async function handleCommand<State, Command, Recorded, Code extends string>(
  {
    log,
    vault,
    service,
    timeline,
    keyPeriodOf,
  }: {
    log: EventLog;
    vault: Vault;
    service: Context;
    timeline: Timeline;
    /** Whether a category's keys roll by month, by the statement in force. */
    keyPeriodOf: (category: string) => 'month' | undefined;
  },
  decider: Decider<State, Command, DecidedEvent, Recorded, Code>,
  commanded: Commanded,
  target: { entity: string; id: string },
  command: Command,
): Promise<CommandResult<State, Code>> {
  const { tenant, commandId } = commanded;
  const channel = channelOf({ tenant, context: service, ...target });
  const content = canonicalJson(commanded.content);
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const history = await log.readEntity(channel);
    const fold = (events: AnyRecordedEvent[]) =>
      events.reduce((state, event) => decider.evolve(state, event as Recorded), decider.initial());
    const earlier = history.findIndex((event) => event.meta.id === eventIdOf(commandId, 0));
    if (earlier >= 0) {
      return repeated(vault, tenant, content, history, earlier, fold);
    }
    const state = fold(history);
    const position = history.at(-1)?.position ?? 0;
    if (commanded.expectedPosition !== undefined && commanded.expectedPosition !== position) return stale(position);
    const decision = decider.decide(command, state);
    if ('rejected' in decision) return { outcome: 'rejected', rejection: decision.rejected };
    if (decision.accepted.length === 0) return { outcome: 'unchanged', position, state, time: commanded.now };
    const { time, end } = timeline.begin(channel, history.at(-1)?.meta.time);
    const { basedOn } = commanded;
    const append = async () => {
      const fingerprint = await vault.fingerprint(tenant, keyPeriodAt(time), content);
      const events = await Promise.all(
        decision.accepted.map((event, index) =>
          seal(vault, keyPeriodOf, { ...commanded, time }, service, target.id, event, index, fingerprint),
        ),
      );
      return { events, appended: await log.append({ channel, expectedPosition: position, basedOn, events }) };
    };
    const { events, appended } = await append().finally(end);
    if (appended.outcome === 'conflict') {
      if (basedOn && (await log.kindPosition(basedOn.kind)).position !== basedOn.position) return stale(position);
      continue;
    }
    if (appended.outcome === 'id-reused') return reused();
    const recorded = events.map((event, index) => ({
      ...event,
      channel,
      position: appended.positions[index] as number,
    }));
    return {
      outcome: appended.outcome === 'appended' ? 'recorded' : 'repeated',
      position: appended.positions.at(-1) as number,
      state: recorded.reduce((folded, event) => decider.evolve(folded, event as Recorded), state),
      time,
    };
  }
  return {
    outcome: 'rejected',
    rejection: {
      code: 'too-many-writers',
      detail: 'Others keep writing to the same entity. Send the same command again.',
    },
  };
}

async function repeated<State, Code extends string>(
  vault: Vault,
  tenant: Tenant,
  content: string,
  history: AnyRecordedEvent[],
  first: number,
  fold: (events: AnyRecordedEvent[]) => State,
): Promise<CommandResult<State, Code>> {
  const { id, time, fingerprint } = (history[first] as AnyRecordedEvent).meta;
  const expected = await vault.fingerprint(tenant, keyPeriodAt(time), content);
  // A fingerprint key lives two months; a repeat after that can only be told by its id.
  if (expected !== undefined && fingerprint !== undefined && expected !== fingerprint) return reused();
  let last = first;
  while (history[last + 1]?.meta.id.startsWith(id.slice(0, -1))) last++;
  return {
    outcome: 'repeated',
    position: (history[last] as AnyRecordedEvent).position,
    state: fold(history.slice(0, last + 1)),
    time,
  };
}

const stale = (position: number) =>
  ({
    outcome: 'rejected',
    rejection: {
      code: 'stale-position',
      detail: 'Something happened since the position you expect. Read again, and send the command if it still fits.',
      facts: { position },
    },
  }) as const;

const reused = () =>
  ({
    outcome: 'rejected',
    rejection: {
      code: 'idempotency-key-reused',
      detail: 'This id was used for another command. Give every new command an id of its own.',
    },
  }) as const;

const eventIdOf = (commandId: string, index: number) => `${commandId}.${index}`;

async function seal(
  vault: Vault,
  keyPeriodOf: (category: string) => 'month' | undefined,
  commanded: Commanded & { time: string },
  service: Context,
  entity: string,
  event: DecidedEvent,
  index: number,
  fingerprint: string | undefined,
): Promise<SealedEvent> {
  const definition = definitionOf(event.type);
  if (!definition) throw new TypeError(`No event type ${event.type} is known.`);
  const facts = definition.facts.parse(event.facts) as Record<string, unknown>;
  const meta: EventMeta = {
    id: eventIdOf(commanded.commandId, index),
    source: `/services/${service}`,
    type: event.type,
    time: commanded.time,
    entity,
    dataschema: dataschemaOf(event.type),
    tenant: commanded.tenant,
    actor: commanded.actor,
    correlation: commanded.correlation,
    ...(commanded.causation !== undefined && { causation: commanded.causation }),
    ...(commanded.statementVersion !== undefined && { statementVersion: commanded.statementVersion }),
    ...(fingerprint !== undefined && { fingerprint }),
    ...(commanded.traceparent !== undefined && { traceparent: commanded.traceparent }),
    ...(commanded.site !== undefined && { site: commanded.site }),
  };
  const parts = plainParts(definition, facts, event.personal ?? {}, keyPeriodOf, commanded.time);
  const sealed: SealedPart[] =
    parts.length === 0 ? [] : await vault.seal({ tenant: meta.tenant, eventId: meta.id, eventType: meta.type }, parts);
  return { meta, facts, sealed };
}

function plainParts(
  definition: EventDefinition,
  facts: Record<string, unknown>,
  personal: Record<string, unknown>,
  keyPeriodOf: (category: string) => 'month' | undefined,
  now: string,
): PlainPart[] {
  return Object.entries(personal)
    .filter(([, fields]) => fields !== undefined && Object.keys(fields as object).length > 0)
    .map(([name, fields]) => {
      const part = definition.personal[name];
      if (!part) throw new TypeError(`${definition.type} has no personal part ${name}.`);
      const category = typeof part.category === 'string' ? part.category : String(facts[part.category.fact]);
      const collected = typeof facts['occurred'] === 'string' ? facts['occurred'] : now;
      const rolling = keyPeriodOf(category) && keyPeriodAt(collected);
      const period = part.period ? monthOf(String(facts[part.period.fact])) : rolling;
      const compartment = part.compartment && String(facts[part.compartment.fact]);
      return {
        part: name,
        person: String(facts[part.of]),
        category,
        ...(period !== undefined && { period }),
        ...(compartment !== undefined && { compartment }),
        fields: part.fields.parse(fields),
      };
    });
}
