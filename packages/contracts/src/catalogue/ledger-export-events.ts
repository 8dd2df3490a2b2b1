import { z } from 'zod';
import { defineEvent, type FactsOf, timestampSchema } from '../event-definition.ts';
import { consultingRoles } from './consultation-events.ts';

const entity = 'ledger-exports';
const position = z.int().min(1).max(Number.MAX_SAFE_INTEGER);

/**
 * An export takes the ledger, or a part of it, out of the house: what is sealed in it stays sealed, and facts about people are
 * in it all the same, so that it was asked for is accounted for (Art. 5(2)). Who asked is the event's actor, by a pseudonym.
 */
export const ledgerExportAsked = defineEvent({
  type: 'ledger-export.asked.v1',
  context: 'processor-registry',
  entity,
  says: 'An export of the ledger was asked for, and is begun after this.',
  facts: {
    /** The id of the audit that exports. Also the entity's id. */
    audit: z.string().regex(/^[0-9a-f]{32}$/, 'Give the id of the audit: 32 hexadecimal digits.'),
    role: z.enum(consultingRoles),
    /** The first position, as it was asked; absent where it is the ledger's first. */
    from: position.optional(),
    /** The last position, as it was asked; absent where it is the newest. */
    to: position.optional(),
    /** Whether only the owners of the keys that were named can read the file. */
    encrypted: z.boolean(),
    asked: timestampSchema,
  },
});

export const ledgerExportEvents = [ledgerExportAsked] as const;
export type LedgerExportAsked = FactsOf<typeof ledgerExportAsked>;
export const ledgerExportsEntity = entity;
