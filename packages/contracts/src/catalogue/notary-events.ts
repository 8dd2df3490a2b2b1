import { z } from 'zod';
import { defineEvent, timestampSchema } from '../event-definition.ts';

const context = 'notary';

/** What can be wrong with a ledger that the notary signs. A code never changes its meaning. */
export const ledgerDamageCodes = [
  'ledger-missing',
  'ledger-shortened',
  'settings-changed',
  'events-lost',
  'position-missing',
  'position-not-delivered',
  'message-changed',
  'root-differs',
  'second-root',
  'signature-unknown',
] as const;

const damage = z.string().max(64);
const size = z.int().min(0);

export const ledgerDamageFound = defineEvent({
  type: 'ledger-damage.found.v1',
  context,
  entity: 'ledger-damage',
  says: 'The ledger is not what was signed of it, or would lose events, so nothing more of it is signed.',
  facts: {
    damage,
    code: z.enum(ledgerDamageCodes),
    /** The first position that it is about; left out where it is about the stream as a whole. */
    position: z.int().positive().optional(),
    /** A sentence for whoever operates the platform. */
    detail: z.string().max(500),
    /** What the newest signed checkpoint covers: up to there an archive and proofs exist. */
    signedSize: size,
    found: timestampSchema,
  },
});

export const ledgerDamageMended = defineEvent({
  type: 'ledger-damage.mended.v1',
  context,
  entity: 'ledger-damage',
  says: 'The ledger is again, message for message, what was signed of it, and is signed on.',
  facts: { damage, signedSize: size, mended: timestampSchema },
});

export const notaryKeyChanged = defineEvent({
  type: 'notary-key.changed.v1',
  context,
  entity: 'notary-key',
  says: 'Checkpoints of this ledger are signed with another key; until a stated time with the one before too.',
  facts: {
    generation: z.int().min(2),
    /** The new key, as C2SP signed-note writes it. */
    key: z.string().max(400),
    signsFrom: timestampSchema,
    /** Until when the keys before it sign too. */
    overlapUntil: timestampSchema,
  },
});

export const notaryEvents = [ledgerDamageFound, ledgerDamageMended, notaryKeyChanged] as const;
