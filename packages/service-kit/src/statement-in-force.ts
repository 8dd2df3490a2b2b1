import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import { type Statement, statementSchema } from '@vitne/contracts/statement/schema';
import { findDocument } from '@vitne/projector/documents';
import type { Projection } from '@vitne/projector/projection';
import type { Db } from 'mongodb';
import { nextRound } from './next-round.ts';

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

/** Which version is in force: the one published last. Small, because every command asks for it. */
export const statementInForceProjection: Projection<Pick<StatementVersion, 'version' | 'hash'>> = {
  name: 'statement-in-force',
  version: 1,
  handles: [statementPublished.type],
  keysOf: () => ['in-force'],
  evolve(_doc, event) {
    const { facts } = event as RecordedEvent<typeof statementPublished>;
    return { version: versionOf(facts), hash: facts.hash };
  },
};

export type PublishedStatement = { version: string; hash: string; published: string; statement: Statement };

/** Looks up statements; a version never changes, so each is read and parsed once. */
export function statementDirectory(db: Db) {
  const parsed = new Map<string, PublishedStatement>();
  const inForce = nextRound((tenant: Tenant) => findDocument(db, tenant, statementInForceProjection, 'in-force'));
  async function version(tenant: Tenant, name: string): Promise<PublishedStatement | undefined> {
    const key = `${tenant}/${name}`;
    const known = parsed.get(key);
    if (known) return known;
    const found = await findDocument(db, tenant, statementsProjection, name);
    if (!found) return undefined;
    const { hash, published, document } = found;
    const statement = { version: name, hash, published, statement: statementSchema.parse(document) };
    parsed.set(key, statement);
    return statement;
  }
  return {
    /** One version, `2.10`. */
    version,
    /** The statement in force. Undefined before the first, and until this service has learned of it. */
    async inForce(tenant: Tenant): Promise<PublishedStatement | undefined> {
      const latest = await inForce(tenant);
      return latest && version(tenant, latest.version);
    },
  };
}
export type StatementDirectory = ReturnType<typeof statementDirectory>;
