import { taskGiven, taskReminded } from '@vitne/contracts/catalogue/task-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { publishOrder, systemReferences } from '@vitne/service-kit/system-orders';
import type { Given } from '../domain/tasks-state.ts';
import { tasksProjection } from '../projections/tasks.ts';

/** What a system is told, as the data of a CloudEvent `task.given`. What the person wrote is read at `GET /v1/tasks/{task}`. */
export type TaskOrder = Pick<Given, 'task' | 'kind' | 'person' | 'dataCategories' | 'due'> & {
  /** The system's own names for its records of the person, as far as it has told them. */
  references: string[];
  /** Absent the first time; then how often it was asked again. */
  reminder?: number;
};

/** Tells a system of its task, and again when it has not answered. */
export function orderTasks(context: ServiceContext): Reaction {
  return {
    name: 'order-tasks',
    handles: [taskGiven.type, taskReminded.type],
    async react({ meta: { tenant, time }, facts }) {
      const { task: id, reminder } = facts as { task: string; reminder?: number };
      const document = await findDocument(context.db, tenant, tasksProjection, id);
      if (document?.status !== 'open') return;
      await order(tenant, time, document, reminder);
    },
  };

  async function order(tenant: Tenant, time: string, given: Given, reminder: number | undefined): Promise<void> {
    const { task, kind, person, dataCategories, due, system } = given;
    const references = (await systemReferences(context, tenant, person)).get(system) ?? [];
    const again = reminder === undefined ? {} : { reminder };
    const data: TaskOrder = { task, kind, person, dataCategories, due, references, ...again };
    const orderId = [task, system, ...(reminder === undefined ? [] : [reminder])].join('.');
    await publishOrder(context, { tenant, system, id: orderId, type: 'task.given', time, data });
  }
}
