import { tenantSchema } from '@vitne/contracts/channels';
import { fromBase64, toBase64 } from '@vitne/ledger/bytes';
import type { StoredMessage } from '@vitne/ledger/stored-message';
import { z } from 'zod';

/*
 * An export is a file of JSON lines: a head, the stored messages of consecutive positions byte for byte, and a foot. With the
 * hashes of what lies left and right of them, the messages give the root that the checkpoint in the head signs, so that a part
 * of a ledger is proved without the rest of it (docs/AUDIT-FORMATS.md).
 */

const position = z.int().positive();
const hash = z.base64().length(44);

export const exportHeadSchema = z.strictObject({
  'vitne-export': z.literal(1),
  tenant: tenantSchema,
  from: position,
  to: position,
  /** How many leaves the signed tree has. */
  size: position,
  /** The signed note, verbatim; left out where nobody has signed. */
  checkpoint: z.string().max(1_000_000).optional(),
});
export type ExportHead = z.infer<typeof exportHeadSchema>;

const messageSchema = z.strictObject({
  position,
  subject: z.string().max(1_000),
  headers: z.base64(),
  data: z.base64(),
});

export const exportFootSchema = z.strictObject({
  /** Roots of the perfect subtrees before the first message and after the last one, from left to right. */
  left: z.array(hash).max(64),
  right: z.array(hash).max(64),
  root: hash,
});
export type ExportFoot = z.infer<typeof exportFootSchema>;

export type ExportedMessage = { position: number; stored: StoredMessage };

export const messageLine = (at: number, { subject, headerBlock, data }: StoredMessage): string =>
  JSON.stringify({ position: at, subject, headers: toBase64(headerBlock), data: toBase64(data) });

/** @returns undefined for a line that is no message */
export function readMessageLine(text: string): ExportedMessage | undefined {
  const read = messageSchema.safeParse(parsed(text));
  if (!read.success) return undefined;
  const [headerBlock, data] = [fromBase64(read.data.headers), fromBase64(read.data.data)];
  if (!headerBlock || !data) return undefined;
  return { position: read.data.position, stored: { subject: read.data.subject, headerBlock, data } };
}

export const readHead = (text: string): ExportHead | undefined => exportHeadSchema.safeParse(parsed(text)).data;
export const readFoot = (text: string): ExportFoot | undefined => exportFootSchema.safeParse(parsed(text)).data;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
