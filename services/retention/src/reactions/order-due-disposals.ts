import { randomUUID } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { personFile } from '../domain/person-file.ts';
import { type PersonFileDocument, personFilesProjection } from '../projections/person-files.ts';
import { followingClients } from './follow-clients.ts';

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
      // A client that has come back in this very moment keeps its people's data, though their files have not followed it yet.
      const followed = await followingClients(context, tenant, person);
      if (followed && Object.keys(followed.clients).length > 0) {
        const following = timedCommand(context, tenant, 'follow-clients-when-due', randomUUID());
        await context.execute(personFile, following, about, followed);
      }
      // What was asked to be erased goes by that request, also where its rule has ended meanwhile.
      if (file.heldBack) {
        const erasing = timedCommand(context, tenant, 'erase-held-back', randomUUID());
        const command = { command: 'erase-held-back', person, now: erasing.now, commandId: erasing.commandId } as const;
        await context.execute(personFile, erasing, about, command);
      }
      const commanded = timedCommand(context, tenant, 'order-due-disposals', randomUUID());
      const { commandId, now } = commanded;
      await context.execute(personFile, commanded, about, { command: 'order-due', person, now, commandId });
    },
  };
}
