import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocuments } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { TimerSource } from '@vitne/projector/timers';
import type { Commanded } from '@vitne/service-kit/command-handler';
import { consequenceOf, settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accessPackage } from '../domain/access-package.ts';
import { packageContents } from '../package-contents.ts';
import { type PackageDocument, packagesProjection } from '../projections/packages.ts';

/** Deletes what was delivered for a package when its time is over. */
export function disposeOfPackages(context: ServiceContext, tenant: Tenant): TimerSource<PackageDocument> {
  return {
    projection: packagesProjection,
    dueField: 'disposeAt',
    fire: (document) =>
      dispose(context, timedCommand(context, tenant, 'dispose-of-packages', document.package), document),
  };
}

const mostPackages = 200;

/** Whose data is erased at the person's own wish has no package either, however new it is. */
export function disposeOfErased(context: ServiceContext): Reaction {
  const name = 'dispose-of-erased';
  return {
    name,
    handles: [disposalCompleted.type],
    async react(event) {
      const { person, request } = event.facts as { person: string; request?: string };
      if (request === undefined) return;
      const { tenant } = event.meta;
      const filter = { person, status: 'assembled' as const };
      const { documents } = await findDocuments(context.db, tenant, packagesProjection, filter, {
        limit: mostPackages,
      });
      for (const document of documents) {
        await dispose(context, consequenceOf(context, event, name, document.package), document);
      }
    },
  };
}

/** The deliveries first: a repeat after a crash in between finds none and records it all the same. */
async function dispose(context: ServiceContext, commanded: Commanded, document: PackageDocument): Promise<void> {
  await packageContents(context).dropOf(commanded.tenant, document.request);
  const command = { command: 'dispose', now: commanded.now } as const;
  const target = { entity: 'package', id: document.package };
  settled('dispose-of-packages', await context.execute(accessPackage, commanded, target, command));
}
