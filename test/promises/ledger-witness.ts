import { isDeepStrictEqual } from 'node:util';
import { connect } from '@nats-io/transport-node';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Platform } from '@vitne/embedded/platform';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';

const patienceMs = 25_000;

export type Wanted = { facts?: Record<string, unknown>; after?: number };

/** Reads along in one tenant's ledger, with the auditor's credentials, from event 1. */
export type LedgerWitness = {
  /** Everything in the ledger at this moment. */
  everything(): Promise<AnyRecordedEvent[]>;
  /**
   * The first event of a type that has these facts, waited for as it comes.
   * @throws {Error} when it does not come
   */
  sees(type: string, wanted?: Wanted): Promise<AnyRecordedEvent>;
  stop(): Promise<void>;
};

export async function ledgerWitness(platform: Platform, tenant: string): Promise<LedgerWitness> {
  const { nats } = platform.engines;
  const connection = await connect({ servers: nats.url, ...nats.credentials('auditor') });
  const log = jetStreamEventLog({ connection });
  const seen: AnyRecordedEvent[] = [];
  const waiting = new Set<() => void>();
  const stopped = new AbortController();
  const reading = (async () => {
    for await (const batch of log.follow(tenant, { after: 0, signal: stopped.signal })) {
      seen.push(...batch);
      for (const look of waiting) look();
    }
  })();

  function found<Found>(look: () => Found | undefined, what: string): Promise<Found> {
    return new Promise((resolve, reject) => {
      const given = setTimeout(() => {
        waiting.delete(again);
        reject(new Error(`The ledger of ${tenant} never showed ${what}.`));
      }, patienceMs);
      const again = () => {
        const hit = look();
        if (hit === undefined) return;
        clearTimeout(given);
        waiting.delete(again);
        resolve(hit);
      };
      waiting.add(again);
      again();
    });
  }

  return {
    async everything() {
      const last = await log.lastPosition(tenant);
      await found(() => ((seen.at(-1)?.position ?? 0) >= last ? true : undefined), `position ${last}`);
      return [...seen];
    },
    sees: (type, { facts = {}, after = 0 } = {}) =>
      found(
        () => seen.find((event) => event.position > after && event.meta.type === type && hasFacts(event, facts)),
        `${type} with ${JSON.stringify(facts)} after position ${after}`,
      ),
    async stop() {
      stopped.abort();
      await reading;
      await log.close();
      await connection.close();
    },
  };
}

export const hasFacts = (event: AnyRecordedEvent, facts: Record<string, unknown>): boolean =>
  Object.entries(facts).every(([name, value]) => isDeepStrictEqual(event.facts[name], value));
