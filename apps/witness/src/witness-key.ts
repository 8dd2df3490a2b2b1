import { randomBytes } from 'node:crypto';
import { fromBase64, textOf, toBase64 } from '@vitne/ledger/bytes';
import { type Signer, signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { signatureTypes, type VerifierKey, verifierKey } from '@vitne/ledger/verifier-key';
import type { DurableFiles } from '@vitne/service-kit/durable-files';

/**
 * The key of the witness, made the first time.
 * @throws {RangeError} when the name can be none, or the file holds no seed: another key in its place would hide that one was lost
 */
export async function witnessKey(files: DurableFiles, name: string): Promise<{ key: VerifierKey; signer: Signer }> {
  const kept = await files.read('key');
  const seed = kept ? fromBase64((textOf(kept) ?? '').trim()) : randomBytes(32);
  const signer = await signerFromSeed(new Uint8Array(seed ?? []));
  const key = verifierKey(name, signer.publicKey, nodeHashing.sha256, signatureTypes.cosignature);
  if (!kept) await files.write([{ path: 'key', bytes: `${toBase64(new Uint8Array(seed ?? []))}\n` }]);
  return { key, signer };
}
