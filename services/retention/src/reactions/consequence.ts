import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Commanded } from '@vitne/service-kit/command-handler';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type PersonCommand, personFile } from '../domain/person-file.ts';

/** The command id of a reaction's step: the same event leads to the same command, however often it is seen. */
export const stepId = (reaction: string, event: AnyRecordedEvent, target: string): string =>
  derivedId(event.meta.tenant, reaction, event.meta.id, target);

/**
 * Commands a person's file because of an event. The content is the event alone, because what is looked up on the way may
 * differ when the same step is taken again.
 * @throws when the command could not be tried out, so that the reaction is tried again.
 */
export async function commandPerson(
  context: ServiceContext,
  reaction: string,
  event: AnyRecordedEvent,
  person: string,
  command: PersonCommand,
): Promise<void> {
  const { tenant, id, correlation } = event.meta;
  const commanded: Commanded = {
    tenant,
    commandId: stepId(reaction, event, person),
    actor: 'service:retention',
    correlation,
    causation: id,
    now: context.clock.now(),
    content: { reaction, event: id },
  };
  const result = await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
  if (result.outcome !== 'rejected') return;
  const { code } = result.rejection;
  if (code === 'too-many-writers') throw Object.assign(new Error('Others keep writing to the same person.'), { code });
  context.logger.warn({ tenant, reaction, position: event.position, code }, 'A consequence was refused.');
}
