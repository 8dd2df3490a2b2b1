import type { LedgerSource } from '@vitne/audit/ledger-source';
import { channelOf } from '@vitne/contracts/channels';
import type { KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import type { PersonFacts } from '@vitne/contracts/decisions/person-facts';
import type { DecisionSources } from '@vitne/service-kit/decision-sources';

/** A ledger that was read and folded. */
export type FoldedLedger = {
  readEntity: LedgerSource['readEntity'];
  /** The last position that counts. */
  newest: number;
  /** Oldest first. */
  statements: readonly KnownStatement[];
  /** What the decision facts of each person came to. */
  people: ReadonlyMap<string, { doc: object | undefined }>;
};

/** A folded ledger as the place where decisions get their facts from: nothing of it is ever behind. */
export const foldedSources = ({ readEntity, newest, statements, people }: FoldedLedger): DecisionSources => ({
  entity: (tenant, context, entity, id) => readEntity(channelOf({ tenant, context, entity, id })),
  newest: () => Promise.resolve(newest),
  caughtUp: () => Promise.resolve(true),
  closed: () => Promise.resolve(true),
  statements: () => Promise.resolve(statements),
  peopleFacts: (_tenant, asked) =>
    Promise.resolve(
      new Map(
        asked.flatMap((person) => {
          const doc = people.get(person)?.doc;
          return doc ? [[person, doc as PersonFacts] as const] : [];
        }),
      ),
    ),
});
