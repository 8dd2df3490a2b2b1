import { disposalConfirmed, disposalOrdered } from '@vitne/contracts/catalogue/retention-events';
import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type DestroyedKeys, type Shredding, shreddingFor, waitingFor } from '../domain/carry-out-disposals.ts';
import type { Disposal } from '../domain/person-state.ts';
import { readPersonFile } from '../entity-files.ts';
import { sealedKeysProjection } from '../projections/sealed-keys.ts';
import { commandPerson } from './consequence.ts';

/**
 * When the last system has confirmed, destroys the keys and records that the disposal is complete. The keys are listed
 * from the ledger before they are destroyed: a repeat after a crash destroys nothing more, and still names them all.
 */
export function completeDisposalsReaction(context: ServiceContext): Reaction {
  const name = 'complete-disposals';
  return {
    name,
    handles: [disposalOrdered.type, disposalConfirmed.type],
    async react(event) {
      const { tenant } = event.meta;
      const { disposal: id, person } = event.facts as { disposal: string; person: string };
      const file = await readPersonFile(context, tenant, person);
      const disposal = file.disposals[id];
      if (!disposal || waitingFor(disposal).length > 0) return;
      const shredding = shreddingFor(file, disposal, context.clock.now());
      const keysDestroyed = await destroyKeys(context, tenant, person, shredding);
      const now = context.clock.now();
      const left = await whatIsLeft(
        context,
        tenant,
        disposal,
        new Set([...file.destroyed, ...keysDestroyed.map(({ key }) => key)]),
      );
      await commandPerson(context, name, event, person, {
        command: 'complete-disposal',
        disposal: id,
        keysDestroyed,
        effective: now,
        now,
        left,
      });
    },
  };
}

async function destroyKeys(
  { db, vault }: ServiceContext,
  tenant: Tenant,
  person: string,
  shredding: Shredding,
): Promise<DestroyedKeys> {
  const { everything, dataCategories, period } = shredding;
  const targets = everything ? [{}] : dataCategories.map((category) => ({ category, ...ofMonth(category, period) }));
  const listed = (await findDocument(db, tenant, sealedKeysProjection, person))?.keys ?? [];
  const keys = new Map(
    listed
      .filter((key) =>
        targets.some((target) =>
          Object.entries(target).every(([name, value]) => key[name as 'category' | 'period'] === value),
        ),
      )
      .map((key) => [key.key, key]),
  );
  for (const target of targets) {
    for (const key of await vault.shred({ tenant, person, ...target })) keys.set(key.key, key);
  }
  return [...keys.values()];
}

/** What on our side still leads from the person to data of the disposal's kind, or to a system's record of the person. */
async function whatIsLeft(
  { db, vault }: ServiceContext,
  tenant: Tenant,
  { person, dataCategories, period }: Disposal,
  destroyed: ReadonlySet<string>,
): Promise<{ keys: number; referenceKeys: number; identifiers: number }> {
  const listed = (await findDocument(db, tenant, sealedKeysProjection, person))?.keys ?? [];
  const living = listed.filter(({ key }) => !destroyed.has(key));
  const ofKind = living.filter(
    (key) =>
      dataCategories.includes(key.category) &&
      (period === undefined || key.period === undefined || key.period === period),
  );
  return {
    keys: ofKind.length,
    referenceKeys: living.filter(({ category }) => category === systemReferenceCategory).length,
    identifiers: await vault.countIdentifiers(tenant, person),
  };
}

const ofMonth = (category: string, period: string | undefined) =>
  period !== undefined && category !== systemReferenceCategory ? { period } : {};
