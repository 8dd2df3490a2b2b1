import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Commanded, CommandResult } from './command-handler.ts';
import { derivedId } from './derived-id.ts';
import type { ServiceContext } from './service.ts';

type Deriving = Pick<ServiceContext, 'service' | 'clock'>;
type Step = readonly (string | number)[];

/** A further command that follows from one of a caller, under an id of its own that a repeat gives again. */
export const furtherCommand = (commanded: Commanded, step: string, content: unknown): Commanded => ({
  ...commanded,
  commandId: derivedId(commanded.tenant, commanded.commandId, step),
  content,
  expectedPosition: undefined,
});

/**
 * A command that follows from an event: the same event leads to the same command, however often it is seen. The content
 * is the event alone, because what is looked up on the way may differ when the same step is taken again.
 * @param step tells apart the commands that one reaction issues for one event
 */
export function consequenceOf(
  { service, clock }: Deriving,
  { meta: { tenant, id, correlation } }: AnyRecordedEvent,
  reaction: string,
  ...step: Step
): Commanded {
  return {
    tenant,
    commandId: derivedId(tenant, reaction, id, ...step),
    actor: `service:${service}`,
    correlation,
    causation: id,
    now: clock.now(),
    content: { reaction, event: id },
  };
}

/**
 * A command that a timer issues: the same step leads to the same command, however often it fires.
 * @param step what fell due, and which time of it
 */
export function timedCommand({ service, clock }: Deriving, tenant: Tenant, timer: string, ...step: Step): Commanded {
  const commandId = derivedId(tenant, timer, ...step);
  return {
    tenant,
    commandId,
    actor: `service:${service}`,
    correlation: commandId,
    now: clock.now(),
    content: { timer, step },
  };
}

/** A step is tried again when others kept it from writing; any other refusal is its answer. */
export function triedAgain(result: { outcome: string; rejection?: { code: string } }): void {
  if (result.rejection?.code !== 'too-many-writers') return;
  throw Object.assign(new Error('Others keep writing to the same entity.'), { code: result.rejection.code });
}

/**
 * Sees to it that a step was carried out that nothing but a lost race can refuse.
 * @throws when it was refused, so that whoever runs the reaction or the timer tries again.
 */
export function settled(step: string, result: CommandResult<unknown, string>): void {
  if (result.outcome !== 'rejected') return;
  const { code } = result.rejection;
  throw Object.assign(new Error(`A step of ${step} was refused: ${code}.`), { code });
}
