import { itemRefused, partlyFulfilled, partlyFulfilledV2 } from '@vitne/contracts/catalogue/request-course-events';
import { requestFulfilled, requestRefused, requestWithdrawn } from '@vitne/contracts/catalogue/request-intake-events';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { isClosed } from '../domain/request-state.ts';
import { tasks } from '../domain/tasks.ts';
import { requestInLedger } from '../identity-proof.ts';
import { packageInLedger } from '../package/issue-link.ts';
import { packageContents } from '../package-contents.ts';
import { packageIdOf } from '../package-id.ts';

const name = 'withdraw-tasks';

/** What staff refused, or the person took back, is asked of no system any more. */
export function withdrawTasks(context: ServiceContext): Reaction {
  return {
    name,
    handles: [
      requestFulfilled.type,
      partlyFulfilled.type,
      partlyFulfilledV2.type,
      requestRefused.type,
      requestWithdrawn.type,
    ],
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

/** What only refused items needed is asked of no system any more, while the others go on. */
export function withdrawTasksOfItems(context: ServiceContext): Reaction {
  const step = 'withdraw-tasks-of-items';
  return {
    name: step,
    handles: [itemRefused.type],
    async react(event) {
      const { request } = event.facts as { request: string };
      const known = await requestInLedger(context, event.meta.tenant, request);
      if (!known || isClosed(known.status)) return;
      const others = known.items.filter(({ outcome }) => outcome !== 'refused');
      // An item in words may need any system.
      if (others.some(({ dataCategory }) => dataCategory === undefined)) return;
      const refused = known.items.flatMap(({ dataCategory, outcome }) =>
        outcome === 'refused' && dataCategory !== undefined ? [dataCategory] : [],
      );
      const onlyOf = refused.filter((category) => !others.some(({ dataCategory }) => dataCategory === category));
      const commanded = consequenceOf(context, event, step);
      const command = { command: 'withdraw', onlyOf, now: commanded.now } as const;
      settled(step, await context.execute(tasks, commanded, { entity: 'tasks', id: request }, command));
    },
  };
}
