import { randomUUID } from 'node:crypto';
import { recordEnded } from '@vitne/contracts/catalogue/accountability-record-events';
import { disposalCompleted, holdingReleased, legalHoldLifted } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { TimerSource } from '@vitne/projector/timers';
import type { Commanded } from '@vitne/service-kit/command-handler';
import { consequenceOf, settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { accountabilityRecord } from '../domain/accountability-record.ts';
import { readPersonFile } from '../entity-files.ts';
import { type RecordDocument, recordsProjection } from '../projections/records.ts';

const target = (owner: string) => ({ entity: 'accountability-record', id: owner });

/**
 * Ends the record of whose matters the term is over. The command id is new each time: it is decided on the record in the
 * ledger, where what has ended is due no more.
 */
export function endRecords(context: ServiceContext, tenant: Tenant): TimerSource<RecordDocument> {
  return {
    projection: recordsProjection,
    dueField: 'due',
    fire: ({ owner }) => end(context, timedCommand(context, tenant, 'end-records', randomUUID()), owner),
  };
}

/** Looks again at what was held back, when what kept it may have ended. */
export function endHeldRecordsReaction(context: ServiceContext): Reaction {
  const name = 'end-held-records';
  return {
    name,
    handles: [legalHoldLifted.type, holdingReleased.type, disposalCompleted.type],
    async react(event) {
      const { tenant } = event.meta;
      const known = await findDocument(context.db, tenant, recordsProjection, String(event.facts['person']));
      if (known?.heldBack) await end(context, consequenceOf(context, event, name, known.owner), known.owner);
    },
  };
}

async function end(context: ServiceContext, commanded: Commanded, owner: string): Promise<void> {
  const { now, commandId, tenant } = commanded;
  const { legalHolds, holdings, disposals } = await readPersonFile(context, tenant, owner);
  const keepers = {
    legalHolds: Object.values(legalHolds),
    kept: [...Object.values(holdings), ...Object.values(disposals)],
  };
  const command = { command: 'end-record', owner, keepers, now, commandId } as const;
  settled('end-records', await context.execute(accountabilityRecord, commanded, target(owner), command));
}

/** Destroys the keys of a record that has ended, those that its end names and no others, and records it. */
export function destroyRecordKeysReaction(context: ServiceContext): Reaction {
  const name = 'destroy-record-keys';
  return {
    name,
    handles: [recordEnded.type],
    async react(event) {
      const { tenant } = event.meta;
      const { owner, end: id, keys, dataCategory, period } = event.facts as FactsOf<typeof recordEnded>;
      await context.vault.shred({ tenant, person: owner, keys });
      const effective = context.clock.now();
      const keysDestroyed = keys.map((key) => ({
        category: dataCategory,
        ...(period !== undefined && { period }),
        key,
      }));
      const command = { command: 'record-destroyed', owner, end: id, keysDestroyed, effective } as const;
      settled(
        name,
        await context.execute(accountabilityRecord, consequenceOf(context, event, name), target(owner), command),
      );
    },
  };
}
