import { randomUUID } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { Actor, AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FastifyRequest } from 'fastify';
import type { DecidedEvent } from './command-handler.ts';
import { correlationOf } from './idempotency.ts';
import type { ServiceContext } from './service.ts';
import { traceparentOf } from './tracing.ts';

/** When what was the same was last recorded. */
export type LastRecorded = { readonly last: Readonly<Record<string, string>> };

export type Happened<Facts> = { readonly actor: Actor; readonly facts: Facts };

/** What callers do again and again, and when two of them are one. */
export type Repeating<Facts> = {
  /** Of the service's own context. */
  readonly type: string;
  readonly minutes: number;
  /** When it happened: RFC 3339. */
  at(facts: Facts): string;
  /** What makes two the same, beside the actor. */
  sameness(facts: Facts): unknown;
};

export type OnceDecider<Facts> = Decider<LastRecorded, Happened<Facts>, DecidedEvent, AnyRecordedEvent, never>;

/**
 * Records what callers repeat once in so many minutes: counted from what is recorded and not from what came after, so that
 * however often somebody does it, each stretch of time has an event of its own.
 */
export function recordedOnce<Facts extends Record<string, unknown>>({
  type,
  minutes,
  at,
  sameness,
}: Repeating<Facts>): OnceDecider<Facts> {
  const nameOf = (actor: Actor, facts: Facts): string => JSON.stringify([actor, sameness(facts)]);
  return {
    initial: () => ({ last: {} }),

    decide({ actor, facts }, { last }) {
      const before = last[nameOf(actor, facts)];
      if (before !== undefined && minutesBetween(before, at(facts)) < minutes) return accept();
      return accept({ type, facts });
    },

    evolve(state, { meta, facts }) {
      const known = facts as Facts;
      return { last: { ...state.last, [nameOf(meta.actor, known)]: at(known) } };
    },
  };
}

/**
 * Records it on disk before the caller gets what it is about; answers the position.
 * @throws {Error} when it cannot be recorded: nothing may be given then
 */
export async function recordFirst<Facts extends Record<string, unknown>>(
  context: ServiceContext,
  request: FastifyRequest,
  decider: OnceDecider<Facts>,
  as: { tenant: Tenant; actor: Actor },
  target: { entity: string; id: string },
  facts: Facts,
): Promise<number> {
  const traceparent = traceparentOf(request);
  const result = await context.execute(
    decider,
    {
      ...as,
      // Never the caller's idempotency key: who sends it again does it again, which counts by its time alone.
      commandId: randomUUID().replaceAll('-', ''),
      correlation: correlationOf(request),
      now: context.clock.now(),
      content: facts,
      ...(traceparent !== undefined && { traceparent }),
    },
    target,
    { actor: as.actor, facts },
  );
  if (result.outcome === 'rejected') throw new Error(`What had to be recorded was refused: ${result.rejection.code}.`);
  return result.position;
}

const minutesBetween = (one: string, other: string): number => Math.abs(Date.parse(one) - Date.parse(other)) / 60_000;
