import type { Tenant } from '@vitne/contracts/channels';
import { equalBytes, fromBase64, toBase64 } from '@vitne/ledger/bytes';
import { type Collection, type Db, MongoServerError } from 'mongodb';
import { LedgerWrong } from '../ledger-wrong.ts';
import type { Head } from './checkpoint-signer.ts';

/** `previous` makes a chain of the rows: no two heads of a tenant follow on the same one. */
type Row = { _id: string; tenant: Tenant; size: number; root: string; previous: number };

/** What the notaries of a tenant are about to sign, or have signed, on the disks of a majority. */
export type DeclaredHeads = {
  newest(tenant: Tenant): Promise<Head | undefined>;
  /**
   * Declares the head that follows on the one of size `previous`; the same head again is no other.
   * @throws {LedgerWrong} second-root when another root was declared for this size
   * @throws {NotNewest} when another notary went on from `previous`
   */
  declare(tenant: Tenant, head: Head, previous: number): Promise<void>;
};

/** Another notary went on meanwhile: read again what is the newest. */
export class NotNewest extends Error {
  override readonly name = 'NotNewest';
}

const duplicateKey = 11_000;
const timeoutMS = 5_000;

/** @param db the notary's own database; its client writes to a majority, journalled */
export function declaredHeads(db: Db): DeclaredHeads {
  const rows: Collection<Row> = db.collection<Row>('declared-heads', {
    writeConcern: { w: 'majority', journal: true },
    readConcern: { level: 'majority' },
  });
  let indexed: Promise<unknown> | undefined;
  const ready = (): Promise<unknown> =>
    (indexed ??= rows
      .createIndexes([
        { key: { tenant: 1, size: 1 }, unique: true },
        { key: { tenant: 1, previous: 1 }, unique: true },
      ])
      .catch((error: unknown) => {
        indexed = undefined;
        throw error;
      }));
  return {
    async newest(tenant) {
      await ready();
      const row = await rows.findOne({ tenant }, { sort: { size: -1 }, timeoutMS });
      return row ? { size: row.size, root: fromBase64(row.root) as Uint8Array } : undefined;
    },
    async declare(tenant, { size, root }, previous) {
      await ready();
      const _id = `${tenant}@${size}`;
      try {
        await rows.insertOne({ _id, tenant, size, root: toBase64(root), previous }, { timeoutMS });
      } catch (error) {
        if (!(error instanceof MongoServerError && error.code === duplicateKey)) throw error;
        const declared = await rows.findOne({ _id }, { timeoutMS });
        if (!declared) throw new NotNewest(`Another head follows on size ${previous}.`, { cause: error });
        if (equalBytes(fromBase64(declared.root) as Uint8Array, root)) return;
        const detail = `Another root was declared for the first ${size} events.`;
        throw new LedgerWrong({ code: 'second-root', position: size, detail }, { cause: error });
      }
    },
  };
}
