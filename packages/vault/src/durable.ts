import { ReadConcern, ReadPreference } from 'mongodb';

/** How every collection of the vault is read and written: what was answered once is not rolled back later. */
export const durable = {
  writeConcern: { w: 'majority', journal: true },
  readConcern: new ReadConcern('majority'),
  readPreference: ReadPreference.primary,
} as const;
