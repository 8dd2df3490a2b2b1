import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Commanded } from '@vitne/service-kit/command-handler';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';

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
 */
export function consequenceOf(
  { clock }: ServiceContext,
  { meta: { tenant, id, correlation } }: AnyRecordedEvent,
  reaction: string,
  target: string,
): Commanded {
  return {
    tenant,
    commandId: derivedId(tenant, reaction, id, target),
    actor: 'service:consent',
    correlation,
    causation: id,
    now: clock.now(),
    content: { reaction, event: id },
  };
}

/** A reaction is tried again when others kept it from writing; any other refusal is its answer. */
export function triedAgain(result: { outcome: string; rejection?: { code: string } }): void {
  if (result.rejection?.code !== 'too-many-writers') return;
  throw Object.assign(new Error('Others keep writing to the same entity.'), { code: result.rejection.code });
}
