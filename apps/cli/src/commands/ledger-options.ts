import type { Command } from 'commander';

/** How a command that reads one ledger is told which. */
export const ofOneLedger = (command: Command): Command =>
  command
    .requiredOption('--tenant <tenant>')
    .option('--data <folder>', 'the data folder of a platform that runs here')
    .option('--nats <url>', 'the bus itself, signed in as VITNE_NATS_PASSWORDS says; nothing else has to run')
    .option('--export <file>', 'an export instead of the ledger; nothing has to run')
    .option('--archive <folder>', "the notary's archive instead of the ledger; nothing has to run");
