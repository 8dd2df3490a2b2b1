import type { Command } from 'commander';
import { registerLedgerKeyCommands } from './ledger-keys.ts';
import type { LedgerRebuildOptions } from './ledger-rebuild.ts';
import type { SegmentsOptions } from './ledger-segments.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(JSON.stringify(value, undefined, 2));

/** The operator's commands for ledgers. Each loads what it needs when it runs. */
export function registerLedgerCommands(ledger: Command): void {
  registerLedgerKeyCommands(ledger.command('key').description('the keys that sign a ledger, where the notary runs'));
  ledger
    .command('rebuild <tenant>')
    .description('put a lost or changed ledger back as its archive has it, byte for byte')
    .option('--archive <folder>', 'the archive; that of the data folder when left out')
    .option('--key <key...>', 'verifier keys of the notary; those of the data folder when left out')
    .option('--origin <origin>', "the ledger's name in checkpoints; the key's own when left out")
    .option('--replace', 'end the ledger that is there when it is another one; what it still delivers is kept')
    .option('--data <folder>', 'the data folder of the platform, which need not run')
    .option('--nats <url>', 'the bus itself, signed in as VITNE_NATS_PASSWORDS says')
    .option('--json', 'print as JSON')
    .action(async (tenant: string, options: LedgerRebuildOptions & { json?: boolean }) => {
      const { describeRebuilt, ledgerRebuild } = await import('./ledger-rebuild.ts');
      const rebuilt = await ledgerRebuild(tenant, options);
      if (options.json) printJson(rebuilt);
      else print(describeRebuilt(tenant, rebuilt));
    });
  ledger
    .command('segments <tenant>')
    .description('say which parts of a ledger no key opens any more, and write them to files for cold storage')
    .option('--events <count>', 'events in a segment', '65536')
    .option('--out <folder>', 'write each full segment that no key opens to a file of its own, with its proof')
    .option('--key <key...>', 'verifier keys of the notary, by which the checkpoint has to be signed')
    .option('--origin <origin>', "the ledger's name in checkpoints; the key's own when left out")
    .option('--data <folder>', 'the data folder of a platform that runs here')
    .option('--nats <url>', 'the bus itself, signed in as VITNE_NATS_PASSWORDS says')
    .option('--export <file>', 'an export instead of the ledger; nothing has to run')
    .option('--json', 'print as JSON')
    .action(async (tenant: string, { json, ...options }: SegmentsOptions & { json?: boolean }) => {
      const { describeSegments, ledgerSegments } = await import('./ledger-segments.ts');
      const segments = await ledgerSegments(tenant, options);
      if (json) printJson(segments);
      else print(describeSegments(segments));
    });
}
