import type { Tenant } from '@vitne/contracts/channels';
import { monthOf } from '@vitne/contracts/key-period';
import { type DocumentPage, type FindOptions, findDocuments } from '@vitne/projector/documents';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { keyRotation, mostDisposalsInARotation } from '../domain/key-rotation.ts';
import { monthsAfter } from '../domain/moments.ts';
import { disposalsProjection } from '../projections/disposals.ts';
import { type KeyRotationDocument, keyRotationsProjection } from '../projections/key-rotations.ts';
import { recordEndsProjection } from '../projections/records.ts';

const usualHours = 24;
const perPage = 1_000;

/**
 * Turns the key-encryption keys on schedule, on the one instance that holds the lease, and records which erasures became
 * final with it. What is cut short begins anew at the next look: a rotation can be repeated, and its record is made once.
 */
export function rotateKeys(context: ServiceContext, tenant: Tenant): TimerSource<KeyRotationDocument> {
  return {
    projection: keyRotationsProjection,
    dueField: 'due',
    async fire({ due }) {
      const commanded = timedCommand(context, tenant, 'rotate-keys', due);
      const { commandId: rotation, now: began } = commanded;
      // Their keys were destroyed before the new generation begins, so it never wraps them.
      const disposals = await doneAndNotFinal(context, tenant);
      await context.vault.dropFingerprintKeys(tenant, monthOf(monthsAfter(began.slice(0, 10), -1)));
      const { generation, rewrapped, destroyed } = await context.vault.rotateKeyEncryption(tenant);
      const now = context.clock.now();
      await context.execute(
        keyRotation,
        { ...commanded, now },
        { entity: 'key-rotation', id: rotation },
        {
          command: 'record-rotation',
          rotation,
          generation,
          destroyedGenerations: destroyed,
          keysWrapped: rewrapped,
          disposals,
          began,
          destroyed: now,
          everyHours: context.keyRotationHours ?? usualHours,
        },
      );
    },
  };
}

/** Disposals, and ends of the record, whose keys are destroyed. */
async function doneAndNotFinal({ db }: ServiceContext, tenant: Tenant): Promise<string[]> {
  const notFinal = { final: { $exists: false } };
  const disposals = await listed((page) =>
    findDocuments(db, tenant, disposalsProjection, { state: 'completed' as const, ...notFinal }, page),
  );
  const ends = await listed((page) => findDocuments(db, tenant, recordEndsProjection, notFinal, page));
  return [...disposals.map(({ disposal }) => disposal), ...ends.map(({ end }) => end)].slice(
    0,
    mostDisposalsInARotation,
  );
}

async function listed<Doc>(pageOf: (page: FindOptions) => Promise<DocumentPage<Doc>>): Promise<Doc[]> {
  const found: Doc[] = [];
  let after: string | undefined;
  do {
    const page = await pageOf({ limit: perPage, after });
    found.push(...page.documents);
    after = page.next;
  } while (after !== undefined && found.length < mostDisposalsInARotation);
  return found;
}
