import type { Finding } from '@vitne/contracts/statement/findings';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import { textOfFile } from './statement-file.ts';

export { findingRow } from '@vitne/contracts/statement/finding-row';

/** What the check finds in a statement file. @throws {UsageError} when the file cannot be read. */
export function statementFindings(path: string): readonly Finding[] {
  return parseStatement(textOfFile(path)).findings;
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
