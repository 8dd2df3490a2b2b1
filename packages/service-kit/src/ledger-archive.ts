import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tenant } from '@vitne/contracts/channels';

/** The files that the notary publishes of each ledger: its tiles, the newest checkpoint, and the keys that verify it. */
export type LedgerArchive = {
  /** undefined when it is not there. */
  read(tenant: Tenant, path: string): Promise<Uint8Array | undefined>;
};

/** @param folder of the archive, a folder in it for each tenant; it is only read */
export const archiveInFolder = (folder: string): LedgerArchive => ({
  async read(tenant, path) {
    try {
      return new Uint8Array(await readFile(join(folder, tenant, path)));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (['ENOENT', 'ENOTDIR'].includes(code)) return undefined;
      throw error;
    }
  },
});
