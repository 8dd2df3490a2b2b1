import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { hasFacts } from './ledger-witness.ts';
import type { TenantAtWork } from './tenant-at-work.ts';

type Holding = {
  person: string;
  holding: string;
  role?: string;
  client?: string;
  dataCategories: string[];
  systems: string[];
  erasableFrom?: string;
  keepUntilAtLeast?: string;
  due?: string;
};

/** What is kept of a person, folded from the ledger alone: by holding, with the dates that count now. */
export function keptOf(events: readonly AnyRecordedEvent[], person: string): Record<string, Holding> {
  const kept: Record<string, Holding> = {};
  for (const event of events.filter((one) => hasFacts(one, { person }))) {
    const { facts } = event;
    if (event.meta.type === 'holding.scheduled.v1') kept[String(facts['holding'])] = facts as Holding;
    if (event.meta.type === 'holding.released.v1') delete kept[String(facts['holding'])];
    if (event.meta.type === 'disposal.ordered.v1')
      for (const holding of facts['holdings'] as string[]) delete kept[holding];
  }
  return kept;
}

/** Which of these words stand readable in the ledger; what is found is named, and the ledger is not printed. */
export const readableWords = (events: readonly AnyRecordedEvent[], words: readonly string[]): string[] => {
  const ledger = JSON.stringify(events);
  return words.filter((word) => ledger.includes(word));
};

/** Those of the categories that a key is left of. */
export const stillReadable = (events: readonly AnyRecordedEvent[], person: string): string[] =>
  Object.entries(readable(events, person)).flatMap(([category, isOpen]) => (isOpen ? [category] : []));

/** The data categories that were sealed for a person, by month and compartment, and whether any key is left that opens them. */
export function readable(events: readonly AnyRecordedEvent[], person: string): Record<string, boolean> {
  const destroyed = new Set(
    events
      .filter(
        ({ meta, facts }) =>
          (meta.type === 'disposal.completed.v1' && facts['person'] === person) ||
          (meta.type === 'accountability-record.keys-destroyed.v1' && facts['owner'] === person),
      )
      .flatMap(({ facts }) => (facts['keysDestroyed'] as { key: string }[]).map(({ key }) => key)),
  );
  const parts = events.flatMap(({ sealed }) => sealed.filter((part) => part.person === person));
  const found: Record<string, boolean> = {};
  for (const { category, period, compartment, key } of parts) {
    const name = [category, period, compartment].filter((said) => said !== undefined).join(' ');
    found[name] = (found[name] ?? false) || !destroyed.has(key);
  }
  return found;
}

/** What the accounting material of a person says to whoever may open it, in the order of the ledger. */
export async function vouchersOf({ witness, post }: TenantAtWork, person: string): Promise<unknown[]> {
  const recorded = (await witness.everything()).filter(
    (event) => event.meta.type === 'accounting-material.recorded.v1' && hasFacts(event, { person }),
  );
  const events = recorded.map(({ position }) => ({ context: 'retention', entity: 'person', id: person, position }));
  const asked = { purpose: 'audit', events };
  const { body } = await post(`/v1/people/${person}/consultations`, asked, 'privacy-officer');
  const parts = body['parts'] as { part: string; fields?: { reference: string } }[];
  return parts.filter(({ part }) => part === 'voucher').map(({ fields }) => fields?.reference ?? 'destroyed');
}

/**
 * Every retention order came when its day had come, and nothing of which the day has come is left.
 * @param now the moment that the platform has reached, RFC 3339
 * @returns what was disposed of too early, or is still there too late; both are empty where promises are kept
 */
export function offTime(events: readonly AnyRecordedEvent[], now: string): { early: string[]; late: string[] } {
  const open = new Map<string, Holding>();
  // What one rule ends can go by several orders, so the date outlives the first of them.
  const dated = new Map<string, Holding>();
  const early: string[] = [];
  for (const { meta, facts } of events) {
    const at = (holding: unknown) => `${String(facts['person'])} ${String(holding)}`;
    if (meta.type === 'holding.scheduled.v1')
      for (const map of [open, dated]) map.set(at(facts['holding']), facts as Holding);
    if (meta.type === 'holding.released.v1') open.delete(at(facts['holding']));
    if (meta.type !== 'disposal.ordered.v1') continue;
    for (const holding of facts['holdings'] as string[]) {
      const due = dated.get(at(holding))?.due;
      const tooEarly = due === undefined || Date.parse(due) > Date.parse(String(facts['ordered']));
      if (facts['reason'] === 'retention-rule' && tooEarly) early.push(holding);
      open.delete(at(holding));
    }
  }
  const late = [...open.values()].filter(({ due }) => due !== undefined && Date.parse(due) <= Date.parse(now));
  return { early, late: late.map(({ holding }) => holding) };
}

const ofAnErasure: Readonly<Record<string, string>> = {
  'request.told.v1': 'told',
  'disposal.completed.v1': 'keys destroyed',
  'request.fulfilled.v1': 'fulfilled',
  'request.partly-fulfilled.v2': 'fulfilled in part',
};

/** The last steps of an erasure, in the order in which the ledger has them. */
export const answerOf = (events: readonly AnyRecordedEvent[], request: string): string[] =>
  events.flatMap(({ meta, facts }) => (facts['request'] === request && ofAnErasure[meta.type]) || []).slice(-3);

/** What the newest mail about a request says, on one line. */
export const lastMail = (mails: readonly { text?: string | undefined }[], request: string): string =>
  mails.findLast(({ text }) => text?.includes(request))?.text?.replaceAll(/\s+/g, ' ') ?? '';
