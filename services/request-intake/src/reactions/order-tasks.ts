import { taskGiven, taskReminded } from '@vitne/contracts/catalogue/task-events';
import type { Tenant } from '@vitne/contracts/channels';
import { openDsrOf } from '@vitne/contracts/statement/statement-index';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { publishOrder, systemReferences } from '@vitne/service-kit/system-orders';
import type { Given } from '../domain/tasks-state.ts';
import { requestsProjection } from '../projections/requests.ts';
import { tasksProjection } from '../projections/tasks.ts';
import { passTaskOn } from './pass-on-to-processors.ts';

/** What a system is told, as the data of a CloudEvent `task.given`. What the person wrote is read at `GET /v1/tasks/{task}`. */
export type TaskOrder = Pick<Given, 'task' | 'kind' | 'person' | 'dataCategories' | 'due'> & {
  /** The system's own names for its records of the person, as far as it has told them. */
  references: string[];
  /** Absent the first time; then how often it was asked again. */
  reminder?: number;
};

/** Tells a system of its task, and again when it has not answered: over the bus, or through its processor by OpenDSR. */
export function orderTasks(context: ServiceContext): Reaction {
  return {
    name: 'order-tasks',
    handles: [taskGiven.type, taskReminded.type],
    async react(event) {
      const { tenant, time } = event.meta;
      const { task: id, reminder } = event.facts as { task: string; reminder?: number };
      const document = await findDocument(context.db, tenant, tasksProjection, id);
      if (document?.status !== 'open') return;
      const passedOn = await byOpenDsr(tenant, document);
      await (passedOn ? passTaskOn(context, event, passedOn) : order(tenant, time, document, reminder));
    },
  };

  /** What the processor of a system is asked by OpenDSR, where the statement in force says that it takes such a request so. */
  async function byOpenDsr(tenant: Tenant, given: Given) {
    if (given.kind !== 'collect-data') return undefined;
    const inForce = await context.statements.inForce(tenant);
    const request = await findDocument(context.db, tenant, requestsProjection, given.request);
    if (!inForce || !request || !openDsrOf(inForce.statement, given.system, request.requestType)) return undefined;
    const requestType = request.requestType === 'portability' ? ('portability' as const) : ('access' as const);
    return { given, requestType, submitted: request.received };
  }

  async function order(tenant: Tenant, time: string, given: Given, reminder: number | undefined): Promise<void> {
    const { task, kind, person, dataCategories, due, system } = given;
    const references = (await systemReferences(context, tenant, person)).get(system) ?? [];
    const again = reminder === undefined ? {} : { reminder };
    const data: TaskOrder = { task, kind, person, dataCategories, due, references, ...again };
    const orderId = [task, system, ...(reminder === undefined ? [] : [reminder])].join('.');
    await publishOrder(context, { tenant, system, id: orderId, type: 'task.given', time, data });
  }
}
