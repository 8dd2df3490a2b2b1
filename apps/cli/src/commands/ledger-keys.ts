import type { Command } from 'commander';
import type { LedgerKeyChangeOptions, LedgerKeyOptions } from './ledger-key.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(JSON.stringify(value, undefined, 2));
const keys = [
  '--keys <folder>',
  "the notary's folder of keys (VITNE_NOTARY_KEYS); that of the data folder when left out",
] as const;
const data = ['--data <folder>', 'the data folder of the platform'] as const;

/** Commands about the keys that sign checkpoints. */
export function registerLedgerKeyCommands(key: Command): void {
  key
    .command('list <tenant>')
    .description('every key that signs, or signed, the checkpoints of a ledger')
    .option(...keys)
    .option(...data)
    .option('--json', 'print as JSON')
    .action(async (tenant: string, { json, ...options }: LedgerKeyOptions & { json?: boolean }) => {
      const { describeKeys, ledgerKeyList } = await import('./ledger-key.ts');
      const listed = await ledgerKeyList(tenant, options);
      if (json) printJson(listed);
      else print(describeKeys(listed));
    });
  key
    .command('change <tenant>')
    .description('give a ledger another signing key; the old one signs beside it until the overlap ends')
    .option('--overlap-until <moment>', 'until when both sign; thirty days from now when left out')
    .option(...keys)
    .option(...data)
    .option('--json', 'print as JSON')
    .action(async (tenant: string, { json, ...options }: LedgerKeyChangeOptions & { json?: boolean }) => {
      const { describeChange, ledgerKeyChange } = await import('./ledger-key.ts');
      const changed = await ledgerKeyChange(tenant, options);
      if (json) printJson(changed);
      else print(describeChange(tenant, changed));
    });
}
