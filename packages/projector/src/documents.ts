import type { Tenant } from '@vitne/contracts/channels';
import type { Collection, Db, Filter } from 'mongodb';
import { checkpointKey, type ProjectionOrName, projectionName, readModelName } from './collection-names.ts';
import { cursorFilter, cursorOf, type SortOrder } from './page-cursor.ts';

export type FindOptions = {
  /** Field and direction, in order of weight; ties are broken by key. Needs an index of the projection. */
  sort?: SortOrder;
  /** 1 to 1,000; 100 when left out. */
  limit?: number;
  /** `next` of the page before, with the same filter and sort. It may come from a stranger. */
  after?: string | undefined;
};

export type DocumentPage<Doc> = {
  documents: Doc[];
  /** Cursor of the next page; absent on the last one. It holds the last document's sort values. */
  next?: string;
};

type Stored = { _id: string; position: number };
const mostPerPage = 1_000;
const usualPerPage = 100;
const queryTimeoutMs = 5_000;

/**
 * One document of a read model by its key, as the projection made it.
 * The checkpoint is not a document: asking for it answers undefined.
 */
export async function findDocument<Doc extends object>(
  db: Db,
  tenant: Tenant,
  projection: ProjectionOrName<Doc>,
  key: string,
): Promise<Doc | undefined> {
  if (key === checkpointKey) return undefined;
  const found = await readModel(db, tenant, projection).findOne({ _id: key }, { timeoutMS: queryTimeoutMs });
  return found ? (unwrap(found) as Doc) : undefined;
}

/**
 * A page of documents. Values in `filter` must be parsed: one taken over unchecked from a request could be an operator.
 * @throws {InvalidCursor} when `after` is not a cursor of this sort order.
 */
export async function findDocuments<Doc extends object>(
  db: Db,
  tenant: Tenant,
  projection: ProjectionOrName<Doc>,
  filter: Filter<Doc> = {},
  options: FindOptions = {},
): Promise<DocumentPage<Doc>> {
  const { sort = {}, limit = usualPerPage, after } = options;
  const size = Math.max(1, Math.min(mostPerPage, Math.trunc(limit) || usualPerPage));
  const conditions = [documentsOnly, filter as Filter<Stored>, ...(after ? [cursorFilter(sort, after)] : [])];
  const found = await readModel(db, tenant, projection)
    .find({ $and: conditions }, { sort: { ...sort, _id: 1 }, limit: size + 1, timeoutMS: queryTimeoutMs })
    .toArray();
  const page = found.slice(0, size);
  const last = page.at(-1);
  const documents = page.map((document) => unwrap(document) as Doc);
  return found.length > size && last ? { documents, next: cursorOf(sort, last) } : { documents };
}

/** How many documents fit a filter. */
export async function countDocuments<Doc extends object>(
  db: Db,
  tenant: Tenant,
  projection: ProjectionOrName<Doc>,
  filter: Filter<Doc> = {},
): Promise<number> {
  const conditions = [documentsOnly, filter as Filter<Stored>];
  return readModel(db, tenant, projection).countDocuments({ $and: conditions }, { timeoutMS: queryTimeoutMs });
}

const documentsOnly = { _id: { $ne: checkpointKey } };

const readModel = <Doc extends object>(db: Db, tenant: Tenant, projection: ProjectionOrName<Doc>): Collection<Stored> =>
  db.collection<Stored>(readModelName(tenant, projectionName(projection)));

const unwrap = ({ _id, position: _position, ...doc }: Stored): object => doc;
