import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { derivedId } from '@vitne/service-kit/derived-id';
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
      const commandId = derivedId(tenant, 'follow-up-disposals', disposal, followUp);
      const now = context.clock.now();
      await context.execute(
        personFile,
        { tenant, commandId, actor: 'service:retention', correlation: commandId, now, content: { disposal, followUp } },
        { entity: 'person', id: person },
        { command: 'follow-up-disposal', disposal, now },
      );
    },
  };
}
