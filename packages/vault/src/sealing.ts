import { createCipheriv, createDecipheriv, type KeyObject, randomFillSync } from 'node:crypto';
import type { Binding } from './vault.ts';

const ivBytes = 12;
const tagBytes = 16;
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

/** What a blob belongs to; JSON keeps the parts apart, so no two different bindings give the same bytes. */
const bindingBytes = ({ tenant, eventId, eventType }: Binding, key: string, part: string): Buffer =>
  Buffer.from(JSON.stringify([tenant, eventId, eventType, key, part]));

/** AES-256-GCM; the answer is base64 of IV, ciphertext and tag. */
export function sealFields(dataKey: KeyObject, keyId: string, part: string, binding: Binding, fields: unknown): string {
  const iv = freshIv();
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv);
  cipher.setAAD(bindingBytes(binding, keyId, part));
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
export function openFields(dataKey: KeyObject, keyId: string, part: string, binding: Binding, blob: string): unknown {
  const bytes = Buffer.from(blob, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, ivBytes));
    decipher.setAAD(bindingBytes(binding, keyId, part));
    decipher.setAuthTag(bytes.subarray(bytes.length - tagBytes));
    const plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes, bytes.length - tagBytes)), decipher.final()]);
    return JSON.parse(plain.toString('utf8'));
  } catch {
    throw new SealBroken(`A sealed part of event ${binding.eventId} was altered or belongs to another event.`);
  }
}
