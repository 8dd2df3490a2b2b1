import type { Tenant } from '@vitne/contracts/channels';
import { Binary, type Collection, type Filter } from 'mongodb';
import type { KeyEncryption, WrappedKey } from './key-encryption.ts';

/** What a stored key needs to be wrapped anew; without `wrapped` it is destroyed. */
export type Rewrappable = { _id: string; tenant: Tenant; wrapped?: Binary; generation?: number };

const pageSize = 500;
const mostPasses = 20;

/** The stored form of a wrapped key, as the key encryption takes it. */
export const wrappedKey = ({ _id, wrapped, generation }: Rewrappable): WrappedKey => ({
  id: _id,
  wrapped: (wrapped as Binary).buffer,
  generation: generation as number,
});

/**
 * Wraps every key of the generations before `newest` anew, until no key is left that an old generation alone opens;
 * answers how many. Keys whose generation is gone already are lost and are left as they are.
 */
export async function rewrapAll<Stored extends Rewrappable>(
  collection: Collection<Stored>,
  keyEncryption: KeyEncryption,
  tenant: Tenant,
  newest: number,
): Promise<number> {
  let count = 0;
  for (let pass = 0; pass < mostPasses; pass++) {
    let openable = 0;
    let after = '';
    for (;;) {
      const old = { tenant, _id: { $gt: after }, generation: { $lt: newest }, wrapped: { $exists: true } };
      const page = await collection
        .find<Rewrappable>(old as Filter<Stored>)
        .sort({ _id: 1 })
        .limit(pageSize)
        .toArray();
      const last = page.at(-1);
      if (!last) break;
      after = last._id;
      const done = await rewrap(collection, keyEncryption, tenant, page);
      openable += done.openable;
      count += done.rewrapped;
    }
    if (openable === 0) return count;
  }
  throw new Error(`Keys of ${tenant} keep being stored under old generations.`);
}

/** Wraps these keys under the newest generation, unless somebody else was faster or destroyed them. */
export async function rewrap<Stored extends Rewrappable>(
  collection: Collection<Stored>,
  keyEncryption: KeyEncryption,
  tenant: Tenant,
  stored: Rewrappable[],
): Promise<{ openable: number; rewrapped: number }> {
  const plain = await keyEncryption.unwrap(tenant, stored.map(wrappedKey));
  const openable = stored.flatMap(({ _id: id, generation }, index) => {
    const key = plain[index];
    return key ? [{ id, key, generation }] : [];
  });
  if (openable.length === 0) return { openable: 0, rewrapped: 0 };
  const anew = await keyEncryption.wrap(tenant, openable);
  const updates = anew.map(({ id, wrapped, generation }, index) => {
    const unchanged = { _id: id, generation: openable[index]?.generation, wrapped: { $exists: true } };
    return { updateOne: { filter: unchanged, update: { $set: { wrapped: new Binary(wrapped), generation } } } };
  });
  const { modifiedCount } = await collection.bulkWrite(
    updates as unknown as Parameters<typeof collection.bulkWrite>[0],
    {
      ordered: false,
    },
  );
  return { openable: openable.length, rewrapped: modifiedCount };
}
