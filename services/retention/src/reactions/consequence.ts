import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type PersonCommand, personFile } from '../domain/person-file.ts';

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
  const commanded = consequenceOf(context, event, reaction, person);
  const { tenant } = event.meta;
  const result = await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
  triedAgain(result);
  if (result.outcome !== 'rejected') return;
  const { code } = result.rejection;
  context.logger.warn({ tenant, reaction, position: event.position, code }, 'A consequence was refused.');
}
