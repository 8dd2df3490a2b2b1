import { join } from 'node:path';
import { type Role, roles } from '@vitne/service-kit/caller';
import { demoIssuer } from '@vitne/service-kit/demo-issuer';
import { UsageError } from '../platform-address.ts';

/** A token of the embedded platform's own issuer, for trying things out on this machine. */
export async function demoToken(options: {
  dataDir: string;
  tenant: string;
  role: string;
  subject: string;
}): Promise<string> {
  if (!roles.includes(options.role as Role)) throw new UsageError(`A role is one of ${roles.join(', ')}.`);
  const issuer = await demoIssuer(join(options.dataDir, 'keys', 'tokens'));
  const { tenant, subject } = options;
  return issuer.issue({ tenant, role: options.role as Role, subject, expiresInSeconds: 12 * 3_600 });
}
