import type { Tenant } from '@vitne/contracts/channels';
import { countDocuments } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { Matter } from './domain/alert.ts';
import { lateOrdersProjection } from './projections/late-orders.ts';

/** How many orders to dispose wait for a system longer than they should; undefined for a matter that is no system. */
export const ordersWaitingFor = async (
  { db }: Pick<ServiceContext, 'db'>,
  tenant: Tenant,
  { kind, id }: Matter,
): Promise<number | undefined> =>
  kind === 'system' ? countDocuments(db, tenant, lateOrdersProjection, { systems: id }) : undefined;
