import { createCipheriv, createDecipheriv, hash, type KeyObject, randomFillSync } from 'node:crypto';
import type { SealedPart } from '@vitne/contracts/envelope';
import { committedBytes, saltBytes } from '@vitne/contracts/part-commitment';
import type { Binding, DisclosedPart, OpenedPart, PlainPart } from './vault.ts';

const ivBytes = 12;
const authTagLength = 16;
const freshBytes = ivBytes + saltBytes;
const pooled = 1_024;
const pool = Buffer.alloc(freshBytes * pooled);
let used = pooled;

/** Random bytes are cheaper by the thousand than by the dozen. They are copied out, because the pool is refilled. */
function freshIvAndSalt(): { iv: Buffer; salt: Buffer } {
  if (used === pooled) {
    randomFillSync(pool);
    used = 0;
  }
  const start = used++ * freshBytes;
  const fresh = Buffer.from(pool.subarray(start, start + freshBytes));
  return { iv: fresh.subarray(0, ivBytes), salt: fresh.subarray(ivBytes) };
}

/** Where a blob stands: in which part of an event, and whose data of which category it is said to be. */
export type Place = Pick<PlainPart, 'part' | 'person' | 'category'> & {
  period?: string | undefined;
  compartment?: string | undefined;
};

/** What a seal makes of fields: what is secret, and what can be shown to whoever is shown the fields. */
export type Sealed = Pick<SealedPart, 'blob'> & { commitment: string };

/** Fields as they were sealed, and what proves that. */
export type OpenedFields = {
  /** JSON, as it was sealed. */
  text: string;
  /** base64; left out where the part was sealed before there were commitments. */
  salt?: string;
};

/**
 * What a blob belongs to; JSON keeps the parts apart, so no two different bindings give the same bytes. A part without a
 * compartment is bound as parts were before there were any.
 */
const bindingBytes = (
  { tenant, eventId, eventType }: Binding,
  { part, person, category, period = '', compartment }: Place,
  keyId: string,
  commitment: string | undefined,
): Buffer => {
  const apart = compartment === undefined ? period : [period, compartment];
  const said = [tenant, eventId, eventType, part, person, category, apart, keyId];
  return Buffer.from(JSON.stringify(commitment === undefined ? said : [...said, commitment]));
};

const commitmentOf = (salt: Uint8Array, text: string): string => hash('sha256', committedBytes(salt, text), 'base64');

/** AES-256-GCM over salt and fields; the blob is base64 of IV, ciphertext and tag. */
export function sealFields(dataKey: KeyObject, keyId: string, binding: Binding, place: Place, fields: unknown): Sealed {
  const { iv, salt } = freshIvAndSalt();
  const text = JSON.stringify(fields);
  const commitment = commitmentOf(salt, text);
  const cipher = createCipheriv('aes-256-gcm', dataKey, iv, { authTagLength });
  cipher.setAAD(bindingBytes(binding, place, keyId, commitment));
  const blob = Buffer.concat([
    iv,
    cipher.update(salt),
    cipher.update(text, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ]).toString('base64');
  return { blob, commitment };
}

/** A blob does not belong to the event it stands in, or was altered. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** @throws {SealBroken} naming the event only. */
export function openFields(
  dataKey: KeyObject,
  keyId: string,
  binding: Binding,
  place: Place & Pick<SealedPart, 'blob' | 'commitment'>,
): OpenedFields {
  const bytes = Buffer.from(place.blob, 'base64');
  const end = bytes.length - authTagLength;
  try {
    const decipher = createDecipheriv('aes-256-gcm', dataKey, bytes.subarray(0, ivBytes), { authTagLength });
    decipher.setAAD(bindingBytes(binding, place, keyId, place.commitment));
    decipher.setAuthTag(bytes.subarray(end));
    const plain = Buffer.concat([decipher.update(bytes.subarray(ivBytes, end)), decipher.final()]);
    if (place.commitment === undefined) return { text: plain.toString('utf8') };
    const salt = plain.subarray(0, saltBytes);
    const text = plain.toString('utf8', saltBytes);
    if (commitmentOf(salt, text) !== place.commitment) throw new TypeError('It commits to something else.');
    return { text, salt: salt.toString('base64') };
  } catch {
    throw new SealBroken(`A sealed part of event ${binding.eventId} was altered or belongs to another event.`);
  }
}

/** What was disclosed, as its fields. */
export function readDisclosed(disclosed: DisclosedPart): OpenedPart {
  const { part, person, category } = disclosed;
  if ('shredded' in disclosed) return { part, person, category, shredded: true };
  return { part, person, category, fields: JSON.parse(disclosed.text) as unknown };
}
