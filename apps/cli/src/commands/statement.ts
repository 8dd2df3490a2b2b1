import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

const print = (text: string) => process.stdout.write(`${text.trimEnd()}\n`);
const printJson = (value: unknown) => print(JSON.stringify(value, undefined, 2));
const formats = ['dpv', 'fideslang'] as const;

/** Adds `statement diff`, `export` and `import`; each loads what it needs when it runs. */
export function registerStatementCommands(statement: Command): void {
  statement
    .command('diff <older> <newer>')
    .description('say what has changed between two statement files, and which consents end')
    .option('--json', 'print an array of changes')
    .action(async (older: string, newer: string, options: { json?: boolean }) => {
      const { describeChanges, statementChanges } = await import('./statement-diff.ts');
      const changes = statementChanges(older, newer);
      if (options.json) printJson(changes);
      else print(describeChanges(changes));
    });
  statement
    .command('export <file>')
    .description('print a statement file in the words of others')
    .requiredOption('--format <format>', formats.join(' or '))
    .action(async (file: string, options: { format: string }) => {
      const format = formats.find((known) => known === options.format);
      if (format === undefined) throw new UsageError(`--format is ${formats.join(' or ')}.`);
      const { exportedStatement } = await import('./statement-exchange.ts');
      print(exportedStatement(file, format));
    });
  statement
    .command('import <file>')
    .description('make a draft of a statement file from a fideslang manifest; what is missing is told on stderr')
    .option('--json', 'print the draft and the findings as JSON')
    .action(async (file: string, options: { json?: boolean }) => {
      const { describeImport, importedStatement } = await import('./statement-exchange.ts');
      const imported = importedStatement(file);
      if (options.json) printJson(imported);
      else {
        const { draft, findings } = describeImport(imported);
        print(draft);
        process.stderr.write(`${findings}\n`);
      }
      // A draft is never complete: somebody has to write what the manifest cannot tell.
      process.exitCode = exitCodes.found;
    });
}
