import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import type { Projection } from './projection.ts';

const kebab = /^[a-z][a-z0-9-]{0,63}$/;

/** The document that says how far a read model is; every other `_id` in the collection is a key of the projection. */
export const checkpointKey = '$checkpoint';

/** The collection of a tenant's read model. MongoDB forbids `$` in collection names, so ours begin with `_`. */
export const readModelName = (tenant: Tenant, projection: string): string => `${tenant}.${projection}`;

/** Where a rebuild folds until it takes the live collection's place. */
export const rebuildingName = (tenant: Tenant, projection: string): string => `${tenant}.${projection}.rebuilding`;

/** The checkpoints of a tenant's reactions, `_id: '$reaction:<name>'`. */
export const reactionsName = (tenant: Tenant): string => `${tenant}._reactions`;

/** The leases of a service, one document per tenant. */
export const leasesName = '_leases';

/** @throws {TypeError} when the tenant or a name cannot name a collection, or two names are the same. */
export function checkNames(tenant: Tenant, named: readonly { name: string }[]): void {
  if (!tenantSchema.safeParse(tenant).success) throw new TypeError('This is no tenant name.');
  for (const { name } of named) {
    if (!kebab.test(name)) throw new TypeError(`${name} is not kebab-case: lower-case letters, digits, hyphens.`);
  }
  if (new Set(named.map(({ name }) => name)).size !== named.length) throw new TypeError('Two have the same name.');
}

/** A projection, or its name where the documents' type is given by hand. */
export type ProjectionOrName<Doc extends object> = Projection<Doc> | string;

export const projectionName = <Doc extends object>(projection: ProjectionOrName<Doc>): string =>
  typeof projection === 'string' ? projection : projection.name;
