import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { DestroyedKey, ShredTarget } from '@vitne/vault/vault';
import type { DestroyedKeys, Shredding } from './domain/carry-out-disposals.ts';
import type { Disposal } from './domain/person-state.ts';
import { sealedKeysProjection } from './projections/sealed-keys.ts';

/** Destroys keys of a person, and names all that are gone, those of an earlier try among them. */
export async function destroyKeys(
  { db, vault }: ServiceContext,
  tenant: Tenant,
  person: string,
  shredding: Shredding,
): Promise<DestroyedKeys> {
  const targets: Target[] = shredding.everything
    ? [{}]
    : shredding.dataCategories.map((one) => targetOf(one, shredding));
  const listed = (await findDocument(db, tenant, sealedKeysProjection, person))?.keys ?? [];
  const keys = new Map(
    listed.filter((key) => targets.some((target) => isMeant(target, key))).map((key) => [key.key, key]),
  );
  for (const target of targets) {
    for (const key of await vault.shred({ tenant, person, ...target })) keys.set(key.key, key);
  }
  return [...keys.values()];
}

/** What on our side still leads from the person to data of the disposal's kind, or to a system's record of the person. */
export async function whatIsLeft(
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

type Target = Omit<ShredTarget, 'tenant' | 'person' | 'keys'>;

function targetOf(category: string, { period, keptMonths }: Shredding): Target {
  if (period !== undefined && category !== systemReferenceCategory) return { category, period };
  const exceptPeriods = keptMonths[category];
  return { category, ...(exceptPeriods !== undefined && { exceptPeriods }) };
}

const isMeant = ({ category, period, exceptPeriods = [] }: Target, key: Omit<DestroyedKey, 'key'>): boolean =>
  (category ?? key.category) === key.category &&
  (period ?? key.period) === key.period &&
  !(key.period !== undefined && exceptPeriods.includes(key.period));
