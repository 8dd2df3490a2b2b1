import { setTimeout as wait } from 'node:timers/promises';
import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type Statement, statementSchema } from '@vitne/contracts/statement/schema';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import { storedPosition } from '@vitne/projector/stored-position';
import type { ServiceContext } from '@vitne/service-kit/service';
import { statementsProjection, versionOf } from '@vitne/service-kit/statement-in-force';
import type { KnownStatement } from './domain/consent-carries-over.ts';
import type { PersonFacts } from './domain/person-facts.ts';
import { decisionFactsProjection } from './projections/decision-facts.ts';

/** Where the facts of a decision come from. */
export type DecisionSources = {
  /** The events of one entity, straight from the ledger: what was recorded a moment ago is there. */
  entity(tenant: Tenant, context: Context, entity: string, id: string): Promise<AnyRecordedEvent[]>;
  /** Waits until the read models hold what the ledger holds now; answers that position, or undefined when it took too long. */
  caughtUp(tenant: Tenant): Promise<number | undefined>;
  /** Every published version, oldest first. */
  statements(tenant: Tenant): Promise<readonly KnownStatement[]>;
  peopleFacts(tenant: Tenant, people: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>>;
};

const readModels = [statementsProjection, decisionFactsProjection];
const longestWaitMs = 3_000;
const pauseMs = 2;
const mostStatements = 1_000;

/** The real ones. */
export function decisionSources(context: ServiceContext): DecisionSources {
  const { log, db } = context;
  const known = new Map<Tenant, readonly KnownStatement[]>();
  return {
    entity: (tenant, of, entity, id) => log.readEntity(channelOf({ tenant, context: of, entity, id })),

    async caughtUp(tenant) {
      const position = await log.lastPosition(tenant);
      const deadline = performance.now() + longestWaitMs;
      while ((await storedPosition({ log, db, tenant, projections: readModels })) < position) {
        if (performance.now() > deadline) return undefined;
        await wait(pauseMs);
      }
      return position;
    },

    async statements(tenant) {
      const before = known.get(tenant) ?? [];
      const after = before.at(-1)?.position ?? 0;
      const { documents } = await findDocuments(
        db,
        tenant,
        statementsProjection,
        { order: { $gt: after } },
        { sort: { order: 1 }, limit: mostStatements },
      );
      if (documents.length === 0) return before;
      const newer = documents.map(({ version, published, order, document, hash }) => ({
        version,
        published,
        position: order,
        statement: parsed(hash, document),
      }));
      const all = [...before, ...newer];
      known.set(tenant, all);
      return all;
    },

    async peopleFacts(tenant, people) {
      const [only] = people;
      if (only === undefined) return new Map();
      if (people.length === 1) {
        const found = await findDocument(db, tenant, decisionFactsProjection, only);
        return new Map(found ? [[only, found]] : []);
      }
      const { documents } = await findDocuments(db, tenant, decisionFactsProjection, byKeys(people), {
        limit: people.length,
      });
      return new Map(documents.map((document) => [document.person, document]));
    },
  };
}

// The filter's type knows the document as the projection made it, without the key that it is stored under.
const byKeys = (keys: readonly string[]) => ({ _id: { $in: [...keys] } }) as object;

/** A published version as its event says it. */
export function knownStatement({ facts, meta, position }: AnyRecordedEvent): KnownStatement {
  const { version, revision, hash, document } = facts as {
    version: number;
    revision: number;
    hash: string;
    document: unknown;
  };
  return {
    version: versionOf({ version, revision }),
    published: meta.time,
    position,
    statement: parsed(hash, document),
  };
}

/** A document under a hash never changes, so it is parsed once. */
function parsed(hash: string, document: unknown): Statement {
  const before = statements.get(hash);
  if (before) return before;
  const statement = statementSchema.parse(document);
  if (statements.size >= mostStatements) statements.clear();
  statements.set(hash, statement);
  return statement;
}
const statements = new Map<string, Statement>();
