import { type Entry, moment, text } from './ledger.ts';

type Standing = { startedMs?: number; endedMs?: number };

/** Where client companies stand, by when things happened and not by when they were told. */
export function clientBooks() {
  const standings = new Map<string, Standing>();
  const modules = new Map<string, Map<string, Standing>>();

  const standing = (client: string, what: string): Standing => {
    const key = `${client}/${what}`;
    const known = standings.get(key) ?? {};
    standings.set(key, known);
    return known;
  };
  const moduleOf = (client: string, module: string): Standing => {
    const all = modules.get(client) ?? new Map<string, Standing>();
    modules.set(client, all);
    const known = all.get(module) ?? {};
    all.set(module, known);
    return known;
  };

  return {
    /** Takes in an event about a client; answers which client, or undefined for another event. */
    take(entry: Entry): string | undefined {
      const [, subject = '', verb = ''] =
        /^(subscription|service-agreement|module)\.(started|ended|added|removed)$/.exec(entry.type) ?? [];
      if (subject === '') return undefined;
      const client = text(entry, 'client');
      const about = subject === 'module' ? moduleOf(client, text(entry, 'module')) : standing(client, subject);
      const atMs = moment(entry, 'occurred');
      if (verb === 'started' || verb === 'added') about.startedMs = Math.max(about.startedMs ?? atMs, atMs);
      else about.endedMs = Math.max(about.endedMs ?? atMs, atMs);
      return client;
    },

    /** Since when a client is without what the anchor is about; undefined while it has it, or never had. */
    endedMs(client: string, anchor: string): number | undefined {
      if (anchor !== 'last-module-removed') return endOf(standing(client, anchor.replace(/-ended$/, '')));
      const all = [...(modules.get(client)?.values() ?? [])].map(endOf);
      if (all.length === 0 || all.includes(undefined)) return undefined;
      return Math.max(...(all as number[]));
    },
  };
}

const endOf = ({ startedMs, endedMs }: Standing): number | undefined =>
  endedMs !== undefined && (startedMs === undefined || endedMs >= startedMs) ? endedMs : undefined;

export const clientAnchors: readonly string[] = [
  'subscription-ended',
  'service-agreement-ended',
  'last-module-removed',
];
