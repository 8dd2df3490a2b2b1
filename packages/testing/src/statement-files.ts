import { readFileSync } from 'node:fs';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Statement } from '@vitne/contracts/statement/schema';

export type StatementName = 'catacloud' | 'kaukus';
/** What a test changes in a real file: whose it is, and which edition. */
export type StatementChange = { tenant?: string; version?: number; revision?: number };

/** A real statement file as it stands, under the name of a test's own tenant if one is given. */
export function statementText(name: StatementName, change: StatementChange = {}): string {
  let text = readFileSync(new URL(`../../../statements/${name}.yaml`, import.meta.url), 'utf8');
  for (const [key, value] of Object.entries(change)) {
    text = text.replace(new RegExp(`^( *)${key}: .*$`, 'm'), `$1${key}: ${value}`);
  }
  return text;
}

/** A fresh copy of a real statement. */
export function statementOf(name: StatementName, change: StatementChange = {}): Statement {
  const text = statementText(name, change);
  const known = parsedBefore.get(text);
  if (known) return structuredClone(known);
  const parsed = parseStatement(text);
  if (!parsed.ok) throw new Error(`${name}.yaml cannot be run: ${parsed.findings[0]?.message}`);
  parsedBefore.set(text, parsed.statement);
  return structuredClone(parsed.statement);
}

const parsedBefore = new Map<string, Statement>();
