import { requestAcceptedV2 } from '@vitne/contracts/catalogue/identity-events';
import { requestAccepted } from '@vitne/contracts/catalogue/request-intake-events';
import type { TaskKind } from '@vitne/contracts/catalogue/task-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { isClosed, type KnownRequest } from '../domain/request-state.ts';
import { taskKindFor } from '../domain/request-work.ts';
import { type SystemToAsk, tasks } from '../domain/tasks.ts';
import { requestInLedger } from '../identity-proof.ts';
import { taskId } from '../task-id.ts';

const name = 'give-tasks';

/** Asks every system that may hold data of the person, as soon as it is settled who asks. */
export function giveTasks(context: ServiceContext): Reaction {
  return {
    name,
    handles: [requestAccepted.type, requestAcceptedV2.type],
    async react(event) {
      const { tenant } = event.meta;
      const { request, person, requestType } = event.facts as FactsOf<typeof requestAccepted>;
      const kind = taskKindFor(requestType);
      const inForce = await context.statements.inForce(tenant);
      if (!kind || !inForce) return;
      // What is long answered when this is seen, as in a ledger of before, asks nothing of anybody.
      const state = await requestInLedger(context, tenant, request);
      if (!state || isClosed(state.status)) return;
      const commanded = consequenceOf(context, event, name);
      const systems = systemsToAsk(inForce.statement, state, kind);
      const command = { command: 'give', request, person, kind, systems, answerBy: state.due.due } as const;
      const result = await context.execute(
        tasks,
        commanded,
        { entity: 'tasks', id: request },
        { ...command, now: commanded.now },
      );
      settled(name, result);
    },
  };
}

/**
 * Whom to ask, and for which data: what is anonymous leads to nobody, and of a request that was split into data categories
 * nothing else is asked for.
 */
function systemsToAsk(
  { systems, dataCategories }: Statement,
  { request, items }: KnownRequest,
  kind: TaskKind,
): SystemToAsk[] {
  const anonymous = new Set(dataCategories.filter((category) => category.anonymous).map(({ id }) => id));
  const open = items.filter(({ outcome }) => outcome === undefined);
  const mayBeAny = open.length === 0 || open.some(({ dataCategory }) => dataCategory === undefined);
  const isWanted = (category: string) => mayBeAny || open.some(({ dataCategory }) => dataCategory === category);
  return systems.flatMap(({ id: system, holds, processor }) => {
    const held = holds.filter((category) => !anonymous.has(category) && isWanted(category));
    if (held.length === 0) return [];
    return [{ task: taskId(request, kind, system), system, dataCategories: held, ...(processor && { processor }) }];
  });
}
