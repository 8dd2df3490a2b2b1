import type { Tenant } from '@vitne/contracts/channels';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { Opener } from '@vitne/service-kit/consult';
import type { IncidentDocument } from './projections/incidents.ts';

/** What was written at one step of an incident; `shredded` when its key is destroyed. */
export type Written = { at: string; eventType: string; texts?: Record<string, string>; shredded?: true };

/** What staff wrote of an incident is its record; who reported it, and in which words, is the reporter's. */
const recordPart = 'record';

/** What staff wrote about an incident, still sealed. */
export const partsOfRecord = ({ sealed }: IncidentDocument): SealedPart[] =>
  sealed.flatMap(({ parts }) => parts.filter(({ part }) => part === recordPart));

/** Opens what staff wrote about incidents, step by step; the key store is asked once for all of them. */
export async function recordOf(
  opener: Opener,
  tenant: Tenant,
  documents: readonly IncidentDocument[],
): Promise<Written[][]> {
  return opened(opener, tenant, documents, (part) => part === recordPart);
}

/** Opens what whoever reported an incident said, and how they can be reached. */
export async function reportOf(opener: Opener, tenant: Tenant, document: IncidentDocument): Promise<Written[]> {
  return (await opened(opener, tenant, [document], (part) => part !== recordPart))[0] ?? [];
}

async function opened(
  opener: Opener,
  tenant: Tenant,
  documents: readonly IncidentDocument[],
  wanted: (part: string) => boolean,
): Promise<Written[][]> {
  const items = documents.map(({ sealed }) =>
    sealed.flatMap(({ eventId, eventType, at, parts }) => {
      const some = parts.filter(({ part }) => wanted(part));
      return some.length > 0 ? [{ binding: { tenant, eventId, eventType }, sealed: some, at }] : [];
    }),
  );
  const all = items.flat();
  const read = await opener.open(all.map(({ binding, sealed }) => ({ binding, sealed })));
  let next = 0;
  return items.map((ofOne) =>
    ofOne.map(({ binding: { eventType }, at }) => {
      const parts = read[next++] ?? [];
      const fields = parts.flatMap((part) => ('fields' in part ? Object.entries(part.fields as object) : []));
      const isGone = parts.some((part) => 'shredded' in part);
      return {
        at,
        eventType,
        ...(fields.length > 0 && { texts: Object.fromEntries(fields) as Record<string, string> }),
        ...(isGone && { shredded: true as const }),
      };
    }),
  );
}
