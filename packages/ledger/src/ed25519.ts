import { joinBytes } from './bytes.ts';

/*
 * Ed25519 (RFC 8032) by WebCrypto, which Node and today's browsers have alike.
 */

const algorithm = { name: 'Ed25519' } as const;

/** Signs bytes; the private key stays wherever the signer keeps it. */
export type Signer = {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** 64 bytes. The same bytes always get the same signature. */
  readonly sign: (bytes: Uint8Array) => Promise<Uint8Array>;
};

/** The start of a private key in PKCS #8 (RFC 8410, section 7); the 32 bytes of the seed follow. */
const pkcs8Start = Uint8Array.of(0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 34, 4, 32);

/**
 * A signer over a key that this process holds.
 * @param seed the 32 secret bytes
 * @throws {RangeError} when they are not 32
 */
export async function signerFromSeed(seed: Uint8Array): Promise<Signer> {
  if (seed.length !== 32) throw new RangeError('The seed of an Ed25519 key has 32 bytes.');
  const pkcs8 = joinBytes(pkcs8Start, seed);
  // A public key cannot be asked of a key that is not extractable, so an extractable copy tells it and is dropped.
  const open = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', open);
  const key = await crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign']);
  pkcs8.fill(0);
  const publicKey = Uint8Array.from(atob(x.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  return {
    publicKey,
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign(algorithm, key, joinBytes(bytes))),
  };
}

/** Whether the signature over the bytes is the key's. Bytes that are no key or no signature are answered with no. */
export async function verifyEd25519(publicKey: Uint8Array, bytes: Uint8Array, signature: Uint8Array): Promise<boolean> {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  try {
    const key = await crypto.subtle.importKey('raw', joinBytes(publicKey), algorithm, false, ['verify']);
    return await crypto.subtle.verify(algorithm, key, joinBytes(signature), joinBytes(bytes));
  } catch (error) {
    // Only what concerns the key's bytes means no; a platform without Ed25519 must not look like a forgery.
    if (error instanceof DOMException && error.name === 'DataError') return false;
    throw error;
  }
}
