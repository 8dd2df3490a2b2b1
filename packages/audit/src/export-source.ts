import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { LedgerDamaged } from '@vitne/event-log/event-log';
import { eventIn, type MessageOfLedger } from '@vitne/event-log/stored-messages';
import { type ExportHead, readHead, readMessageLine } from './export-format.ts';
import type { LedgerSource } from './ledger-source.ts';
import { linesOf } from './lines.ts';
import { deliveredFrom } from './stored-ledger.ts';

const batchSize = 1_000;

/**
 * An export of a whole ledger as a place that audits read from. Nothing of it is verified here: that is what the audits do,
 * and `checkExport`. Memory: where each entity's messages lie in the file.
 * @throws {LedgerDamaged} when the file is no export, or does not begin with the ledger
 */
export async function exportSource(path: string): Promise<LedgerSource> {
  const head = await headOf(path);
  const requireTenant = (named: string): void => {
    if (named !== head.tenant) throw new LedgerDamaged(`The export is of ${head.tenant}, not of ${named}.`);
  };
  let places: Promise<Map<string, [offset: number, bytes: number][]>> | undefined;
  return {
    tenants: [head.tenant],
    state: (tenant) => {
      requireTenant(tenant);
      return Promise.resolve({ newest: head.to, wrongSettings: [], signsOfLoss: [] });
    },
    async *upTo(tenant, newest, signal) {
      requireTenant(tenant);
      let batch: MessageOfLedger[] = [];
      for await (const { position, stored } of messagesOf(path)) {
        if (position > newest || signal.aborted) break;
        batch.push(deliveredFrom(position, stored));
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },
    async readEntity(channel) {
      const found = (await (places ??= placesIn(path))).get(channel) ?? [];
      const file = await open(path);
      try {
        const events = [];
        for (const [offset, bytes] of found) {
          const { buffer } = await file.read(Buffer.alloc(bytes), 0, bytes, offset);
          const message = readMessageLine(buffer.toString('utf8'));
          if (message) events.push(eventIn(deliveredFrom(message.position, message.stored)));
        }
        return events;
      } finally {
        await file.close();
      }
    },
    async *checkpoints() {
      if (head.checkpoint !== undefined) yield head.checkpoint;
    },
    newestCheckpoint: () => Promise.resolve(head.checkpoint),
    close: () => Promise.resolve(),
  };
}

async function headOf(path: string): Promise<ExportHead> {
  for await (const { text } of linesOf(createReadStream(path))) {
    const head = readHead(text);
    if (!head) break;
    if (head.from !== 1)
      throw new LedgerDamaged(
        `The export begins at position ${head.from}: only one that begins with the ledger can be audited, a part can be checked.`,
      );
    return head;
  }
  throw new LedgerDamaged('The file is no export of a ledger. One that is encrypted is decrypted first, with age -d.');
}

async function* messagesOf(path: string) {
  for await (const { text } of linesOf(createReadStream(path))) {
    const message = readMessageLine(text);
    if (message) yield message;
  }
}

async function placesIn(path: string): Promise<Map<string, [number, number][]>> {
  const places = new Map<string, [number, number][]>();
  for await (const { text, offset } of linesOf(createReadStream(path))) {
    const subject = readMessageLine(text)?.stored.subject;
    if (subject === undefined) continue;
    const known = places.get(subject) ?? [];
    known.push([offset, Buffer.byteLength(text)]);
    places.set(subject, known);
  }
  return places;
}
