import type { clientUserEvents } from '@vitne/contracts/catalogue/user-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { isAfter, laterOf } from './moments.ts';
import { began, ended, hasBegunSince, type Standing } from './standing.ts';

type ClientDefinition = (typeof clientUserEvents)[number];
export type ClientUserEvent = DomainEvent<ClientDefinition>;

export const clientAnchors = ['subscription-ended', 'service-agreement-ended', 'last-module-removed'] as const;
export type ClientAnchor = (typeof clientAnchors)[number];

/** Since when a client is without a subscription, an agreement, a module; absent while it has one, or never had. */
export type ClientEndings = Partial<Record<ClientAnchor, string>>;

export type ClientFile = {
  subscription: Standing;
  agreement: Standing;
  modules: Readonly<Record<string, Standing>>;
  /** When the account was last made and last closed: closing it ends all that had begun by then. */
  account: Standing;
  endings: ClientEndings;
};

/**
 * What systems tell of a client company. Its people's files follow it through a reaction. What is told late counts from when
 * it happened: an end of before a return ends nothing any more.
 */
export const clientFile: Decider<
  ClientFile,
  ClientUserEvent,
  ClientUserEvent,
  RecordedEvent<ClientDefinition>,
  never
> = {
  initial: () => ({ subscription: {}, agreement: {}, modules: {}, account: {}, endings: {} }),
  decide: (event) => accept(event),
  evolve(file, { meta, facts }) {
    const { occurred } = facts;
    switch (meta.type) {
      case 'client.created.v1':
        return withEndings({ ...file, account: began(file.account, occurred) });
      case 'client.closed.v1':
        return withEndings({ ...file, account: ended(file.account, occurred) });
      case 'module.added.v1':
        return withEndings({ ...file, modules: withModule(file, facts, began) });
      case 'module.removed.v1':
        return withEndings({ ...file, modules: withModule(file, facts, ended) });
      case 'subscription.started.v1':
        return withEndings({ ...file, subscription: began(file.subscription, occurred) });
      case 'subscription.ended.v1':
        return withEndings({ ...file, subscription: ended(file.subscription, occurred) });
      case 'service-agreement.started.v1':
        return withEndings({ ...file, agreement: began(file.agreement, occurred) });
      case 'service-agreement.ended.v1':
        return withEndings({ ...file, agreement: ended(file.agreement, occurred) });
    }
  },
};

function withModule(
  { modules }: ClientFile,
  facts: { occurred: string },
  happened: typeof began,
): ClientFile['modules'] {
  // The type of an event's meta does not narrow its facts, so the module is read by name.
  const module = String((facts as { module?: unknown }).module);
  return { ...modules, [module]: happened(modules[module] ?? {}, facts.occurred) };
}

function withEndings(file: ClientFile): ClientFile {
  const { subscription, agreement, modules, account } = file;
  const ends: Record<ClientAnchor, string | undefined> = {
    'subscription-ended': endOf([subscription], account),
    'service-agreement-ended': endOf([agreement], account),
    'last-module-removed': endOf(Object.values(modules), account),
  };
  return { ...file, endings: Object.fromEntries(Object.entries(ends).filter(([, at]) => at !== undefined)) };
}

/** When the last of them ended; undefined while one goes on. What ended before the account was made anew is long past. */
function endOf(standings: readonly Standing[], account: Standing): string | undefined {
  let last: string | undefined;
  for (const standing of standings) {
    const end = [standing.ended, account.ended]
      .filter((at) => at !== undefined)
      .find((at) => !hasBegunSince(standing, at));
    if (end === undefined && standing.began !== undefined) return undefined;
    if (end !== undefined) last = laterOf(last, end);
  }
  last ??= account.ended;
  return last !== undefined && account.began !== undefined && isAfter(account.began, last) ? undefined : last;
}
