import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { fromCaller } from './called-from.ts';
import { UsageError } from './usage-error.ts';

const addressSchema = z.object({
  gateway: z.string(),
  natsUrl: z.string(),
  mongoUrl: z.string(),
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
