import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Tenant } from '@vitne/contracts/channels';

/** A data key as it is stored: readable only with the key-encryption key of its generation. */
export type WrappedKey = { wrapped: Uint8Array; generation: number };

/** What keyed digests are for; each purpose has a key of its own. */
export type DigestPurpose = 'directory' | 'suppression';

/**
 * The keys above the data keys, kept apart from the data they protect. The file implementation serves one machine; a
 * key management service implements the same port.
 */
export type KeyEncryption = {
  /** Wraps under the tenant's newest generation, which is made the first time. */
  wrap(tenant: Tenant, dataKey: Uint8Array): WrappedKey;
  /** The data key, or undefined when its generation is destroyed. @throws {Error} when the blob was altered. */
  unwrap(tenant: Tenant, key: WrappedKey): Uint8Array | undefined;
  /** Begins a new generation and answers its number. */
  beginGeneration(tenant: Tenant): number;
  /** Generations that still exist, oldest first. */
  generations(tenant: Tenant): number[];
  /** Destroys a generation: what is still wrapped under it can never be opened again. */
  destroyGeneration(tenant: Tenant, generation: number): void;
  digestKey(tenant: Tenant, purpose: DigestPurpose): KeyObject;
};

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;
const generationFile = /^kek-(\d{6})\.key$/;

/** Key files (mode 0600) under `folder/<tenant>/`, safe for several processes at once. */
export function fileKeyEncryption(folder: string): KeyEncryption {
  const place = (tenant: Tenant): string => {
    const directory = join(folder, tenant);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return directory;
  };
  const generations = (tenant: Tenant): number[] =>
    readdirSync(place(tenant))
      .map((name) => Number(generationFile.exec(name)?.[1]))
      .filter((generation) => generation > 0)
      .sort((a, b) => a - b);
  const pathOf = (tenant: Tenant, generation: number) =>
    join(place(tenant), `kek-${String(generation).padStart(6, '0')}.key`);
  const beginGeneration = (tenant: Tenant, after = generations(tenant).at(-1) ?? 0): number => {
    readOrMake(pathOf(tenant, after + 1));
    return after + 1;
  };
  return {
    generations,
    beginGeneration: (tenant) => beginGeneration(tenant),
    wrap(tenant, dataKey) {
      const generation = generations(tenant).at(-1) ?? beginGeneration(tenant, 0);
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', readOrMake(pathOf(tenant, generation)), iv);
      const wrapped = Buffer.concat([iv, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
      return { wrapped, generation };
    },
    unwrap(tenant, { wrapped, generation }) {
      const key = readIfThere(pathOf(tenant, generation));
      if (!key) return undefined;
      const decipher = createDecipheriv('aes-256-gcm', key, wrapped.subarray(0, ivBytes));
      decipher.setAuthTag(wrapped.subarray(wrapped.length - tagBytes));
      return Buffer.concat([decipher.update(wrapped.subarray(ivBytes, wrapped.length - tagBytes)), decipher.final()]);
    },
    destroyGeneration(tenant, generation) {
      unlinkSync(pathOf(tenant, generation));
      syncFolder(place(tenant));
    },
    digestKey: (tenant, purpose) => readOrMake(join(place(tenant), `${purpose}.key`)),
  };
}

/** A file that appears whole or not at all; whoever comes second reads what the first one wrote. */
function readOrMake(path: string): KeyObject {
  const known = readIfThere(path);
  if (known) return known;
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  writeSync(file, randomBytes(keyBytes));
  fsyncSync(file);
  closeSync(file);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(join(path, '..'));
  return createSecretKey(readFileSync(path));
}

function readIfThere(path: string): KeyObject | undefined {
  try {
    return createSecretKey(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
