import { channelOf, type Tenant } from '@vitne/contracts/channels';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import type { Commanded, CommandResult } from '@vitne/service-kit/command-handler';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accessPackage, type PackageRejection } from '../domain/access-package.ts';
import type { LinkIssued, PackageState, RecordedPackageEvent } from '../domain/package-state.ts';
import { linkSecret, secretDigest } from './link-secret.ts';

const mostAttempts = 4;

/** A package as the ledger has it at this moment. */
export async function packageInLedger({ log }: ServiceContext, tenant: Tenant, id: string): Promise<PackageState> {
  const events = await log.readEntity(channelOf({ tenant, context: 'request-intake', entity: 'package', id }));
  return (events as unknown as RecordedPackageEvent[]).reduce(accessPackage.evolve, accessPackage.initial());
}

/**
 * Makes the next link of a package. Its secret follows from the vault's key of the month, the package and the number.
 * @throws {Error} when the vault has no key of the present month.
 */
export async function issueLink(
  context: ServiceContext,
  commanded: Commanded,
  id: string,
  through: LinkIssued['through'],
): Promise<CommandResult<PackageState, PackageRejection>> {
  const { tenant, now } = commanded;
  const keyMonth = keyPeriodAt(now);
  for (let attempt = 1; ; attempt++) {
    const state = await packageInLedger(context, tenant, id);
    const link = (state.status === 'unknown' ? 0 : (state.link?.link ?? 0)) + 1;
    const place = { tenant, package: id, link, keyMonth };
    const secret = await linkSecret(context.vault, place);
    const digest = secret === undefined ? undefined : await secretDigest(context.vault, place, secret);
    if (digest === undefined) throw new Error('The vault has no key of the present month.');
    const command = { command: 'issue-link', link, through, digest, keyMonth, now } as const;
    const result = await context.execute(accessPackage, commanded, { entity: 'package', id }, command);
    const isTaken = result.outcome === 'rejected' && result.rejection.code === 'link-taken';
    if (!isTaken || attempt === mostAttempts) return result;
  }
}
