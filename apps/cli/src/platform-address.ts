import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { accessFile, readAccess } from '@vitne/engines/nats-folder';
import { z } from 'zod';
import { fromCaller } from './called-from.ts';
import { UsageError } from './usage-error.ts';

const addressSchema = z.object({
  gateway: z.string(),
  natsUrl: z.string(),
  mongoUrl: z.string(),
  /** The file with the passwords of the bus; left out when somebody else runs it and named none. */
  natsPasswords: z.string().optional(),
  tenants: z.array(z.string()),
  pid: z.int().positive(),
});
export type PlatformAddress = z.infer<typeof addressSchema>;

/** The data folder that `npm start` uses, unless named. */
export const dataFolder = (named: string | undefined): string =>
  named === undefined ? resolve(process.env['VITNE_DATA'] ?? '.data') : fromCaller(named);

/** Where the platform of a data folder listens. @throws {UsageError} when it does not run. */
export function readAddress(dataDir: string): PlatformAddress {
  const address = addressOf(join(dataDir, 'platform.json'));
  if (!isAlive(address.pid))
    throw new UsageError('The platform of this data folder is stopped: run npm start in another terminal.');
  return address;
}

/** The tenants that a data folder has ever served; undefined when it does not say. */
export function tenantsOf(dataDir: string): readonly string[] | undefined {
  try {
    const { tenants } = readAccess(accessFile(join(dataDir, 'engines', 'nats')));
    return tenants.length > 0 ? tenants : addressOf(join(dataDir, 'platform.json')).tenants;
  } catch {
    return undefined;
  }
}

/** The tenants that somebody named, all of them known. @throws {UsageError} naming those there are. */
export function requireTenants(named: readonly string[], known: readonly string[]): void {
  const unknown = named.find((tenant) => !known.includes(tenant));
  if (unknown !== undefined)
    throw new UsageError(`There is no tenant ${unknown} here: name one of ${known.join(', ')}.`);
}

function addressOf(path: string): PlatformAddress {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageError('No platform runs on this data folder: run npm start in another terminal.');
  }
  try {
    return addressSchema.parse(JSON.parse(text));
  } catch {
    throw new UsageError(`${path} does not say where a platform is: stop the platform and start it again.`);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user may not be signalled, but it is there.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
