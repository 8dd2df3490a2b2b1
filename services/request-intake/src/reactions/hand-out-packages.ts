import { packageAssembled, packageLinkIssued, packageLinkSent } from '@vitne/contracts/catalogue/package-events';
import { taskGivenUp } from '@vitne/contracts/catalogue/task-events';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { KnownPackage } from '../domain/package-state.ts';
import { request } from '../domain/request.ts';
import { issueLink, packageInLedger } from '../package/issue-link.ts';
import { packageIdOf } from '../package-id.ts';
import { workLeftOf } from '../tasks-in-ledger.ts';

/** Makes a link to each package that is put together, which is then sent to the person. */
export function issuePackageLinks(context: ServiceContext): Reaction {
  const name = 'issue-package-links';
  return {
    name,
    handles: [packageAssembled.type],
    async react(event) {
      const id = String(event.facts['package']);
      const result = await issueLink(context, consequenceOf(context, event, name), id, 'email');
      if (result.outcome === 'rejected' && result.rejection.code === 'package-disposed') return;
      settled(name, result);
    },
  };
}

/**
 * The request is answered when the person has been given the way to the package and no system is waited for any more:
 * with what the last one owed it is put together anew, and what staff gave up does not come.
 */
export function fulfilByPackage(context: ServiceContext): Reaction {
  const name = 'fulfil-by-package';
  return {
    name,
    handles: [packageLinkSent.type, packageLinkIssued.type, taskGivenUp.type],
    async react(event) {
      const { request: id, person, through } = event.facts as { request: string; person: string; through?: string };
      if (through === 'email') return;
      const { tenant, type } = event.meta;
      if (type === taskGivenUp.type) {
        const known = await packageInLedger(context, tenant, packageIdOf(tenant, id));
        if (known.status !== 'assembled' || !isOut(known)) return;
      }
      const commanded = consequenceOf(context, event, name);
      const work = await workLeftOf(context, tenant, id);
      const command = { command: 'fulfil-by-package', person, work, now: commanded.now } as const;
      triedAgain(await context.execute(request, commanded, { entity: 'request', id }, command));
    },
  };
}

/** Whether the person has the way to it; a link that goes by hand is given when it is made. */
const isOut = ({ link }: KnownPackage): boolean => link?.sent !== undefined || link?.through === 'by-hand';
