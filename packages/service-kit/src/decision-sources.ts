import { setTimeout as wait } from 'node:timers/promises';
import { type Context, channelOf, type Tenant } from '@vitne/contracts/channels';
import type { KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import type { PersonFacts } from '@vitne/contracts/decisions/person-facts';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type Statement, statementSchema } from '@vitne/contracts/statement/schema';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import { storedPosition } from '@vitne/projector/stored-position';
import { decisionFactsProjection } from './decision-facts.ts';
import type { ServiceContext } from './service.ts';
import { statementsProjection, versionOf } from './statement-in-force.ts';
import type { Timeline } from './timeline.ts';

/** Where the facts of a decision come from. */
export type DecisionSources = {
  /** The events of one entity, straight from the ledger: what was recorded a moment ago is there. */
  entity(tenant: Tenant, context: Context, entity: string, id: string): Promise<AnyRecordedEvent[]>;
  /** Position of the newest event in the ledger. */
  newest(tenant: Tenant): Promise<number>;
  /** Waits until the read models hold everything up to a position; false when it took too long. */
  caughtUp(tenant: Tenant, position: number): Promise<boolean>;
  /**
   * Closes a moment for the statement, all requests and the entities of these ids: what gets its time in this process from
   * then on is later, and what got it before is in the ledger. False when that took too long.
   */
  closed(tenant: Tenant, moment: string, ids: ReadonlySet<string | undefined>): Promise<boolean>;
  /** Every version that is published up to a position, oldest first; the read models must have caught up with it. */
  statements(tenant: Tenant, position: number): Promise<readonly KnownStatement[]>;
  peopleFacts(tenant: Tenant, people: readonly string[]): Promise<ReadonlyMap<string, PersonFacts>>;
};

const readModels = [statementsProjection, decisionFactsProjection];
const longestWaitMs = 3_000;
const pauseMs = 2;
const mostStatements = 1_000;

/** The real ones. */
export function decisionSources(context: ServiceContext): DecisionSources {
  const { log, db } = context;
  // Read models never go back and published versions never change, so what is known of them stays true.
  const stored = new Map<Tenant, number>();
  const published = new Map<Tenant, { upTo: number; versions: readonly KnownStatement[] }>();
  return {
    entity: (tenant, of, entity, id) => log.readEntity(channelOf({ tenant, context: of, entity, id })),
    newest: (tenant) => log.lastPosition(tenant),

    async caughtUp(tenant, position) {
      const deadline = performance.now() + longestWaitMs;
      while ((stored.get(tenant) ?? 0) < position) {
        const reached = await storedPosition({ log, db, tenant, projections: readModels });
        stored.set(tenant, Math.max(reached, stored.get(tenant) ?? 0));
        if (reached >= position) return true;
        if (performance.now() > deadline) return false;
        await wait(pauseMs);
      }
      return true;
    },

    async closed(tenant, moment, ids) {
      const ending = new AbortController();
      const late = wait(longestWaitMs, false, { signal: ending.signal }).catch(() => false);
      const closed = closeFor(context.timeline, tenant, moment, ids).then(() => true);
      return Promise.race([closed, late]).finally(() => ending.abort());
    },

    async statements(tenant, position) {
      const known = published.get(tenant) ?? { upTo: 0, versions: [] };
      if (known.upTo >= position) return known.versions;
      const { documents } = await findDocuments(
        db,
        tenant,
        statementsProjection,
        { order: { $gt: known.versions.at(-1)?.position ?? 0 } },
        { sort: { order: 1 }, limit: mostStatements },
      );
      const newer = documents.map(({ version, published: time, order, document, hash }) => ({
        version,
        published: time,
        position: order,
        statement: parsed(hash, document),
      }));
      const versions = [...known.versions, ...newer];
      published.set(tenant, { upTo: position, versions });
      return versions;
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

/** Which requests a person has is not known before they are recorded, so every request counts as the person's. */
export const closeFor = (
  timeline: Timeline,
  tenant: Tenant,
  moment: string,
  ids: ReadonlySet<string | undefined>,
): Promise<void> =>
  timeline.close(
    moment,
    (entity) => entity.tenant === tenant && (ids.has(entity.id) || ['request', 'statement'].includes(entity.entity)),
  );

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
