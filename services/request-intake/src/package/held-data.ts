import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { HeldData } from '@vitne/contracts/interop/access-package';
import type { LocalisedText, Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById } from '@vitne/contracts/statement/statement-index';
import type { ServiceContext } from '@vitne/service-kit/service';
import { packageContents } from '../package-contents.ts';
import type { PersonInLedger } from './person-in-ledger.ts';

/** More is shown of nobody's ledger; the newest entries are. */
const mostEntries = 5_000;

const inLedger: HeldData['heldBy'] = {
  id: 'ledger',
  kind: 'ledger',
  name: { nb: 'Regnskapet over personvernet', en: 'The record of data protection' },
};

/** A delivery of a system, by the id of its content. */
export type Delivery = { system: string; content: string };

/** The copy of the data: what the systems delivered, and what is sealed in the ledger. Opened here and kept nowhere. */
export async function heldData(
  context: ServiceContext,
  tenant: Tenant,
  statement: Statement,
  { deliveries, ledger }: { deliveries: readonly Delivery[]; ledger: PersonInLedger },
): Promise<{ data: HeldData[]; omitted: number }> {
  const delivered = await Promise.all(deliveries.map((delivery) => ofSystem(context, tenant, statement, delivery)));
  const entries = [...ledger.data, ...ledger.consents, ...ledger.disclosures, ...ledger.requests]
    .filter(({ sealed }) => sealed.length > 0)
    .sort((one, other) => one.position - other.position);
  const shown = entries.slice(-mostEntries);
  const recorded = await ofLedger(context, tenant, statement, shown);
  return { data: [...delivered.flat(), ...recorded], omitted: entries.length - shown.length };
}

async function ofSystem(
  context: ServiceContext,
  tenant: Tenant,
  statement: Statement,
  { system, content }: Delivery,
): Promise<HeldData[]> {
  const parts = (await packageContents(context).open(tenant, content)) ?? [];
  const name = statement.systems.find(({ id }) => id === system)?.name ?? asItIs(system);
  const heldBy: HeldData['heldBy'] = { id: system, name, kind: 'system' };
  return parts.map((part) => ({
    heldBy,
    dataCategory: categoryOf(statement, part.dataCategory),
    sources: sourcesOf(
      statement,
      'source' in part && part.source !== undefined ? [part.source] : undefined,
      part.dataCategory,
    ),
    readable: !('shredded' in part),
    items: 'items' in part ? part.items.map((fields) => ({ fields })) : [],
  }));
}

/** What events say of a person, gathered by category; where from is told by the event, if it knows. */
async function ofLedger(
  { vault }: ServiceContext,
  tenant: Tenant,
  statement: Statement,
  events: readonly AnyRecordedEvent[],
): Promise<HeldData[]> {
  const opened = await vault.open(
    events.map(({ meta, sealed }) => ({ binding: { tenant, eventId: meta.id, eventType: meta.type }, sealed })),
  );
  const groups = new Map<string, HeldData>();
  for (const [index, parts] of opened.entries()) {
    const event = events[index] as AnyRecordedEvent;
    for (const part of parts) {
      const told = (event.facts['sources'] as Record<string, string[]> | undefined)?.[part.category];
      const readable = 'fields' in part;
      const key = JSON.stringify([part.category, told ?? null, readable]);
      const group = groups.get(key) ?? {
        heldBy: inLedger,
        dataCategory: categoryOf(statement, part.category),
        sources: sourcesOf(statement, told, part.category),
        readable,
        items: [],
      };
      groups.set(key, group);
      if (!readable) continue;
      const { occurred } = event.facts as { occurred?: string };
      const at = occurred ?? event.meta.time;
      const fields = part.fields as HeldData['items'][number]['fields'];
      group.items.push({ event: event.meta.type.replace(/\.v\d+$/, ''), at, fields });
    }
  }
  return [...groups.values()];
}

const asItIs = (name: string): LocalisedText => ({ nb: name, en: name });

function categoryOf(statement: Statement, id: string): HeldData['dataCategory'] {
  if (id === systemReferenceCategory) {
    return { id, name: { nb: 'Systemenes egne numre på deg', en: 'The systems’ own numbers for you' } };
  }
  return { id, name: dataCategoryById(statement, id)?.name ?? asItIs(id) };
}

/** The sources that were told, or else those that the statement names for the category. */
function sourcesOf(statement: Statement, told: readonly string[] | undefined, category: string): HeldData['sources'] {
  return statement.sources
    .filter(({ id, dataCategories }) => (told ? told.includes(id) : dataCategories.includes(category)))
    .map(({ id, name, kind }) => ({ id, name, kind }));
}
