import { randomUUID } from 'node:crypto';
import { entityKindOf, type Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { personFile } from '../domain/person-file.ts';
import { type PersonFileDocument, personFilesProjection } from '../projections/person-files.ts';
import { followingClients } from './follow-clients.ts';

/** A client that moves on while its people are looked at is read again, this often; then the next look goes on. */
const mostReadings = 5;

/**
 * Orders what has fallen due. The command id is new each time: the decision is made on the person's file in the ledger,
 * where what was ordered is due no more, so firing twice orders once.
 */
export function orderDueDisposals(context: ServiceContext, tenant: Tenant): TimerSource<PersonFileDocument> {
  return {
    projection: personFilesProjection,
    dueField: 'due',
    async fire({ person, file }) {
      const about = { entity: 'person', id: person };
      // What was asked to be erased goes by that request, also where its rule has ended meanwhile.
      if (file.heldBack) {
        const erasing = timedCommand(context, tenant, 'erase-held-back', randomUUID());
        const command = { command: 'erase-held-back', person, now: erasing.now, commandId: erasing.commandId } as const;
        await context.execute(personFile, erasing, about, command);
      }
      for (let reading = 0; reading < mostReadings; reading++) {
        const result = await orderWhatIsDue(context, tenant, about);
        if (result.outcome !== 'rejected' || result.rejection.code !== 'stale-position') return;
      }
    },
  };
}

/**
 * A client that comes back in this very moment keeps its people's data: the person's file follows it first, and nothing is
 * ordered when a client has moved on since it was read.
 */
async function orderWhatIsDue(context: ServiceContext, tenant: Tenant, about: { entity: string; id: string }) {
  const person = about.id;
  const clients = await context.log.kindPosition(entityKindOf({ tenant, context: context.service, entity: 'client' }));
  const followed = await followingClients(context, tenant, person, { surely: true });
  const hasClients = followed !== undefined && Object.keys(followed.clients).length > 0;
  if (hasClients) {
    const following = timedCommand(context, tenant, 'follow-clients-when-due', randomUUID());
    await context.execute(personFile, following, about, followed);
  }
  const ordering = timedCommand(context, tenant, 'order-due-disposals', randomUUID());
  const { now, commandId } = ordering;
  const command = { command: 'order-due', person, now, commandId } as const;
  return hasClients
    ? context.execute(personFile, { ...ordering, basedOn: clients }, about, {
        ...command,
        clientsUpTo: clients.position,
      })
    : context.execute(personFile, ordering, about, command);
}
