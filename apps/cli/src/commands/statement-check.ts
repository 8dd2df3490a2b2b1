import type { Finding } from '@vitne/contracts/statement/findings';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import { textOfFile } from './statement-file.ts';

export { findingRow } from '@vitne/contracts/statement/finding-row';

/** What the check finds in a statement file. @throws {UsageError} when the file cannot be read. */
export function statementFindings(path: string): readonly Finding[] {
  return parseStatement(textOfFile(path)).findings;
}

const unreadable: readonly string[] = ['too-large', 'not-yaml', 'too-many-aliases'];

/** Whether the file could not even be read as YAML, so that nothing is known about what it says. */
export const isUnreadable = (findings: readonly Finding[]): boolean =>
  findings.some(({ code }) => unreadable.includes(code));

export const hasErrors = (findings: readonly Finding[]): boolean =>
  findings.some(({ severity }) => severity === 'error');

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
