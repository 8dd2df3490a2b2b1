import { partlyFulfilled } from '@vitne/contracts/catalogue/request-course-events';
import { requestFulfilled, requestRefused, requestWithdrawn } from '@vitne/contracts/catalogue/request-intake-events';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { tasks } from '../domain/tasks.ts';
import { packageInLedger } from '../package/issue-link.ts';
import { packageContents } from '../package-contents.ts';
import { packageIdOf } from './assemble-packages.ts';

const name = 'withdraw-tasks';

/** What staff refused or answered by itself, or the person took back, is asked of no system any more. */
export function withdrawTasks(context: ServiceContext): Reaction {
  return {
    name,
    handles: [requestFulfilled.type, partlyFulfilled.type, requestRefused.type, requestWithdrawn.type],
    async react(event) {
      const { request, by } = event.facts as { request: string; by?: string };
      // A package can be out while a system's part is still to come.
      if (by === 'package') return;
      const commanded = consequenceOf(context, event, name);
      const command = { command: 'withdraw', now: commanded.now } as const;
      settled(name, await context.execute(tasks, commanded, { entity: 'tasks', id: request }, command));
      const { tenant } = event.meta;
      const known = await packageInLedger(context, tenant, packageIdOf(tenant, request));
      if (known.status !== 'assembled') await packageContents(context).dropOf(tenant, request);
    },
  };
}
