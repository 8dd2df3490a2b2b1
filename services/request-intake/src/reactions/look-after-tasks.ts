import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { tasks } from '../domain/tasks.ts';
import { type TaskDocument, tasksProjection } from '../projections/tasks.ts';

const name = 'look-after-tasks';

/** Asks systems again, calls them overdue, and stops waiting in time for the answer to the person. */
export function lookAfterTasks(context: ServiceContext, tenant: Tenant): TimerSource<TaskDocument> {
  return {
    projection: tasksProjection,
    dueField: 'nextStep',
    async fire({ task, request, nextStep }) {
      const commanded = timedCommand(context, tenant, name, task, nextStep ?? '');
      const command = { command: 'look-after', task, now: commanded.now } as const;
      settled(name, await context.execute(tasks, commanded, { entity: 'tasks', id: request }, command));
    },
  };
}
