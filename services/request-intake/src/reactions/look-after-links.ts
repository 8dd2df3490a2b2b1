import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accessPackage } from '../domain/access-package.ts';
import { type PackageDocument, packagesProjection } from '../projections/packages.ts';

const name = 'look-after-links';

/** Finds packages that nobody has opened when their link is over; those on call are alerted by what is recorded of it. */
export function lookAfterLinks(context: ServiceContext, tenant: Tenant): TimerSource<PackageDocument> {
  return {
    projection: packagesProjection,
    dueField: 'overUnopened',
    async fire({ package: id, link }) {
      const commanded = timedCommand(context, tenant, name, id, link?.link ?? 0);
      const command = { command: 'look-after-link', now: commanded.now } as const;
      settled(name, await context.execute(accessPackage, commanded, { entity: 'package', id }, command));
    },
  };
}
