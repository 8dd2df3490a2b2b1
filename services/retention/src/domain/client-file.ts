import type { clientUserEvents } from '@vitne/contracts/catalogue/user-events';
import { accept, type Decider } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent } from '@vitne/contracts/event-definition';

type ClientDefinition = (typeof clientUserEvents)[number];
export type ClientUserEvent = DomainEvent<ClientDefinition>;

export const clientAnchors = ['subscription-ended', 'service-agreement-ended', 'last-module-removed'] as const;
export type ClientAnchor = (typeof clientAnchors)[number];

/** Since when a client is without a subscription, an agreement, a module; absent while it has one, or never had. */
export type ClientEndings = Partial<Record<ClientAnchor, string>>;

export type ClientFile = { modules: readonly string[]; endings: ClientEndings };

/** What systems tell of a client company. Its people's files follow it through a reaction. */
export const clientFile: Decider<
  ClientFile,
  ClientUserEvent,
  ClientUserEvent,
  RecordedEvent<ClientDefinition>,
  never
> = {
  initial: () => ({ modules: [], endings: {} }),
  decide: (event) => accept(event),
  evolve(file, { meta, facts }) {
    const { modules, endings } = file;
    switch (meta.type) {
      case 'client.created.v1':
        return { modules: [], endings: {} };
      case 'client.closed.v1': {
        const { occurred } = facts;
        const all = {
          'subscription-ended': occurred,
          'service-agreement-ended': occurred,
          'last-module-removed': occurred,
        };
        return { modules: [], endings: { ...all, ...endings } };
      }
      case 'module.added.v1':
        return {
          modules: [...modules.filter((module) => module !== moduleOf(facts)), moduleOf(facts)],
          endings: without(endings, 'last-module-removed'),
        };
      case 'module.removed.v1': {
        const left = modules.filter((module) => module !== moduleOf(facts));
        return {
          modules: left,
          endings: left.length === 0 ? { ...endings, 'last-module-removed': facts.occurred } : endings,
        };
      }
      case 'subscription.started.v1':
        return { modules, endings: without(endings, 'subscription-ended') };
      case 'subscription.ended.v1':
        return { modules, endings: { ...endings, 'subscription-ended': facts.occurred } };
      case 'service-agreement.started.v1':
        return { modules, endings: without(endings, 'service-agreement-ended') };
      case 'service-agreement.ended.v1':
        return { modules, endings: { ...endings, 'service-agreement-ended': facts.occurred } };
    }
  },
};

/** The type of an event's meta does not narrow its facts, so the module is read by name. */
const moduleOf = (facts: object): string => String((facts as { module?: unknown }).module);

const without = (endings: ClientEndings, anchor: ClientAnchor): ClientEndings =>
  Object.fromEntries(Object.entries(endings).filter(([name]) => name !== anchor));
