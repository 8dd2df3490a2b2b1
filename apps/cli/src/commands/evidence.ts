import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { CheckOptions } from './audit-check.ts';
import type { ExportOptions } from './audit-export.ts';
import type { ProveOptions } from './audit-prove.ts';
import type { ReportOptions } from './audit-report.ts';
import { ofOneLedger } from './ledger-options.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const keys = [
  '--key <key...>',
  "the notary's verifier keys, as C2SP writes them: <name>+<id>+<base64>; from elsewhere than the evidence",
] as const;
const origin = [
  '--origin <name>',
  'what the ledger is called in checkpoints; the name of the key where not said',
] as const;

/** Commands that make evidence, and that check it on a machine with nothing else. */
export function registerEvidenceCommands(audit: Command): void {
  ofOneLedger(audit.command('prove <position>'))
    .description('write a file that proves that an event stands in the ledger that was signed')
    .option('--checkpoint <file>', 'the signed checkpoint; the newest that the notary published where not said')
    .option(...keys)
    .option(...origin)
    .option('--out <file>', 'where to write it; <tenant>-<position>.tlog-proof where not said')
    .action(prove);
  ofOneLedger(audit.command('export'))
    .description('write the stored messages, byte for byte, to one file that proves itself')
    .requiredOption('--out <file>', 'where to write it; a file that is there is not written over')
    .option('--from <position>', 'the first event', '1')
    .option('--to <position>', 'the last event; all of them where not said')
    .option('--checkpoint <file>', 'the signed checkpoint; the newest that the notary published where not said')
    .option(...keys)
    .option(...origin)
    .option('--encrypt-to <recipient...>', 'public keys of age, one of whose owners can read it')
    .action(exportLedger);
  ofOneLedger(audit.command('report <kind>'))
    .description('accountability, ropa, requests, retention or breaches, each figure with the events behind it')
    .requiredOption('--from <moment>', 'the first day or moment')
    .requiredOption('--to <moment>', 'the day or moment that it ends before')
    .option('--format <format>', 'html, json or csv', 'html')
    .option('--language <language>', 'nb or en', 'en')
    .option('--out <file>', 'where to write it; the terminal where not said')
    .action(report);
  audit
    .command('check <file>')
    .description(
      'verify a receipt, an answer or a confirmation with proof, a proof of one event, or an export; needs nothing but the file and the key',
    )
    .option(...keys)
    .option(...origin)
    .option('--witness <key...>', 'verifier keys of witnesses, from them; at least one of them has to have cosigned')
    .option('--witnesses-required <count>', 'how many of them have to have cosigned; one where not said')
    .option('--kept <root>', 'for an export: a root that was kept, as <tenant>@<size>:<root>')
    .option('--identity <file>', 'for an encrypted export: the file with the secret key of age')
    .option('--json', 'print what was found as JSON')
    .action(check);
}

async function prove(position: string, options: ProveOptions): Promise<void> {
  const { auditProve, positionNamed } = await import('./audit-prove.ts');
  const out = await auditProve(positionNamed(position), options);
  print(`${out}: check it with vitne audit check ${out} --key <the notary's key>`);
}

async function exportLedger(options: ExportOptions): Promise<void> {
  const { auditExport } = await import('./audit-export.ts');
  print(await auditExport(options));
}

async function report(kind: string, options: ReportOptions): Promise<void> {
  const { auditReport } = await import('./audit-report.ts');
  print(await auditReport(kind, options));
}

async function check(file: string, { json, ...options }: CheckOptions & { json?: boolean }): Promise<void> {
  const { auditCheck } = await import('./audit-check.ts');
  const checked = await auditCheck(file, options);
  if (json) print(JSON.stringify(checked, undefined, 2));
  else print(checked.valid ? checked.says : `${checked.code}: ${checked.says}`);
  if (!checked.valid) process.exitCode = exitCodes.found;
}
