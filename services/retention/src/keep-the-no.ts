import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import { foldPersonFacts, noFacts } from '@vitne/contracts/decisions/person-facts';
import { type ChoiceEvent, foldChoice, noChoices } from '@vitne/contracts/decisions/standing-choices';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { anyDirectMarketing, marketingPurposes } from '@vitne/service-kit/said-no-before';
import type { ServiceContext } from '@vitne/service-kit/service';
import { visitorsIn } from './domain/record-matters.ts';
import { mattersOf } from './reactions/keep-records.ts';

/**
 * Keeps what has to be honoured of somebody who is about to be forgotten, and nothing else: a no to direct marketing of each
 * purpose, and an objection to all of it (Art. 21(2)). Where the last word was a yes, no earlier no is remembered.
 */
export async function keepTheNo(context: ServiceContext, tenant: Tenant, person: string): Promise<void> {
  const statement = (await context.statements.inForce(tenant))?.statement;
  if (!statement) return;
  const eventsOf = (of: Context, entity: string): Promise<AnyRecordedEvent[]> =>
    context.log.readEntity(channelOf({ tenant, context: of, entity, id: person }));
  const [consents, told, sales] = await Promise.all([
    eventsOf('consent', 'person'),
    eventsOf('retention', 'person'),
    eventsOf('consent', 'soft-opt-in'),
  ]);
  const { standing } = (consents as unknown as ChoiceEvent[]).reduce(foldChoice, noChoices());
  const { optedOut, saidNoBefore = [] } = told.reduce(foldPersonFacts, noFacts());
  const ended = sales.flatMap(({ facts }) => (facts['by'] === 'opt-out' ? [String(facts['purpose'])] : []));
  const marketing = marketingPurposes(statement);
  const yes = marketing.filter((purpose) => {
    const choice = standing[purpose];
    return choice?.status === 'given' && choice.position > (optedOut[purpose] ?? 0);
  });
  const no = marketing.filter((purpose) => {
    const isNo = ['refused', 'withdrawn'].includes(standing[purpose]?.status ?? '') || optedOut[purpose] !== undefined;
    return !yes.includes(purpose) && (isNo || ended.includes(purpose) || saidNoBefore.includes(purpose));
  });
  const objects = (await hasObjected(context, tenant, person)) ? [anyDirectMarketing] : [];
  // Whoever has agreed to something since has not said no to everything any more; what they said no to stands by itself.
  const over = yes.length > 0 && objects.length === 0 ? [...yes, anyDirectMarketing] : yes;
  await context.vault.endSuppressions(tenant, person, over);
  await context.vault.suppressPerson(tenant, person, [...no, ...objects]);
}

async function hasObjected(context: ServiceContext, tenant: Tenant, person: string): Promise<boolean> {
  const matters = await mattersOf(context, tenant, person);
  const asVisitors = await Promise.all(visitorsIn(person, matters).map((one) => mattersOf(context, tenant, one)));
  return [matters, ...asVisitors].flat().some(({ binds }) => binds === 'objection');
}
