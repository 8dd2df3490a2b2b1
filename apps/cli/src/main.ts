import { computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import { Command } from 'commander';
import { auditReplay, describeReplay, differencesIn } from './commands/audit-replay.ts';
import { describeFindings, statementFindings } from './commands/statement-check.ts';
import { demoToken } from './commands/token.ts';
import { dataFolder, UsageError } from './platform-address.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const program = new Command('vitne').description('Vitne at the command line.');

const audit = program.command('audit').description('prove what the ledgers say');
audit
  .command('replay')
  .description('fold each ledger from event 1 and compare with the live read models')
  .option('--tenant <tenant...>', 'only these tenants')
  .option('--data <folder>', 'the data folder of the platform')
  .option('--json', 'print the reports as JSON')
  .action(async (options: { tenant?: string[]; data?: string; json?: boolean }) => {
    const replayed = await auditReplay({
      dataDir: dataFolder(options.data),
      ...(options.tenant && { tenants: options.tenant }),
    });
    print(options.json ? JSON.stringify(replayed) : describeReplay(replayed));
    process.exitCode = differencesIn(replayed) === 0 ? 0 : 1;
  });

program
  .command('token')
  .description('print a token for the platform on this machine')
  .requiredOption('--tenant <tenant>')
  .requiredOption('--role <role>', 'system, staff, privacy-officer or auditor')
  .option('--subject <subject>', 'the pseudonym of who acts', 'demo')
  .option('--data <folder>', 'the data folder of the platform')
  .action(async (options: { tenant: string; role: string; subject: string; data?: string }) => {
    print(await demoToken({ ...options, dataDir: dataFolder(options.data) }));
  });

program
  .command('statement')
  .description('work with statement files')
  .command('check <file>')
  .description('say what an expert would find in a statement file')
  .option('--json', 'print an array of findings')
  .action((file: string, options: { json?: boolean }) => {
    const findings = statementFindings(file);
    print(options.json ? JSON.stringify(findings, undefined, 2) : describeFindings(findings));
    process.exitCode = findings.some(({ severity }) => severity === 'error') ? 1 : 0;
  });

program
  .command('law')
  .description('compute what the law says')
  .command('due')
  .description('when a clock runs out, and why')
  .requiredOption('--clock <id>', 'such as gdpr-12-3')
  .requiredOption('--received <moment>', 'RFC 3339')
  .option('--extended', 'the extended time')
  .option('--promise <duration>', "the statement's own promise, such as P30D")
  .option('--zone <zone>', 'the time zone of the controller', 'Europe/Oslo')
  .option('--json', 'print as JSON')
  .action(
    (options: {
      clock: string;
      received: string;
      extended?: boolean;
      promise?: string;
      zone: string;
      json?: boolean;
    }) => {
      const { json, ...question } = options;
      const due = computeDue(question);
      if (isRejected(due)) throw new UsageError(due.rejected.detail);
      const steps = due.derivation.map(({ step, article, result }) => `  ${step}: ${result} (${article})`);
      print(json ? JSON.stringify(due, undefined, 2) : [`due ${due.due}`, ...steps].join('\n'));
    },
  );

try {
  await program.parseAsync(
    process.argv[2] === '--' ? [...process.argv.slice(0, 2), ...process.argv.slice(3)] : process.argv,
  );
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
