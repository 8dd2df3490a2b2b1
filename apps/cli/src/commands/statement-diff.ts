import { type Change, consentsInvalidatedBy, diffStatements } from '@vitne/contracts/statement/diff-statements';
import { publishableStatement } from './statement-file.ts';

/** What changed between two files. @throws {UsageError} when one of them cannot be read or has errors. */
export function statementChanges(older: string, newer: string): Change[] {
  return diffStatements(publishableStatement(older), publishableStatement(newer));
}

/** A paragraph for each change, significant ones first, and then which consents end. */
export function describeChanges(changes: readonly Change[]): string {
  if (changes.length === 0) return 'Nothing has changed.';
  const ended = consentsInvalidatedBy(changes);
  return [
    ...changes.map(({ code, path, significant, rule, says, affects }) =>
      [
        `${significant ? 'significant' : 'quiet'} ${code} at ${path}`,
        `  ${says.en}`,
        `  Rule: ${rule}`,
        `  Concerns: ${affects.populations.join(', ') || 'nobody'}`,
      ].join('\n'),
    ),
    ended.length === 0 ? 'Every consent still counts.' : `Consents to be asked for again: ${ended.join(', ')}.`,
  ].join('\n\n');
}
