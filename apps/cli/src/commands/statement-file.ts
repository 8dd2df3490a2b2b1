import { readFileSync } from 'node:fs';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Statement } from '@vitne/contracts/statement/schema';
import { UsageError } from '../usage-error.ts';

/** The text of a file. @throws {UsageError} when it cannot be read. */
export function textOfFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`The file ${path} cannot be read.`);
  }
}

/** A statement that could be published. @throws {UsageError} when the file cannot be read or has errors. */
export function publishableStatement(path: string): Statement {
  const parsed = parseStatement(textOfFile(path));
  if (parsed.ok) return parsed.statement;
  throw new UsageError(`The file ${path} has errors; statement check says which.`);
}
