import type { Tenant } from '@vitne/contracts/channels';
import { sourceOfPart } from '@vitne/contracts/data-source';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { HeldData, PackageSource } from '@vitne/contracts/interop/access-package';
import { dataCategoryName } from '@vitne/contracts/own-data-categories';
import type { LocalisedText } from '@vitne/contracts/statement/schema';
import type { ServiceContext } from '@vitne/service-kit/service';
import { packageContents } from '../package-contents.ts';
import type { PersonInLedger } from './person-in-ledger.ts';
import { type KnownSources, namedSources, sourcesOfCategories } from './where-from.ts';

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
  known: KnownSources,
  { deliveries, ledger }: { deliveries: readonly Delivery[]; ledger: PersonInLedger },
): Promise<{ data: HeldData[]; omitted: number }> {
  const cameFrom = sourcesHeld(known, ledger.data);
  const delivered = await Promise.all(
    deliveries.map((delivery) => ofSystem(context, tenant, known, delivery, cameFrom)),
  );
  const { data, consents, disclosures, requests, aboutRequests, reports } = ledger;
  const entries = [...data, ...consents, ...disclosures, ...requests, ...aboutRequests, ...reports]
    .filter(({ sealed }) => sealed.length > 0)
    .sort((one, other) => one.position - other.position);
  const shown = entries.slice(-mostEntries);
  const recorded = await ofLedger(context, tenant, known, shown);
  return { data: [...delivered.flat(), ...recorded], omitted: entries.length - shown.length };
}

/** Where from a system has what it holds of a category, as the events told when it came; undefined where none did. */
type SourcesHeld = (system: string, category: string) => PackageSource[] | undefined;

function sourcesHeld(known: KnownSources, events: readonly AnyRecordedEvent[]): SourcesHeld {
  const told = new Map<string, Set<string>>();
  for (const { meta, facts } of events) {
    if (meta.type !== 'holding.scheduled.v1') continue;
    const { systems, sources = {} } = facts as { systems: string[]; sources?: Record<string, string[]> };
    for (const system of systems) {
      for (const [category, ids] of Object.entries(sources)) {
        const key = JSON.stringify([system, category]);
        told.set(key, new Set([...(told.get(key) ?? []), ...ids]));
      }
    }
  }
  return (system, category) => {
    const ids = told.get(JSON.stringify([system, category]));
    return ids && namedSources(known, { from: 'statement', ids: [...ids], by: { system } });
  };
}

async function ofSystem(
  context: ServiceContext,
  tenant: Tenant,
  known: KnownSources,
  { system, content }: Delivery,
  cameFrom: SourcesHeld,
): Promise<HeldData[]> {
  const { statement } = known;
  const parts = (await packageContents(context).open(tenant, content)) ?? [];
  const name = statement.systems.find(({ id }) => id === system)?.name ?? asItIs(system);
  const heldBy: HeldData['heldBy'] = { id: system, name, kind: 'system' };
  return parts.map((part) => ({
    heldBy,
    dataCategory: { id: part.dataCategory, name: dataCategoryName(statement, part.dataCategory) },
    sources:
      'source' in part && part.source !== undefined
        ? namedSources(known, { from: 'statement', ids: [part.source], by: { system } })
        : (cameFrom(system, part.dataCategory) ?? sourcesOfCategories(known, [part.dataCategory], [system])),
    readable: !('shredded' in part),
    items: 'items' in part ? part.items.map((fields) => ({ fields })) : [],
  }));
}

/** What events say of a person, gathered by category and by where it came from. */
async function ofLedger(
  { vault }: ServiceContext,
  tenant: Tenant,
  known: KnownSources,
  events: readonly AnyRecordedEvent[],
): Promise<HeldData[]> {
  const opened = await vault.open(
    events.map(({ meta, sealed }) => ({ binding: { tenant, eventId: meta.id, eventType: meta.type }, sealed })),
  );
  const groups = new Map<string, HeldData>();
  for (const [index, parts] of opened.entries()) {
    const event = events[index] as AnyRecordedEvent;
    for (const part of parts) {
      const source = sourceOfPart(event, part);
      const readable = 'fields' in part;
      const key = JSON.stringify([part.category, source, readable]);
      const group = groups.get(key) ?? {
        heldBy: inLedger,
        dataCategory: { id: part.category, name: dataCategoryName(known.statement, part.category) },
        sources: namedSources(known, source),
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
