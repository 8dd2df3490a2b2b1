import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import { derivedId } from '@vitne/service-kit/derived-id';

/** The id of a step: the same tenant, event and step give the same id, so that a repetition repeats nothing. */
export const stepId = (tenant: Tenant, ...step: readonly string[]): string => derivedId(tenant, ...step);

/** A command that a reaction issues because of an event; what it is decided by is looked up, and is not its content. */
export function commandedByEvent(
  { meta }: AnyRecordedEvent,
  reaction: string,
  now: string,
  ...step: readonly string[]
): Commanded {
  return {
    tenant: meta.tenant,
    commandId: stepId(meta.tenant, meta.id, reaction, ...step),
    actor: 'service:processor-registry',
    causation: meta.id,
    correlation: meta.correlation,
    now,
    content: { event: meta.id, step },
  };
}

/**
 * Sees to it that a step was carried out.
 * @throws when it was refused, so that whoever runs the reaction tries again: of a lost race that is the cure, and
 * nothing else is refused here.
 */
export function settled(reaction: string, result: CommandResult<unknown, string>): void {
  if (result.outcome !== 'rejected') return;
  const { code } = result.rejection;
  throw Object.assign(new Error(`A step of ${reaction} was refused: ${code}.`), { code });
}
