import { readFileSync } from 'node:fs';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Statement } from '@vitne/contracts/statement/schema';
import { fromCaller } from '../called-from.ts';
import { UsageError } from '../usage-error.ts';

/** The text of a file, named from where the command was called. @throws {UsageError} when it cannot be read as text. */
export function textOfFile(path: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(fromCaller(path));
  } catch {
    throw new UsageError(`The file ${path} cannot be read.`);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Said below: bytes that are no UTF-8 and bytes that no text has are the same to whoever wrote the file.
  }
  throw new UsageError(`The file ${path} is no text in UTF-8.`);
}

/** A statement that could be published. @throws {UsageError} when the file cannot be read or has errors. */
export function publishableStatement(path: string): Statement {
  const parsed = parseStatement(textOfFile(path));
  if (parsed.ok) return parsed.statement;
  throw new UsageError(`The file ${path} has errors; statement check says which.`);
}
