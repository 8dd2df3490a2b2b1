import { packageAssembled, packageLinkIssued, packageLinkSent } from '@vitne/contracts/catalogue/package-events';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';
import { issueLink } from '../package/issue-link.ts';

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

/** The request is answered when the person has been given the way to the package. */
export function fulfilByPackage(context: ServiceContext): Reaction {
  const name = 'fulfil-by-package';
  return {
    name,
    handles: [packageLinkSent.type, packageLinkIssued.type],
    async react(event) {
      const { request: id, person, through } = event.facts as { request: string; person: string; through?: string };
      if (through === 'email') return;
      const commanded = consequenceOf(context, event, name);
      const command = { command: 'fulfil-by-package', person, now: commanded.now } as const;
      triedAgain(await context.execute(request, commanded, { entity: 'request', id }, command));
    },
  };
}
