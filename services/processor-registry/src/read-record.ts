import type { Tenant } from '@vitne/contracts/channels';
import type { Statement } from '@vitne/contracts/statement/schema';
import { findDocuments } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import { processingActivitiesProjection } from './projections/processing-activities.ts';
import { recipientsProjection } from './projections/recipients.ts';
import { type RecordOfProcessing, recordOfProcessing } from './record-of-processing.ts';

/** A statement has at most 200 activities and 500 recipients. */
const mostRows = 1_000;

/** The record as it stands: of the version registered last, and the statement of that version. Nothing before the first. */
export async function readRecord(
  { db, statements }: ServiceContext,
  tenant: Tenant,
  role?: 'controller' | 'processor',
): Promise<{ record: RecordOfProcessing; statement?: Statement }> {
  const read = (filter: object, options: { sort?: { order: -1 }; limit: number }) =>
    findDocuments(db, tenant, processingActivitiesProjection, filter, options);
  const newest = (await read({}, { sort: { order: -1 }, limit: 1 })).documents[0];
  if (!newest) return { record: { activities: [] } };
  const { statementVersion } = newest;
  const named = { status: 'named' as const, 'named.statementVersion': { $exists: false } };
  const [found, published, beside] = await Promise.all([
    read({ statementVersion, ...(role && { role }) }, { limit: mostRows }),
    statements.version(tenant, statementVersion),
    findDocuments(db, tenant, recipientsProjection, named, { limit: mostRows }),
  ]);
  const partners = beside.documents.flatMap(({ recipient, named: said }) => (said ? [{ recipient, ...said }] : []));
  const statement = published?.statement;
  return { record: recordOfProcessing(found.documents, statement, partners), ...(statement && { statement }) };
}
