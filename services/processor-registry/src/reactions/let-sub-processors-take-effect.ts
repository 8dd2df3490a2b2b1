import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { subProcessor } from '../domain/sub-processor.ts';
import {
  type SubProcessorChangeDocument,
  subProcessorChangesProjection,
} from '../projections/sub-processor-changes.ts';

/** After the time to object, a change that nobody objected to takes effect; firing twice finds nothing to do. */
export function letSubProcessorsTakeEffect(
  context: ServiceContext,
  tenant: Tenant,
): TimerSource<SubProcessorChangeDocument> {
  return {
    projection: subProcessorChangesProjection,
    dueField: 'closes',
    async fire({ change, subProcessor: id }) {
      const commanded = timedCommand(context, tenant, 'let-sub-processors-take-effect', change);
      const command = { command: 'take-effect', now: commanded.now } as const;
      await context.execute(subProcessor, commanded, { entity: 'sub-processor', id }, command);
    },
  };
}
