import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { disposalCompleted } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import { forEveryDocument } from '@vitne/service-kit/for-every-document';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accountabilityRecord } from '../domain/accountability-record.ts';
import { matterStep, type RecordMatter } from '../domain/record-matters.ts';
import { readPersonFile } from '../entity-files.ts';
import { recordMattersProjection, recordTypes } from '../projections/record-matters.ts';
import { recordsProjection } from '../projections/records.ts';

const name = 'keep-records';

/**
 * Dates the record of whoever a matter is written of, whenever something of it is written, opened or closed; and lets go
 * what a disposal has destroyed the keys of. A new version of the statement dates every record anew.
 */
export function keepRecordsReaction(context: ServiceContext): Reaction {
  return {
    name,
    handles: [...recordTypes, disposalCompleted.type, statementPublished.type],
    async react(event) {
      const { tenant } = event.meta;
      if (event.meta.type === statementPublished.type) {
        await forEveryDocument(context.db, tenant, recordsProjection, {}, ({ owner }) => keep(context, event, owner));
        return;
      }
      for (const owner of await ownersOf(context, event)) await keep(context, event, owner);
    },
  };
}

async function ownersOf({ db }: ServiceContext, event: AnyRecordedEvent): Promise<readonly string[]> {
  const { tenant, type } = event.meta;
  if (type === disposalCompleted.type) {
    const known = await findDocument(db, tenant, recordsProjection, String(event.facts['person']));
    return known ? [known.owner] : [];
  }
  const { matter } = matterStep(event) ?? {};
  return matter === undefined ? [] : ((await findDocument(db, tenant, recordMattersProjection, matter))?.owners ?? []);
}

async function keep(context: ServiceContext, event: AnyRecordedEvent, owner: string): Promise<void> {
  const { tenant } = event.meta;
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return;
  const matters = await mattersOf(context, tenant, owner);
  const sealed = matters.some(({ keys }) => keys.some((key) => key.owner === owner));
  if (!sealed && !(await findDocument(context.db, tenant, recordsProjection, owner))) return;
  const { destroyed, erasedBy } = await readPersonFile(context, tenant, owner);
  const under = { statement: inForce.statement, statementVersion: inForce.version };
  const command = {
    command: 'keep-record',
    owner,
    matters,
    destroyed,
    isErased: erasedBy !== undefined,
    ...under,
  } as const;
  const commanded = consequenceOf(context, event, name, owner);
  const target = { entity: 'accountability-record', id: owner };
  settled(name, await context.execute(accountabilityRecord, commanded, target, command));
}

/** Every matter that a person, or an incident, has to do with. */
export async function mattersOf({ db }: ServiceContext, tenant: Tenant, owner: string): Promise<RecordMatter[]> {
  const matters: RecordMatter[] = [];
  await forEveryDocument(db, tenant, recordMattersProjection, { owners: owner }, async (matter) => {
    matters.push(matter);
  });
  return matters.sort((one, other) => (one.matter < other.matter ? -1 : 1));
}
