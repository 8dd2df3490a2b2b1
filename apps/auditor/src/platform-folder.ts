import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePrivately } from '@vitne/engines/nats-folder';

export type PlatformEngines = {
  readonly natsUrl: string;
  /** Of the user who reads every ledger and writes nowhere. */
  readonly auditorPassword: string | undefined;
  readonly mongoUrl: string;
  readonly tenants: readonly string[];
};

/**
 * Makes a folder, for this user's eyes only, that says where the platform is in the form that `vitne --data` reads.
 * No password stands on a command line, where other users of the machine would see it.
 */
export function platformFolder({ natsUrl, auditorPassword, mongoUrl, tenants }: PlatformEngines) {
  const path = mkdtempSync(join(tmpdir(), 'vitne-auditor-'));
  const natsPasswords = join(path, 'passwords.json');
  if (auditorPassword !== undefined)
    writePrivately(natsPasswords, JSON.stringify({ tenants, passwords: { auditor: auditorPassword } }));
  const address = {
    gateway: '',
    natsUrl,
    mongoUrl,
    tenants,
    pid: process.pid,
    ...(auditorPassword !== undefined && { natsPasswords }),
  };
  writePrivately(join(path, 'platform.json'), JSON.stringify(address));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
