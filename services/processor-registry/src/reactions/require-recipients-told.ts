import { type Disclosure, disclosureTypes } from '@vitne/contracts/catalogue/disclosure-events';
import { requestClassified } from '@vitne/contracts/catalogue/request-classification-events';
import { correctionsNamed } from '@vitne/contracts/catalogue/request-correction-events';
import { itemFulfilled, partlyFulfilled, partlyFulfilledV2 } from '@vitne/contracts/catalogue/request-course-events';
import { requestFulfilled, requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';
import { disposedOf } from '../disposed-data.ts';
import { type RecipientsToTellCommand, recipientsToTell } from '../domain/recipients-to-tell.ts';
import { entityStates } from '../entity-states.ts';

const name = 'require-recipients-told';

type Change = Pick<
  Extract<RecipientsToTellCommand, { command: 'require' }>,
  'cause' | 'request' | 'disposal' | 'person'
> & {
  /** What it is about; absent when the request may be about anything. */
  dataCategories?: readonly string[];
};

/** Data that was rectified, erased or restricted by request: whoever got it has to be told (Art. 19). */
export function requireRecipientsTold(context: ServiceContext): Reaction {
  return {
    name,
    handles: [disposalCompleted.type, requestFulfilled.type, partlyFulfilled.type, partlyFulfilledV2.type],
    async react(event) {
      const change = await changeIn(context, event);
      if (!change) return;
      const { dataCategories, ...of } = change;
      const got = await recipientsOf(context, event, of.person, dataCategories);
      if (got.length === 0) return;
      const now = context.clock.now();
      const target = { entity: 'recipients-to-tell', id: of.person };
      const command = { command: 'require', ...of, got, now } as const;
      settled(name, await context.execute(recipientsToTell, consequenceOf(context, event, name), target, command));
    },
  };
}

async function changeIn(context: ServiceContext, { meta, facts }: AnyRecordedEvent): Promise<Change | undefined> {
  const { tenant } = meta;
  if (meta.type === disposalCompleted.type) {
    const { person, request, disposal } = facts as FactsOf<typeof disposalCompleted>;
    if (request === undefined) return undefined;
    const dataCategories = await disposedOf(context, tenant, person, disposal);
    return { cause: 'erasure', request, disposal, person, dataCategories };
  }
  const { person, request, by } = facts as Pick<FactsOf<typeof requestFulfilled>, 'person' | 'request'> & {
    by?: string;
  };
  const history = await entityStates(context, tenant).events('request-intake', 'request', meta.entity);
  const cause = requestedIn(history);
  // An erasure that a disposal carried out is known by that disposal.
  if (cause === undefined || (cause === 'erasure' && by === 'disposal')) return undefined;
  const dataCategories = correctedIn(history);
  return { cause, request, person, ...(dataCategories && { dataCategories }) };
}

/** The categories of the fields that were corrected; undefined when the correction was asked for in words. */
function correctedIn(events: readonly AnyRecordedEvent[]): string[] | undefined {
  const named = events.find(({ meta }) => meta.type === correctionsNamed.type);
  if (!named) return undefined;
  const done = events.flatMap(({ meta, facts }) => (meta.type === itemFulfilled.type ? [facts['item']] : []));
  const { items } = named.facts as FactsOf<typeof correctionsNamed>;
  return [...new Set(items.flatMap(({ item, dataCategory }) => (done.includes(item) ? [dataCategory] : [])))];
}

function requestedIn(events: readonly AnyRecordedEvent[]): Change['cause'] | undefined {
  const said = events.findLast(
    ({ meta }) => meta.type === requestReceived.type || meta.type === requestClassified.type,
  );
  const type = said && (said.facts as FactsOf<typeof requestReceived | typeof requestClassified>).requestType;
  return type === 'rectification' || type === 'erasure' || type === 'restriction' ? type : undefined;
}

/** Read from the ledger, so that what was handed over a moment ago is there. */
async function recipientsOf(
  context: ServiceContext,
  { meta }: AnyRecordedEvent,
  person: string,
  about: readonly string[] | undefined,
) {
  const events = await entityStates(context, meta.tenant).events('processor-registry', 'person', person);
  const got = new Map<string, Set<string>>();
  for (const event of events) {
    if (!disclosureTypes.includes(event.meta.type)) continue;
    const { recipient, dataCategories } = event.facts as Disclosure;
    const concerned = dataCategories.filter((category) => about === undefined || about.includes(category));
    if (concerned.length > 0) got.set(recipient, new Set([...(got.get(recipient) ?? []), ...concerned]));
  }
  return [...got].map(([recipient, dataCategories]) => ({
    recipient,
    notification: derivedId(meta.id, name, recipient),
    dataCategories: [...dataCategories],
  }));
}
