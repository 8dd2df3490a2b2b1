import { existsSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type LedgerSource, newestOf } from '@vitne/audit/ledger-source';
import { deliveredFrom } from '@vitne/audit/stored-ledger';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { eventIn } from '@vitne/event-log/stored-messages';
import { textOf } from '@vitne/ledger/bytes';
import { decodeArchived, messagesPath, messagesPerFile } from '@vitne/notary/archive/archived-messages';
import { checkpointHistory } from '@vitne/notary/archive/checkpoint-history';
import { archivedMessages } from '@vitne/notary/archive/message-archive';
import { type DurableFiles, durableFiles, isMissing } from '@vitne/service-kit/durable-files';

/**
 * The notary's archive as a place that audits read from: plain files, and nothing runs. None of it is verified here.
 * @param folder the archive, with a folder for each tenant
 * @throws {LedgerDamaged} when it has none of this tenant
 */
export function archiveSource(folder: string, tenant: string): LedgerSource {
  if (!existsSync(join(folder, tenant))) throw new LedgerDamaged(`There is no archive of ${tenant} in ${folder}.`);
  const files = durableFiles(join(folder, tenant));
  const history = checkpointHistory(files, () => new Date().toISOString());
  return {
    tenants: [tenant],
    state: async () => ({ newest: await newestIn(files), wrongSettings: [], signsOfLoss: [] }),
    async *upTo(_, newest, signal) {
      for await (const batch of archivedMessages(files)) {
        if (signal.aborted) return;
        const wanted = batch.filter(({ position }) => position <= newest);
        if (wanted.length > 0) yield wanted.map(({ position, stored }) => deliveredFrom(position, stored));
        if (wanted.length < batch.length) return;
      }
    },
    async readEntity(channel) {
      const events = [];
      for await (const batch of archivedMessages(files))
        for (const { position, stored } of batch)
          if (stored.subject === channel) events.push(eventIn(deliveredFrom(position, stored)));
      return events;
    },
    checkpoints: () => history.all(),
    newestCheckpoint: async () =>
      newestOf(await noteIn(files, 'checkpoint'), await noteIn(files, 'checkpoint.cosigned')),
    close: () => Promise.resolve(),
  };
}

async function noteIn(files: DurableFiles, path: string): Promise<string | undefined> {
  const bytes = await files.read(path);
  return bytes && textOf(bytes);
}

/** The last position of the last file, by its name: that one before it is missing is for the audit to find. */
async function newestIn(files: DurableFiles): Promise<number> {
  const folder = join(files.root, 'messages');
  let last = -1;
  try {
    // One name after the other: there is one for 256 events.
    for await (const { name, parentPath } of await opendir(folder, { recursive: true })) {
      const place = relative(folder, join(parentPath, name));
      if (/^(?:x\d{3}\/)*\d{3}$/.test(place)) last = Math.max(last, Number(place.replaceAll(/[x/]/g, '')));
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  if (last < 0) return 0;
  const bytes = await files.read(messagesPath(last * messagesPerFile + 1));
  return decodeArchived(bytes ?? new Uint8Array(0))?.messages.at(-1)?.position ?? last * messagesPerFile;
}
