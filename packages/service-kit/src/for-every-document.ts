import type { Tenant } from '@vitne/contracts/channels';
import type { ProjectionOrName } from '@vitne/projector/collection-names';
import { findDocuments } from '@vitne/projector/documents';
import type { Db, Filter } from 'mongodb';
import { concurrentMap } from './concurrent-map.ts';

const documentsPerPage = 500;
const mostAtOnce = 16;

/** Does something for each document of a read model that fits the filter, some at once, page by page. */
export async function forEveryDocument<Doc extends object>(
  db: Db,
  tenant: Tenant,
  projection: ProjectionOrName<Doc>,
  filter: Filter<Doc>,
  act: (document: Doc) => Promise<unknown>,
): Promise<void> {
  let after: string | undefined;
  do {
    const page = await findDocuments(db, tenant, projection, filter, { limit: documentsPerPage, after });
    await concurrentMap(page.documents, mostAtOnce, act);
    after = page.next;
  } while (after !== undefined);
}
