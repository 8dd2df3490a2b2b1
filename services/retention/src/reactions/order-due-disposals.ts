import { randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
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
      const commandId = randomBytes(16).toString('hex');
      const now = context.clock.now();
      const commanded = {
        tenant,
        commandId,
        actor: 'service:retention',
        correlation: commandId,
        now,
        content: { person },
      } as const;
      await context.execute(
        personFile,
        commanded,
        { entity: 'person', id: person },
        { command: 'order-due', person, now, commandId },
      );
    },
  };
}
