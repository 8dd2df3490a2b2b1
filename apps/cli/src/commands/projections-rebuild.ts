import { markForRebuild } from '@vitne/projector/mark-for-rebuild';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import { projectionsOf } from '@vitne/service-kit/service';
import { type PlatformAddress, requireTenants } from '../platform-address.ts';
import { services } from '../services.ts';
import { UsageError } from '../usage-error.ts';

/**
 * Has read models folded anew from event 1; answers which, one a line.
 * @param options.readModels as the audit names them: `consent/consents`
 * @throws {UsageError} when a read model or a tenant is not there, or the database does not answer
 */
export async function rebuildProjections(options: {
  address: PlatformAddress;
  readModels: readonly string[];
  tenants?: readonly string[];
}): Promise<string> {
  const { address, readModels, tenants = address.tenants } = options;
  requireTenants(tenants, address.tenants);
  const known = services.flatMap((service) =>
    projectionsOf(service).map(({ name }) => ({ path: `${service.name}/${name}`, service: service.name, name })),
  );
  const wanted = readModels.map((path) => known.find((one) => one.path === path) ?? path);
  const unknown = wanted.find((one) => typeof one === 'string');
  if (unknown !== undefined)
    throw new UsageError(`There is no read model ${unknown}: name one as the audit does, such as consent/consents.`);
  const mongo = await connectDatabase(address.mongoUrl).catch(() => {
    throw new UsageError('The read models do not answer: start the platform again.');
  });
  try {
    for (const one of wanted) {
      if (typeof one === 'string') continue;
      for (const tenant of tenants) await markForRebuild(mongo.db(databaseName(one.service)), tenant, one.name);
    }
  } finally {
    await mongo.close();
  }
  return tenants.flatMap((tenant) => readModels.map((path) => `${tenant}  ${path} is folded anew`)).join('\n');
}
