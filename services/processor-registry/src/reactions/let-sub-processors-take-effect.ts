import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import type { ServiceContext } from '@vitne/service-kit/service';
import { subProcessor } from '../domain/sub-processor.ts';
import {
  type SubProcessorChangeDocument,
  subProcessorChangesProjection,
} from '../projections/sub-processor-changes.ts';
import { stepId } from '../reaction-command.ts';

/** After the time to object, a change that nobody objected to takes effect; firing twice finds nothing to do. */
export function letSubProcessorsTakeEffect(
  context: ServiceContext,
  tenant: Tenant,
): TimerSource<SubProcessorChangeDocument> {
  return {
    projection: subProcessorChangesProjection,
    dueField: 'closes',
    async fire({ change, subProcessor: id }) {
      const commandId = stepId(tenant, 'take-effect', change);
      const now = context.clock.now();
      const commanded = {
        tenant,
        commandId,
        actor: 'service:processor-registry',
        correlation: commandId,
        now,
        content: { change },
      } as const;
      await context.execute(subProcessor, commanded, { entity: 'sub-processor', id }, { command: 'take-effect', now });
    },
  };
}
