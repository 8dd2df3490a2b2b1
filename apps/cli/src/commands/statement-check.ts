import { readFileSync } from 'node:fs';
import type { Finding } from '@vitne/contracts/statement/findings';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import { UsageError } from '../usage-error.ts';

export { findingRow } from '@vitne/contracts/statement/finding-row';

/** What the check finds in a statement file. @throws {UsageError} when the file cannot be read. */
export function statementFindings(path: string): readonly Finding[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new UsageError(`The file ${path} cannot be read.`);
  }
  return parseStatement(text).findings;
}

/** A paragraph for each finding, errors first. */
export function describeFindings(findings: readonly Finding[]): string {
  if (findings.length === 0) return 'Nothing was found.';
  return findings
    .map(({ severity, code, article, path, message, mend, meanwhile, answered }) =>
      [
        `${severity}${answered ? ' (answered in the file)' : ''} ${code}${article ? ` – ${article}` : ''} at ${path || '(whole file)'}`,
        `  ${message}`,
        `  Mend: ${mend}`,
        ...(meanwhile ? [`  Meanwhile: ${meanwhile}`] : []),
      ].join('\n'),
    )
    .join('\n\n');
}
