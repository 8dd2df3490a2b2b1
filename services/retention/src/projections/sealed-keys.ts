import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import type { Projection } from '@vitne/projector/projection';
import { placeOf } from '@vitne/vault/key-place';
import type { DestroyedKey, KeyPlace } from '@vitne/vault/vault';

export type SealedKey = DestroyedKey & KeyPlace;
export type SealedKeys = { person: string; keys: SealedKey[] };

/**
 * Under which keys the ledger holds data of a person, whichever service sealed it. A disposal names the keys it destroyed
 * from here, so that it names them even when it was interrupted between the destruction and its record.
 */
export const sealedKeysProjection: Projection<SealedKeys> = {
  name: 'sealed-keys',
  version: 2,
  handles: catalogue.filter(({ personal }) => Object.keys(personal).length > 0).map(({ type }) => type),
  keysOf: ({ sealed }) => [...new Set(sealed.map(({ person }) => person))],
  evolve(doc, { sealed }, person) {
    const keys = [...(doc?.keys ?? [])];
    for (const part of sealed) {
      if (part.person !== person || keys.some(({ key }) => key === part.key)) continue;
      keys.push({ category: part.category, ...placeOf(part), key: part.key });
    }
    return { person, keys };
  },
};
