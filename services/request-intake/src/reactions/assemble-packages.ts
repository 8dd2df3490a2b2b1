import { taskCompleted, tasksFinished } from '@vitne/contracts/catalogue/task-events';
import { accessPackageFormat, portabilityPackageFormat } from '@vitne/contracts/interop/access-package';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accessPackage } from '../domain/access-package.ts';
import { request as requestDecider } from '../domain/request.ts';
import { isClosed } from '../domain/request-state.ts';
import { workLeft } from '../domain/request-work.ts';
import { requestInLedger } from '../identity-proof.ts';
import { packageInLedger } from '../package/issue-link.ts';
import { nothingStandsOf } from '../package/person-in-ledger.ts';
import { packageContents } from '../package-contents.ts';
import { packageIdOf } from '../package-id.ts';
import { tasksInLedger } from '../tasks-in-ledger.ts';

const name = 'assemble-packages';

/**
 * Puts the package together when every system has answered, or nobody waits any longer; and anew when one answers after
 * that, so that what comes late comes still. Whoever nothing is kept of gets that answer, and no package.
 */
export function assemblePackages(context: ServiceContext): Reaction {
  return {
    name,
    handles: [tasksFinished.type, taskCompleted.type],
    async react(event) {
      const { tenant } = event.meta;
      const { request, person, kind } = event.facts as { request: string; person: string; kind: string };
      if (kind !== 'collect-data') return;
      const state = await tasksInLedger(context, tenant, request);
      const known = await requestInLedger(context, tenant, request);
      if (!known || !state.finished['collect-data']) return;
      const { requestType } = known;
      if (requestType !== 'access' && requestType !== 'portability') return;
      const id = packageIdOf(tenant, request);
      const isThere = (await packageInLedger(context, tenant, id)).status !== 'unknown';
      if (isClosed(known.status) && !isThere) {
        await packageContents(context).dropOf(tenant, request);
        return;
      }
      const asked = Object.values(state.tasks).filter((task) => task.kind === kind && task.status !== 'withdrawn');
      const unanswered = asked.filter(({ status }) => status !== 'completed').map(({ system }) => system);
      const commanded = consequenceOf(context, event, name);
      const contents = asked.flatMap(({ delivered }) => (delivered ? [delivered.content] : []));
      const isEmpty = !isThere && contents.length === 0 && unanswered.length === 0;
      if (isEmpty && (await nothingStandsOf(context, tenant, person, { upTo: event.position, request }))) {
        const systems = asked.map(({ system }) => system).sort();
        const said = { person, upTo: event.position, systems, work: workLeft(state, requestType), now: commanded.now };
        const answer = { command: 'answer-nothing-kept', ...said } as const;
        settled(name, await context.execute(requestDecider, commanded, { entity: 'request', id: request }, answer));
        return;
      }
      const command = {
        command: 'assemble',
        package: id,
        request,
        person,
        requestType,
        format: requestType === 'access' ? accessPackageFormat : portabilityPackageFormat,
        upTo: event.position,
        contents,
        unanswered,
        now: commanded.now,
      } as const;
      settled(name, await context.execute(accessPackage, commanded, { entity: 'package', id }, command));
    },
  };
}
