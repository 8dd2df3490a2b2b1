import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { keyEncryptionRotated } from '@vitne/contracts/catalogue/key-encryption-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { hoursAfter, inUtc } from '../domain/moments.ts';

export type KeyRotationDocument = {
  /** When the next rotation is due (UTC). */
  due: string;
  last?: Pick<FactsOf<typeof keyEncryptionRotated>, 'generation' | 'began' | 'destroyed' | 'keysWrapped'> & {
    position: number;
    eventId: string;
  };
};

/** A tenant's first rotation comes a day after its first statement; each one says when the next is due. */
const firstAfterHours = 24;
export const onlyKeyRotation = 'key-encryption';

export const keyRotationsProjection: Projection<KeyRotationDocument> = {
  name: 'key-rotations',
  version: 2,
  handles: [statementPublished.type, keyEncryptionRotated.type],
  keysOf: () => [onlyKeyRotation],
  evolve(doc, { meta, facts, position }) {
    if (meta.type === statementPublished.type) return doc ?? { due: hoursAfter(meta.time, firstAfterHours) };
    const { next, generation, began, destroyed, keysWrapped } = facts as FactsOf<typeof keyEncryptionRotated>;
    return { due: inUtc(next), last: { generation, began, destroyed, keysWrapped, position, eventId: meta.id } };
  },
  indexes: [{ key: { due: 1 } }],
};
