import { equalBytes, fromBase64, joinBytes, toBase64, utf8 } from './bytes.ts';
import type { Sha256 } from './hashing.ts';
import { fault, type Verdict } from './verdict.ts';

/** Signature types of C2SP signed-note that are used here: a log's own signature, and a witness's cosignature with time. */
export const signatureTypes = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof signatureTypes)[keyof typeof signatureTypes];

/** Who may sign: a name, and the Ed25519 public key that goes with it. Known from elsewhere, never from the note. */
export type VerifierKey = {
  readonly name: string;
  readonly type: SignatureType;
  /** 32 bytes (RFC 8032). */
  readonly publicKey: Uint8Array;
  /** Four bytes that stand before each signature, to find the key by; no proof of anything. */
  readonly keyId: Uint8Array;
};

const whiteSpaceOrPlus = /[\p{White_Space}+]/u;

/** Whether a text can name a key: not empty, without white space and plus, valid Unicode. */
export const isKeyName = (name: string): boolean => name !== '' && !whiteSpaceOrPlus.test(name) && name.isWellFormed();

/**
 * The key of a name: its id is SHA-256(name || 0x0A || type || public key), the first four bytes (C2SP signed-note).
 * @throws {RangeError} when the name or the key can be none
 */
export function verifierKey(
  name: string,
  publicKey: Uint8Array,
  sha256: Sha256,
  type: SignatureType = signatureTypes.ed25519,
): VerifierKey {
  if (!isKeyName(name)) throw new RangeError('A key name has no white space, no plus and at least one character.');
  if (publicKey.length !== 32) throw new RangeError('An Ed25519 public key has 32 bytes.');
  const keyId = sha256(joinBytes(utf8(`${name}\n`), Uint8Array.of(type), publicKey)).slice(0, 4);
  return { name, type, publicKey, keyId };
}

/** The key as C2SP writes it, for configuration and for publishing: `<name>+<key id in hex>+<base64 of type and key>`. */
export function formatVerifierKey({ name, type, publicKey, keyId }: VerifierKey): string {
  return `${name}+${hex(keyId)}+${toBase64(joinBytes(Uint8Array.of(type), publicKey))}`;
}

/** Reads a key as C2SP writes it. Its id must be the computed one, so a slip in any of its parts is noticed. */
export function parseVerifierKey(text: string, sha256: Sha256): Verdict<{ readonly key: VerifierKey }> {
  // Base64 uses the plus too, but a name and an id in hex do not.
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/s.exec(text) ?? [];
  const material = fromBase64(encoded);
  if (!isKeyName(name) || material?.length !== 33)
    return fault('key-malformed', 'A verifier key is <name>+<8 hex digits>+<base64 of a type and 32 bytes>.');
  const type = Object.values(signatureTypes).find((known) => known === material[0]);
  if (type === undefined) return fault('key-malformed', `Signature type ${material[0]} is none of Ed25519's.`);
  const key = verifierKey(name, material.slice(1), sha256, type);
  if (hex(key.keyId) !== id) return fault('key-malformed', `The id ${id} does not belong to this name and key.`);
  return { valid: true, key };
}

/** Name and id together say which key signed; either alone may coincide. */
export const isSameKey = (a: Pick<VerifierKey, 'name' | 'keyId'>, b: Pick<VerifierKey, 'name' | 'keyId'>): boolean =>
  a.name === b.name && equalBytes(a.keyId, b.keyId);

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
