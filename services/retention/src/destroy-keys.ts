import { answerAddressCategory } from '@vitne/contracts/catalogue/request-address-events';
import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import { isMeantBy, placeOf } from '@vitne/vault/key-place';
import type { KeyPlace, ShredTarget } from '@vitne/vault/vault';
import type { DestroyedKeys } from './domain/carry-out-disposals.ts';
import type { Disposal } from './domain/person-state.ts';
import type { Shredding } from './domain/shredding.ts';
import { agree, compartmentOf } from './domain/what-goes.ts';
import { positionOfOrder } from './entity-files.ts';
import { sealedKeysProjection } from './projections/sealed-keys.ts';

/** Destroys the keys that go with a disposal, and names all that are gone, those of an earlier try among them. */
export async function destroyKeys(
  context: ServiceContext,
  tenant: Tenant,
  disposal: Disposal,
  shredding: Shredding,
): Promise<DestroyedKeys> {
  const { db, vault } = context;
  const { person } = disposal;
  const listed = (await findDocument(db, tenant, sealedKeysProjection, person))?.keys ?? [];
  const takesOlder = Object.keys(shredding.older).length > 0;
  // A key that sealed nothing since the order holds only what is older.
  const orderedAt = takesOlder ? await positionOfOrder(context, tenant, disposal) : 0;
  const older = listed.filter(({ last }) => last < orderedAt).map(({ key }) => key);
  const targets: Target[] = shredding.everything
    ? [shredding.answering.length === 0 ? {} : { exceptCategories: [answerAddressCategory] }]
    : [
        ...shredding.dataCategories.map((one) => targetOf(one, shredding, shredding.kept[one])),
        ...Object.entries(shredding.older).map(([one, kept]) => ({ ...targetOf(one, shredding, kept), keys: older })),
      ];
  const keys = new Map(
    listed
      .filter((key) => targets.some((target) => isMeantBy(target, key)))
      .map(({ category, period, key }) => [key, { category, ...placeOf({ period }), key }]),
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
  { person, dataCategories, period, ...disposal }: Disposal,
  destroyed: ReadonlySet<string>,
): Promise<{ keys: number; referenceKeys: number; identifiers: number }> {
  const listed = (await findDocument(db, tenant, sealedKeysProjection, person))?.keys ?? [];
  const living = listed.filter(({ key }) => !destroyed.has(key));
  const compartment = compartmentOf(disposal);
  const ofKind = living.filter(
    (key) => dataCategories.includes(key.category) && agree(period, key.period) && agree(compartment, key.compartment),
  );
  return {
    keys: ofKind.length,
    referenceKeys: living.filter(({ category }) => category === systemReferenceCategory).length,
    identifiers: await vault.countIdentifiers(tenant, person),
  };
}

type Target = Omit<ShredTarget, 'tenant' | 'person'>;

/** The systems' references are apart by nothing: they go together, or not at all. */
function targetOf(category: string, { period, compartment }: Shredding, except?: readonly KeyPlace[]): Target {
  if (category === systemReferenceCategory) return { category };
  return { category, ...placeOf({ period, compartment }), ...(except !== undefined && { except }) };
}
