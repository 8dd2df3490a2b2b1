import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import type { Projection } from '@vitne/projector/projection';
import { placeOf } from '@vitne/vault/key-place';
import type { DestroyedKey, KeyPlace } from '@vitne/vault/vault';

/** `last` is the position of the newest event that it sealed. */
export type SealedKey = DestroyedKey & KeyPlace & { last: number };
export type SealedKeys = { person: string; keys: SealedKey[] };

/**
 * Under which keys the ledger holds data of a person, whichever service sealed it. A disposal names the keys it destroyed
 * from here, so that it names them even when it was interrupted between the destruction and its record.
 */
export const sealedKeysProjection: Projection<SealedKeys> = {
  name: 'sealed-keys',
  version: 3,
  handles: catalogue.filter(({ personal }) => Object.keys(personal).length > 0).map(({ type }) => type),
  keysOf: ({ sealed }) => [...new Set(sealed.map(({ person }) => person))],
  evolve(doc, { sealed, position: last }, person) {
    const keys = new Map(doc?.keys.map((known) => [known.key, known]));
    for (const { person: of, category, key, ...apart } of sealed)
      if (of === person) keys.set(key, { category, ...placeOf(apart), key, last });
    return { person, keys: [...keys.values()] };
  },
};
