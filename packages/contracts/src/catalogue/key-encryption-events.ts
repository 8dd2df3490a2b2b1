import { z } from 'zod';
import { defineEvent, timestampSchema } from '../event-definition.ts';

const context = 'retention';
const entity = 'key-rotation';
const rotation = z.string().max(64);
const generation = z.int().min(1);

/** How many disposals one event names at most. */
export const mostDisposalsInAnEvent = 500;

export const keyEncryptionRotated = defineEvent({
  type: 'key-encryption.rotated.v1',
  context,
  entity,
  says: 'Every living data key was wrapped under a new key-encryption key, and all older ones were destroyed.',
  facts: {
    rotation,
    /** The only one that is left: every generation before it is destroyed. */
    generation,
    /** Those that this rotation found and destroyed. */
    destroyedGenerations: z.array(generation).max(1_000),
    keysWrapped: z.int().min(0),
    began: timestampSchema,
    destroyed: timestampSchema,
    /** When the next one is due. */
    next: timestampSchema,
  },
});

export const disposalsBecameFinal = defineEvent({
  type: 'disposals.became-final.v1',
  context,
  entity,
  says: 'What had wrapped the keys of these disposals is destroyed, so no copy of the key store opens them any more.',
  facts: {
    rotation,
    generation,
    disposals: z.array(z.string().max(64)).min(1).max(mostDisposalsInAnEvent),
    final: timestampSchema,
  },
});

export const keyEncryptionEvents = [keyEncryptionRotated, disposalsBecameFinal] as const;
