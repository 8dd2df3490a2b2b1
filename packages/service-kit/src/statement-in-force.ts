import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import { type Statement, statementSchema } from '@vitne/contracts/statement/schema';
import { findDocument, findDocuments } from '@vitne/projector/documents';
import type { Projection } from '@vitne/projector/projection';
import type { Db } from 'mongodb';

export type StatementVersion = {
  version: string;
  published: string;
  updated: string;
  hash: string;
  document: unknown;
  order: number;
};

/** Every published version of the tenant's statement; each service keeps its own copy, learned from the ledger. */
export const statementsProjection: Projection<StatementVersion> = {
  name: 'statements',
  version: 1,
  handles: [statementPublished.type],
  indexes: [{ key: { order: -1 } }],
  keysOf: (event) => [versionOf((event as RecordedEvent<typeof statementPublished>).facts)],
  evolve(_doc, event) {
    const { facts, meta, position } = event as RecordedEvent<typeof statementPublished>;
    return {
      version: versionOf(facts),
      published: meta.time,
      updated: facts.updated,
      hash: facts.hash,
      document: facts.document,
      order: position,
    };
  },
};

export const versionOf = (of: { version: number; revision: number }): string => `${of.version}.${of.revision}`;

export type PublishedStatement = { version: string; hash: string; published: string; statement: Statement };

/** Looks up statements; a version never changes, so each is parsed once. */
export function statementDirectory(db: Db) {
  const parsed = new Map<string, PublishedStatement>();
  const parse = (tenant: Tenant, doc: StatementVersion): PublishedStatement => {
    const key = `${tenant}/${doc.hash}/${doc.version}`;
    const known = parsed.get(key);
    if (known) return known;
    const published = {
      version: doc.version,
      hash: doc.hash,
      published: doc.published,
      statement: statementSchema.parse(doc.document),
    };
    parsed.set(key, published);
    return published;
  };
  return {
    /** The statement in force: the one published last. Undefined before the first. */
    async inForce(tenant: Tenant): Promise<PublishedStatement | undefined> {
      const { documents } = await findDocuments(
        db,
        tenant,
        statementsProjection,
        {},
        { sort: { order: -1 }, limit: 1 },
      );
      return documents[0] && parse(tenant, documents[0]);
    },
    /** One version, `2.10`. */
    async version(tenant: Tenant, version: string): Promise<PublishedStatement | undefined> {
      const found = await findDocument(db, tenant, statementsProjection, version);
      return found && parse(tenant, found);
    },
  };
}
export type StatementDirectory = ReturnType<typeof statementDirectory>;
