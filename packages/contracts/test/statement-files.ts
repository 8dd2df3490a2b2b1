import { readFileSync } from 'node:fs';
import { parseStatement } from '../src/statement/parse-statement.ts';
import type { Statement } from '../src/statement/schema.ts';

type Tenant = 'catacloud' | 'kaukus';

export const textOf = (tenant: Tenant): string =>
  readFileSync(new URL(`../../../statements/${tenant}.yaml`, import.meta.url), 'utf8');

/** A fresh copy of a real statement, which a test may spoil. */
export function statementFile(tenant: Tenant): Statement {
  const parsed = parseStatement(textOf(tenant));
  if (!parsed.ok) throw new Error(`${tenant}.yaml has errors: ${JSON.stringify(parsed.findings)}`);
  return structuredClone(parsed.statement);
}

/** The item with this id; a test that names one that is gone must fail. */
export function the<T extends { id: string }>(list: readonly T[], id: string): T {
  const found = list.find((item) => item.id === id);
  if (found === undefined) throw new Error(`there is no ${id}`);
  return found;
}
