import { readFileSync } from 'node:fs';
import type { TenantName } from './world/acts.ts';

/** The statement files of both tenants, as they lie in the repository. */
export const statements = (): Record<TenantName, string> => ({
  catacloud: readStatement('catacloud'),
  kaukus: readStatement('kaukus'),
});

const readStatement = (tenant: TenantName): string =>
  readFileSync(new URL(`../../statements/${tenant}.yaml`, import.meta.url), 'utf8');
