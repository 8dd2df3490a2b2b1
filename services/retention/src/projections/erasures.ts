import {
  answerAddressLeft,
  erasureReferred,
  erasureRemainderHeld,
  erasureWithheld,
} from '@vitne/contracts/catalogue/erasure-events';
import { disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type Held = FactsOf<typeof erasureRemainderHeld>;

export type ErasureDocument = {
  request: string;
  person: string;
  decided: string;
  /** The disposal of what goes; absent when nothing does. */
  disposal?: string;
  /** The version of the statement that it was decided under. */
  statementVersion?: string;
  held: Held['held'];
  /** The clients to whom the person was referred. */
  clients: string[];
  /** Everything must be kept: the erasure was refused. */
  withheld?: true;
  /** The person's other requests for whose answers an address was left. */
  answering?: string[];
};

/** What became of each request for erasure: what goes, what stays and why, or to whom the person was referred. */
export const erasuresProjection: Projection<ErasureDocument> = {
  name: 'erasures',
  version: 3,
  handles: [
    disposalOrdered.type,
    erasureRemainderHeld.type,
    erasureWithheld.type,
    erasureReferred.type,
    answerAddressLeft.type,
  ],
  keysOf: ({ facts }) => (typeof facts['request'] === 'string' ? [facts['request']] : []),
  evolve(doc, { meta, facts }, request) {
    const person = String(facts['person']);
    const under = meta.statementVersion === undefined ? {} : { statementVersion: meta.statementVersion };
    const before = doc ?? { request, person, decided: meta.time, ...under, held: [], clients: [] };
    if (meta.type === disposalOrdered.type) {
      const { disposal, ordered } = facts as FactsOf<typeof disposalOrdered>;
      return { ...before, decided: ordered, disposal };
    }
    if (meta.type === erasureReferred.type) {
      const { decided, clients } = facts as FactsOf<typeof erasureReferred>;
      return { ...before, decided, clients };
    }
    if (meta.type === answerAddressLeft.type)
      return { ...before, answering: (facts as FactsOf<typeof answerAddressLeft>).forRequests };
    const { decided, held } = facts as Held;
    // What a hold saves of an order that is under way changes what stays, and not when it was decided.
    return {
      ...before,
      decided: before.disposal === undefined ? decided : before.decided,
      held,
      ...(meta.type === erasureWithheld.type && { withheld: true as const }),
    };
  },
};
