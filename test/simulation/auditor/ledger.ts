/** A raw message of a ledger, as far as an auditor has to understand it. */
export type Entry = {
  sequence: number;
  subject: string;
  id: string;
  /** Without its version: what an event means to people is the same in each. */
  type: string;
  atMs: number;
  facts: Record<string, unknown>;
  sealed: { part: string; person: string; category: string; period?: string; compartment?: string; key: string }[];
  /** Which of the moments at which the platform was looked at this one belongs to, from 0. */
  tick: number;
};

export type Violation = { rule: string; sequence: number; says: string };
export type Report = (rule: string, entry: { sequence: number }, says: string) => void;

export type Ledger = {
  entries: readonly Entry[];
  /** By tick: the time of its first message. */
  ticks: readonly number[];
};

const restMs = 6 * 3_600_000;

/** Reads lines of JSON, and reports what no ledger may be: gaps, repeated ids, a time that goes back in one entity. */
export function readLedger(lines: string, report: Report): Ledger {
  const entries: Entry[] = [];
  const ticks: number[] = [];
  const ids = new Set<string>();
  const latest = new Map<string, number>();
  let newestMs = Number.NEGATIVE_INFINITY;
  for (const line of lines.split('\n').filter((text) => text !== '')) {
    const { sequence, subject, headers, data } = JSON.parse(line) as {
      sequence: number;
      subject: string;
      headers: Record<string, string>;
      data: Pick<Entry, 'facts' | 'sealed'>;
    };
    const atMs = Date.parse(headers['ce-time'] ?? '');
    if (atMs > newestMs + restMs) ticks.push(atMs);
    newestMs = Math.max(newestMs, atMs);
    const id = headers['ce-id'] ?? '';
    const entry = {
      sequence,
      subject,
      id,
      type: (headers['ce-type'] ?? '').replace(/\.v\d+$/, ''),
      atMs,
      ...data,
      tick: ticks.length - 1,
    };
    if (sequence !== entries.length + 1) report('ledger-gap', entry, `message ${entries.length + 1} is not there`);
    if (ids.has(id)) report('ledger-repeat', entry, `the id ${id} is there twice`);
    if (atMs < (latest.get(subject) ?? atMs)) report('time-goes-back', entry, `in ${subject}`);
    latest.set(subject, atMs);
    ids.add(id);
    entries.push(entry);
  }
  return { entries, ticks };
}

export const text = (entry: Entry, fact: string): string => String(entry.facts[fact]);
export const list = (entry: Entry, fact: string): string[] => (entry.facts[fact] as string[] | undefined) ?? [];
export const moment = (entry: Entry, fact: string): number => Date.parse(text(entry, fact));
