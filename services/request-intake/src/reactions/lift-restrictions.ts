import { messageTold, restrictionLifted } from '@vitne/contracts/catalogue/request-course-events';
import { requestWithdrawn } from '@vitne/contracts/catalogue/request-intake-events';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { KnownRequest } from '../domain/request-state.ts';
import { liftedBy } from '../domain/task-terms.ts';
import { tasks } from '../domain/tasks.ts';
import type { KnownTask } from '../domain/tasks-state.ts';
import { requestInLedger } from '../identity-proof.ts';
import { taskId } from '../task-id.ts';
import { tasksInLedger } from '../tasks-in-ledger.ts';

const name = 'lift-restrictions';

/**
 * Tells every system that was asked to leave data alone that it may be used again: when the restriction is lifted, which
 * the person was told before (Art. 18(3)), when the person took the request back, or was told that it is refused.
 */
export function liftRestrictions(context: ServiceContext): Reaction {
  return {
    name,
    handles: [restrictionLifted.type, requestWithdrawn.type, messageTold.type],
    async react(event) {
      const { tenant, type } = event.meta;
      const { request, person } = event.facts as { request: string; person: string };
      if (type === messageTold.type && event.facts['matter'] !== 'refusal') return;
      const known = await requestInLedger(context, tenant, request);
      if (!known || !isOver(known)) return;
      const asked = Object.values((await tasksInLedger(context, tenant, request)).tasks).filter(mayRestrict);
      if (asked.length === 0) return;
      const systems = asked.map(({ system, processor, dataCategories }) => ({
        task: taskId(request, 'lift-restriction', system),
        system,
        dataCategories,
        ...(processor !== undefined && { processor }),
      }));
      const commanded = consequenceOf(context, event, name);
      const { now } = commanded;
      const command = {
        command: 'give',
        request,
        person,
        kind: 'lift-restriction',
        systems,
        answerBy: liftedBy(now),
        now,
      } as const;
      settled(name, await context.execute(tasks, commanded, { entity: 'tasks', id: request }, command));
    },
  };
}

const isOver = ({ requestType, isLifted, status }: KnownRequest): boolean =>
  requestType === 'restriction' && (isLifted || status === 'withdrawn' || status === 'refused');

/** Who said to hold nothing has nothing to use again; who has not answered may have done it all the same. */
const mayRestrict = ({ kind, completed }: KnownTask): boolean =>
  kind === 'restrict' && completed?.outcome !== 'nothing-held';
