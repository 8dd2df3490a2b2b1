import { readFileSync } from 'node:fs';

/** The first customers' statements, as they lie in the repository. */
export const tenants = ['catacloud', 'kaukus'] as const;

export const statementFile = (tenant: (typeof tenants)[number]): string =>
  readFileSync(new URL(`../../../statements/${tenant}.yaml`, import.meta.url), 'utf8');

export const statementFiles = () => ({ catacloud: statementFile('catacloud'), kaukus: statementFile('kaukus') });
