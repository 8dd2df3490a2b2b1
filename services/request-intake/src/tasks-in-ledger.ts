import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { ServiceContext } from '@vitne/service-kit/service';
import { workLeft } from './domain/request-work.ts';
import { evolveTasks, noTasks, type RecordedTaskEvent, type TasksState, type Work } from './domain/tasks-state.ts';
import { requestInLedger } from './identity-proof.ts';

/** What the systems were asked because of a request, as the ledger has it at this moment. */
export async function tasksInLedger({ log }: ServiceContext, tenant: Tenant, request: string): Promise<TasksState> {
  const history = await log.readEntity(channelOf({ tenant, context: 'request-intake', entity: 'tasks', id: request }));
  return (history as unknown as RecordedTaskEvent[]).reduce(evolveTasks, noTasks());
}

/** What the systems have still to do before a request is answered in full; of a request that nobody made, nothing. */
export async function workLeftOf(context: ServiceContext, tenant: Tenant, request: string): Promise<Work> {
  const known = await requestInLedger(context, tenant, request);
  return known ? workLeft(await tasksInLedger(context, tenant, request), known.requestType) : { given: true, open: [] };
}
