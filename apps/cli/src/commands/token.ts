import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Role, roles } from '@vitne/service-kit/caller';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { requireTenants, tenantsOf } from '../platform-address.ts';
import { UsageError } from '../usage-error.ts';

const validForSeconds = 12 * 3_600;

/**
 * A token of the embedded platform's own issuer, for trying things out on this machine.
 * @throws {UsageError} when the folder has no issuer, or the tenant, role or subject cannot stand in a token
 */
export async function demoToken(options: {
  dataDir: string;
  tenant: string;
  role: string;
  subject: string;
}): Promise<string> {
  const role = roles.find((known: Role) => known === options.role);
  if (!role) throw new UsageError(`A role is one of ${roles.join(', ')}.`);
  const keyFolder = join(options.dataDir, 'keys', 'tokens');
  if (!existsSync(keyFolder))
    throw new UsageError('No platform was started on this data folder yet, so nobody would accept its tokens.');
  const { tenant, subject } = options;
  const known = tenantsOf(options.dataDir);
  if (known) requireTenants([tenant], known);
  const issuer = await demoIssuer(keyFolder);
  try {
    return await issuer.issue({ tenant, role, subject, expiresInSeconds: validForSeconds });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(
      'A tenant is 2 to 31 lower-case letters, digits or hyphens; a subject at most 64 letters, digits, - and _.',
    );
  }
}
