import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import type { Binding, PlainPart } from './vault.ts';

const ivBytes = 12;
const authTagLength = 16;
const pooledIvs = 1_024;
const pool = Buffer.alloc(ivBytes * pooledIvs);
let used = pooledIvs;

/** Random bytes are cheaper by the thousand than by the dozen. An IV is copied out, because the pool is refilled. */
function freshIv(): Buffer {
  if (used === pooledIvs) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used++ * ivBytes;
  return Buffer.from(pool.subarray(start, start + ivBytes));
}

/** Where a blob stands: in which part of an event, and whose data of which category it is said to be. */
export type Place = Pick<PlainPart, 'part' | 'person' | 'category'> & { period?: string | undefined };

/** What a blob belongs to; JSON keeps the parts apart, so no two different bindings give the same bytes. */
const bindingBytes = (
  { tenant, eventId, eventType }: Binding,
  { part, person, category, period = '' }: Place,
  keyId: string,
): Buffer => Buffer.from(JSON.stringify([tenant, eventId, eventType, part, person, category, period, keyId]));

/** AES-256-GCM; the answer is base64 of IV, ciphertext and tag. */
export function sealFields(dataKey: KeyObject, keyId: string, binding: Binding, place: Place, fields: unknown): string {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv, { authTagLength });
  cipher.setAAD(bindingBytes(binding, place, keyId));
  return Buffer.concat([
    iv,
    cipher.update(JSON.stringify(fields), 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
}

/** A blob does not belong to the event it stands in, or was altered. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** @throws {SealBroken} naming the event only. */
export function openFields(dataKey: KeyObject, keyId: string, binding: Binding, place: Place, blob: string): unknown {
  const bytes = Buffer.from(blob, 'base64');
  const end = bytes.length - authTagLength;
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, ivBytes), { authTagLength });
    decipher.setAAD(bindingBytes(binding, place, keyId));
    decipher.setAuthTag(bytes.subarray(end));
    return JSON.parse(
      Buffer.concat([decipher.update(bytes.subarray(ivBytes, end)), decipher.final()]).toString('utf8'),
    );
  } catch {
    throw new SealBroken(`A sealed part of event ${binding.eventId} was altered or belongs to another event.`);
  }
}
