import { disposalCompleted, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { ServiceContext } from '@vitne/service-kit/service';
import { entityStates } from './entity-states.ts';

/**
 * The data categories that a completed disposal disposed of as a whole: those that it was ordered for, and those whose
 * keys it destroyed. What went for one month alone is still there for the others.
 */
export async function disposedOf(
  context: Pick<ServiceContext, 'log'>,
  tenant: Tenant,
  person: string,
  disposal: string,
): Promise<string[]> {
  const events = await entityStates(context, tenant).events('retention', 'person', person);
  const categories = events.flatMap(({ meta, facts }) => {
    if (facts['disposal'] !== disposal) return [];
    if (meta.type === disposalOrdered.type) {
      const { period, dataCategories } = facts as FactsOf<typeof disposalOrdered>;
      return period === undefined ? dataCategories : [];
    }
    if (meta.type !== disposalCompleted.type) return [];
    const { keysDestroyed } = facts as FactsOf<typeof disposalCompleted>;
    return keysDestroyed.flatMap(({ category, period }) => (period === undefined ? [category] : []));
  });
  return [...new Set(categories)];
}
