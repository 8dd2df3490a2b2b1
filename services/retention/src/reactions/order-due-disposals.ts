import { randomUUID } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { personFile } from '../domain/person-file.ts';
import { type PersonFileDocument, personFilesProjection } from '../projections/person-files.ts';

/**
 * Orders what has fallen due. The command id is new each time: the decision is made on the person's file in the ledger,
 * where what was ordered is due no more, so firing twice orders once.
 */
export function orderDueDisposals(context: ServiceContext, tenant: Tenant): TimerSource<PersonFileDocument> {
  return {
    projection: personFilesProjection,
    dueField: 'due',
    async fire({ person }) {
      const commanded = timedCommand(context, tenant, 'order-due-disposals', randomUUID());
      const { commandId, now } = commanded;
      const command = { command: 'order-due', person, now, commandId } as const;
      await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
    },
  };
}
