import type { Tenant } from '@vitne/contracts/channels';
import { type HashedNotice, noticeOf } from '@vitne/contracts/statement/notice';
import { NOTICE_FORMATS } from '@vitne/contracts/statement/notice-formats';
import { consentPurposes } from '@vitne/contracts/statement/statement-index';
import { findDocuments } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type PublishedStatement, statementsProjection } from '@vitne/service-kit/statement-in-force';

/** How many versions are searched, newest first. */
const mostVersions = 500;
const languages = ['nb', 'en'] as const;
const noticesOf = new WeakMap<PublishedStatement, Promise<ReadonlyMap<string, HashedNotice>>>();

/**
 * Exactly what was shown under a hash: of any version that was ever published, in either language, and in any format that
 * was ever in use. Undefined when the tenant never showed it.
 */
export async function noticeByHash(
  { db, statements }: ServiceContext,
  tenant: Tenant,
  hash: string,
): Promise<HashedNotice | undefined> {
  const newestFirst = { sort: { order: -1 as const }, limit: mostVersions };
  const { documents } = await findDocuments(db, tenant, statementsProjection, {}, newestFirst);
  for (const { version } of documents) {
    const published = await statements.version(tenant, version);
    const found = published && (await allNoticesOf(published)).get(hash);
    if (found) return found;
  }
  return undefined;
}

/** A published version never changes, and so each of its notices is made once. */
function allNoticesOf(published: PublishedStatement): Promise<ReadonlyMap<string, HashedNotice>> {
  const known = noticesOf.get(published) ?? makeNotices(published);
  noticesOf.set(published, known);
  return known;
}

async function makeNotices({ statement }: PublishedStatement): Promise<ReadonlyMap<string, HashedNotice>> {
  const made = consentPurposes(statement).flatMap(({ id }) =>
    languages.flatMap((language) =>
      [...NOTICE_FORMATS.keys()].map((format) => noticeOf(statement, id, language, format)),
    ),
  );
  const notices = (await Promise.all(made)).filter((notice) => notice !== undefined);
  return new Map(notices.map((notice) => [notice.hash, notice]));
}
