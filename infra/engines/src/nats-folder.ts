import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';
import { guestAccounts, platformUsers } from './nats-users.ts';

/** How a client signs in to NATS; the names are those of the NATS client's options. */
export type NatsCredentials = { readonly user: string; readonly pass: string };

/** The tenants of a data folder, and the password of each user. */
export type NatsAccess = { readonly tenants: readonly string[]; readonly passwords: Readonly<Record<string, string>> };

const tenantPattern = /^[a-z][a-z0-9-]{1,30}$/;
const lockTimeoutMs = 5_000;

export const accessFile = (natsFolder: string): string => join(natsFolder, 'passwords.json');

/** @throws {EngineError} user-unknown when the folder or the file has no such user */
export function readCredentials(file: string, user: string): NatsCredentials {
  const pass = readAccess(file).passwords[user];
  if (pass !== undefined) return { user, pass };
  throw new EngineError(
    'user-unknown',
    `NATS has no user ${user}: give its tenant to startEngines, or add it with addTenant.`,
  );
}

/**
 * Adds tenants to what the folder remembers, and gives every user that has none a random password.
 * Safe for several processes at once; the file is for its owner's eyes only (mode 0600).
 */
export async function ensureAccess(natsFolder: string, tenants: readonly string[]): Promise<NatsAccess> {
  for (const tenant of tenants) {
    if (!tenantPattern.test(tenant)) throw new TypeError('A tenant is 2 to 31 lower-case letters, digits or hyphens.');
  }
  return withFolderLock(natsFolder, () => {
    const known = readAccess(accessFile(natsFolder));
    const all = [...new Set([...known.tenants, ...tenants])];
    const names = [...platformUsers(all), ...guestAccounts(all).flatMap(({ users }) => users)].map(({ name }) => name);
    const passwords = Object.fromEntries(names.map((name) => [name, known.passwords[name] ?? newPassword()]));
    const access = { tenants: all, passwords };
    writePrivately(accessFile(natsFolder), JSON.stringify(access, null, 2));
    return access;
  });
}

/** Writes a file that only its owner can read, in one step. */
export function writePrivately(file: string, text: string): void {
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, text, { mode: 0o600 });
  renameSync(partial, file);
}

/** Runs something while no other process runs it for the same folder. */
export async function withFolderLock<Result>(folder: string, work: () => Result | Promise<Result>): Promise<Result> {
  const lock = join(folder, 'access.lock');
  const deadline = Date.now() + lockTimeoutMs;
  while (!makeFolder(lock)) {
    // A holder keeps the lock for milliseconds, so one that outlives the deadline was left by a process that died.
    if (Date.now() > deadline) break;
    await setTimeout(10);
  }
  try {
    return await work();
  } finally {
    removeFolder(lock);
  }
}

function makeFolder(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch {
    return false;
  }
}

function removeFolder(path: string): void {
  try {
    rmdirSync(path);
  } catch {
    // Somebody who took it for abandoned has removed it already.
  }
}

const newPassword = (): string => randomBytes(24).toString('base64url');

/** Everything the folder remembers; nothing when it is new. */
export function readAccess(file: string): NatsAccess {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as NatsAccess;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { tenants: [], passwords: {} };
    throw error;
  }
}
