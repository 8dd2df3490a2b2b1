import { z } from 'zod';

/**
 * What stands before the tenant in a ledger's name: `example.org/ledger` names `example.org/ledger/kaukus`. It is signed in
 * every checkpoint, so it is chosen once.
 */
export const originPrefixSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*(\/[a-z0-9._-]+)*$/, 'An origin looks like example.org/ledger.')
  .default('vitne.local/ledger');
