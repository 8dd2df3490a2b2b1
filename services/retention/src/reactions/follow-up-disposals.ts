import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { personFile } from '../domain/person-file.ts';
import { type DisposalDocument, disposalsProjection } from '../projections/disposals.ts';

/**
 * Follows up orders that nobody has confirmed. Decided on the person's file in the ledger, where a step that was taken is
 * not due any more; the command's id is of the disposal and the step.
 */
export function followUpDisposals(context: ServiceContext, tenant: Tenant): TimerSource<DisposalDocument> {
  return {
    projection: disposalsProjection,
    dueField: 'followUp',
    async fire({ disposal, person, followUp = '' }) {
      const commanded = timedCommand(context, tenant, 'follow-up-disposals', disposal, followUp);
      const command = { command: 'follow-up-disposal', disposal, now: commanded.now } as const;
      await context.execute(personFile, commanded, { entity: 'person', id: person }, command);
    },
  };
}
