import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const addressSchema = z.object({
  gateway: z.string(),
  natsUrl: z.string(),
  mongoUrl: z.string(),
  tenants: z.array(z.string()),
  pid: z.number(),
});
export type PlatformAddress = z.infer<typeof addressSchema>;

/** Something the person at the terminal can mend; its message is the whole output. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The data folder that `npm start` uses, unless named. */
export const dataFolder = (named: string | undefined): string => resolve(named ?? process.env['VITNE_DATA'] ?? '.data');

/** Where the platform of a data folder listens. @throws {UsageError} when it does not run. */
export function readAddress(dataDir: string): PlatformAddress {
  const path = join(dataDir, 'platform.json');
  if (!existsSync(path))
    throw new UsageError('No platform was started on this data folder yet: run npm start in another terminal.');
  const address = addressSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  try {
    process.kill(address.pid, 0);
  } catch {
    throw new UsageError('The platform of this data folder is stopped: run npm start in another terminal.');
  }
  return address;
}
