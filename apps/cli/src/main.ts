import { EngineError } from '@vitne/engines/engine-error';
import { Command, CommanderError } from 'commander';
import { registerAuditCommands } from './commands/audit.ts';
import type { LawQuestion } from './commands/law.ts';
import { registerLedgerCommands } from './commands/ledger.ts';
import { registerStatementCommands } from './commands/statement.ts';
import { exitCodes } from './exit-codes.ts';
import { UsageError } from './usage-error.ts';

// Each command loads what it needs when it runs: most need neither the services nor their libraries.

const print = (text: string) => process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(JSON.stringify(value, undefined, 2));
const program = new Command('vitne').description('Vitne at the command line.').exitOverride();

registerAuditCommands(program.command('audit').description('prove what the ledgers say'));

program
  .command('projections')
  .description('work with read models')
  .command('rebuild <read-model...>')
  .description('have read models folded anew from event 1, named as the audit names them')
  .option('--tenant <tenant...>', 'only these tenants')
  .option('--data <folder>', 'the data folder of the platform')
  .action(async (readModels: string[], options: { tenant?: string[]; data?: string }) => {
    const { dataFolder, readAddress } = await import('./platform-address.ts');
    const address = readAddress(dataFolder(options.data));
    const { rebuildProjections } = await import('./commands/projections-rebuild.ts');
    print(await rebuildProjections({ address, readModels, ...(options.tenant && { tenants: options.tenant }) }));
    print('It happens with the next event of that tenant, or when the platform starts again.');
  });

registerLedgerCommands(program.command('ledger').description('work with ledgers'));

program
  .command('token')
  .description('print a token for the platform on this machine')
  .requiredOption('--tenant <tenant>')
  .requiredOption('--role <role>', 'system, staff, privacy-officer or auditor')
  .option('--subject <subject>', 'the pseudonym of who acts', 'demo')
  .option('--data <folder>', 'the data folder of the platform')
  .action(async ({ data, ...options }: { tenant: string; role: string; subject: string; data?: string }) => {
    const { demoToken } = await import('./commands/token.ts');
    const { dataFolder } = await import('./platform-address.ts');
    print(await demoToken({ ...options, dataDir: dataFolder(data) }));
  });

const statement = program.command('statement').description('work with statement files');
statement
  .command('check <file>')
  .description('say what an expert would find in a statement file')
  .option('--json', 'print an array of findings')
  .action(async (file: string, options: { json?: boolean }) => {
    const { describeFindings, findingRow, hasErrors, isUnreadable, statementFindings } = await import(
      './commands/statement-check.ts'
    );
    const findings = statementFindings(file);
    if (options.json) printJson(findings.map(findingRow));
    else print(describeFindings(findings));
    process.exitCode = isUnreadable(findings)
      ? exitCodes.cannot
      : hasErrors(findings)
        ? exitCodes.found
        : exitCodes.asItShouldBe;
  });

registerStatementCommands(statement);

const law = program.command('law').description('compute what the law says');
law
  .command('list')
  .description('every clock that the law sets running')
  .option('--json', 'print as JSON')
  .action(async (options: { json?: boolean }) => {
    const { describeClocks, listClocks } = await import('./commands/law.ts');
    if (options.json) printJson(listClocks());
    else print(describeClocks(listClocks()));
  });
law
  .command('due')
  .description('when a clock runs out, or from when data may be erased, and why')
  .option('--clock <id>', 'such as gdpr-12-3 or bokforing-13-primary; see law list')
  .option('--keep <duration>', "a statement's own retention rule, such as P18M or at-once; with --anchor")
  .option('--received <moment>', 'RFC 3339; for a clock that falls due')
  .option('--extended', 'the extended time')
  .option('--promise <duration>', "the statement's own promise, such as P30D")
  .option('--anchor <day>', 'a day or an RFC 3339 moment; for a clock that keeps')
  .option('--year-end <day>', 'the last day of the accounting year, as MM-DD or a date (default 12-31)')
  .option('--zone <zone>', 'the time zone of the controller', 'Europe/Oslo')
  .option('--json', 'print as JSON')
  .action(async ({ json, ...question }: LawQuestion & { json?: boolean }) => {
    const { describeAnswer, lawAnswer } = await import('./commands/law.ts');
    const answer = lawAnswer(question);
    if (json) printJson(answer);
    else print(describeAnswer(answer));
  });

// A program that began this one as its own, and ended, reads no answer any more.
process.once('disconnect', () => process.exit(exitCodes.cannot));
process.channel?.unref();

try {
  const [node = '', script = '', ...words] = process.argv;
  await program.parseAsync([node, script, ...(words[0] === '--' ? words.slice(1) : words)]);
} catch (error) {
  // Commander has printed its own sentence already; asking for help is no error.
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.asItShouldBe : exitCodes.cannot;
  else if (error instanceof UsageError || error instanceof EngineError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = exitCodes.cannot;
  } else throw error;
}
