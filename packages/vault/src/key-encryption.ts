import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { type KeyFolder, keyFolder } from './key-folder.ts';

/** A key in the clear, and the name that its wrapping is bound to. */
export type PlainKey = { id: string; key: Uint8Array };

/** A key as it is stored: readable only with the key-encryption key of its generation, and only under its own name. */
export type WrappedKey = { id: string; wrapped: Uint8Array; generation: number };

/** What keyed digests are for; each purpose has a key of its own. */
export type DigestPurpose = 'directory' | 'suppression';

/**
 * The keys above the data keys, kept apart from the data they protect. The file implementation serves one machine; a
 * key management service implements the same port, which is why every answer is a promise and takes many keys at once.
 */
export type KeyEncryption = {
  /** The generation that keys are wrapped under now; the first one is made on first use. */
  newestGeneration(tenant: Tenant): Promise<number>;
  /** Wraps under the newest generation. */
  wrap(tenant: Tenant, keys: PlainKey[]): Promise<WrappedKey[]>;
  /** The keys in the clear, undefined where a generation is destroyed. @throws {WrongKeyEncryptionKey} */
  unwrap(tenant: Tenant, keys: WrappedKey[]): Promise<(Uint8Array | undefined)[]>;
  /** Begins a new generation, durably, and answers its number. */
  beginGeneration(tenant: Tenant): Promise<number>;
  /** Destroys older generations: what only they wrap can never be opened again. Answers which. */
  destroyGenerationsBefore(tenant: Tenant, generation: number): Promise<number[]>;
  digestKey(tenant: Tenant, purpose: DigestPurpose): Promise<KeyObject>;
};

/** A key-encryption key does not open what it is said to have wrapped: another key folder, or an altered key store. */
export class WrongKeyEncryptionKey extends Error {
  override readonly name = 'WrongKeyEncryptionKey';
}

const ivBytes = 12;
const authTagLength = 16;
const digits = 14;
const generationFile = /^kek-(\d{14})\.key$/;
const fileOf = (generation: number) => `kek-${String(generation).padStart(digits, '0')}.key`;

/** Key files (mode 0600) under `folder/<tenant>/`, safe for several processes at once. */
export function fileKeyEncryption(folder: string): KeyEncryption {
  const open = (tenant: Tenant) => keyFolder(folder, tenant);
  return {
    newestGeneration: async (tenant) => newest(open(tenant)).generation,
    async wrap(tenant, keys) {
      const { generation, kek } = newest(open(tenant));
      return keys.map(({ id, key }) => {
        const iv = randomBytes(ivBytes);
        const cipher = createCipheriv('aes-256-gcm', kek, iv, { authTagLength });
        cipher.setAAD(bindingBytes(tenant, generation, id));
        const wrapped = Buffer.concat([iv, cipher.update(key), cipher.final(), cipher.getAuthTag()]);
        return { id, wrapped, generation };
      });
    },
    async unwrap(tenant, keys) {
      const files = open(tenant);
      const generations = new Set(keys.map(({ generation }) => generation));
      const keks = new Map([...generations].map((generation) => [generation, files.read(fileOf(generation))]));
      return keys.map((key) => {
        const kek = keks.get(key.generation);
        return kek && unwrapOne(tenant, kek, key);
      });
    },
    async beginGeneration(tenant) {
      const files = open(tenant);
      // The time makes a number that no other process can have begun and destroyed meanwhile.
      const generation = Math.max((generationsIn(files).at(-1) ?? 0) + 1, Date.now());
      files.readOrMake(fileOf(generation));
      return generation;
    },
    async destroyGenerationsBefore(tenant, generation) {
      const files = open(tenant);
      const old = generationsIn(files).filter((one) => one < generation);
      // A crash can have left a draft, or a file that was already taken out of use, of an even older generation.
      files.destroy((name) => name.startsWith('kek-') && Number(name.slice(4, 4 + digits)) < generation);
      return old;
    },
    digestKey: async (tenant, purpose) => open(tenant).readOrMake(`${purpose}.key`),
  };
}

const generationsIn = (files: KeyFolder): number[] =>
  files
    .names()
    .map((name) => Number(generationFile.exec(name)?.[1]))
    .filter((generation) => generation > 0)
    .sort((a, b) => a - b);

/** Only a first generation is made here: one that is destroyed while it is looked up must not come back. */
function newest(files: KeyFolder): { generation: number; kek: KeyObject } {
  for (;;) {
    const generation = generationsIn(files).at(-1);
    const kek = generation === undefined ? files.readOrMake(fileOf(1)) : files.read(fileOf(generation));
    if (kek) return { generation: generation ?? 1, kek };
  }
}

function unwrapOne(tenant: Tenant, kek: KeyObject, { id, wrapped, generation }: WrappedKey): Uint8Array {
  try {
    const end = wrapped.length - authTagLength;
    const decipher = createDecipheriv('aes-256-gcm', kek, wrapped.subarray(0, ivBytes), { authTagLength });
    decipher.setAAD(bindingBytes(tenant, generation, id));
    decipher.setAuthTag(wrapped.subarray(end));
    return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, end)), decipher.final()]);
  } catch (cause) {
    throw new WrongKeyEncryptionKey(
      `Key-encryption key ${generation} of ${tenant} does not open a key that names it: is this the right key folder?`,
      { cause },
    );
  }
}

const bindingBytes = (tenant: Tenant, generation: number, id: string): Buffer =>
  Buffer.from(JSON.stringify([tenant, generation, id]));
