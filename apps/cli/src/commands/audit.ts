import type { Command } from 'commander';
import { exitCodes } from '../exit-codes.ts';
import type { LedgerOptions } from '../ledgers.ts';
import type { AsOfOptions } from './audit-as-of.ts';
import type { DecisionsOptions } from './audit-decisions.ts';
import type { Replayed } from './audit-replay.ts';
import type { TimelineOptions } from './audit-timeline.ts';
import { registerEvidenceCommands } from './evidence.ts';
import { ofOneLedger } from './ledger-options.ts';

const print = (text: string) => process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(JSON.stringify(value, undefined, 2));

type VerifyOptions = Omit<LedgerOptions, 'tenant'> & {
  tenant?: string[];
  kept?: string[];
  checkpoint?: string[];
  key?: string[];
  witness?: string[];
  witnessesRequired?: string;
  json?: boolean;
};
type ReplayOptions = DecisionsOptions & { decisions?: boolean; json?: boolean };

/** The auditor's commands. Each loads what it needs when it runs. */
export function registerAuditCommands(audit: Command): void {
  audit
    .command('verify')
    .description('judge every event by the ledgers alone: nothing missing, nothing foreign, nothing out of its place')
    .option('--tenant <tenant...>', 'only these tenants')
    .option('--kept <root...>', 'roots that an earlier audit printed, as <tenant>@<size>:<root>')
    .option('--checkpoint <file...>', 'signed checkpoints that were kept; with --key')
    .option('--key <key...>', "the notary's verifier keys")
    .option('--witness <key...>', 'verifier keys of witnesses, from them; says how much of each ledger they saw')
    .option('--witnesses-required <count>', 'how many of them have to have cosigned; one where not said')
    .option('--data <folder>', 'the data folder of the platform')
    .option('--nats <url>', 'the bus itself; nothing else has to run')
    .option('--export <file>', 'an export instead of the ledgers; nothing has to run')
    .option('--archive <folder>', "the notary's archive instead of the ledgers; nothing has to run")
    .option('--json', 'print the reports as JSON')
    .addHelpText(
      'after',
      '\nA ledger of more than 262,144 events takes 50 bytes for each in the folder that TMPDIR names.',
    )
    .action(verify);
  audit
    .command('replay')
    .description(
      'fold each ledger from event 1, compare with the live read models, and make every automatic decision again',
    )
    .option('--tenant <tenant...>', 'only these tenants')
    .option('--decisions', 'the decisions alone, which need no database')
    .option(
      '--rules <law>',
      'decide by other rules than the pinned ones, and print what would differ: a version or the file of a draft',
    )
    .option('--calendar <version>', 'decide by another calendar of holidays')
    .option('--data <folder>', 'the data folder of the platform')
    .option('--nats <url>', 'the bus itself, for decisions alone')
    .option('--export <file>', 'an export, for decisions alone')
    .option('--json', 'print the reports as JSON')
    .action(replay);
  ofOneLedger(audit.command('as-of <moment>'))
    .description('say what stood at a moment: statement, consents, recipients, holdings, requests')
    .option('--may <purpose>', 'also say whether data could be used then for this purpose; with --category')
    .option('--category <category>', 'the data category that is asked about')
    .option('--person <id>', "the person's or visitor's random id; without it, somebody whom nobody has met")
    .option('--recipient <recipient>', 'who would have been given the data')
    .option('--population <population>', 'the group of people that the person belongs to here')
    .option('--company <id>', 'the random id of the company that the person acts for')
    .option('--json', 'print everything as JSON')
    .action(asOf);
  ofOneLedger(audit.command('timeline'))
    .description('tell everything about one person in order; of what is sealed only that it is, unless it is opened')
    .option('--person-id <id>', "the person's random id; the ledger alone is enough")
    .option(
      '--person <identifier>',
      '<kind>:<value> such as email:…, or - to read it from standard input; asks the platform, which records it',
    )
    .option('--open', 'show what is sealed too: a platform that runs here opens it, and records first that it does')
    .option('--purpose <purpose>', 'why it is opened: audit, answering-request or handling-incident', 'audit')
    .option('--matter <id>', 'the request or incident that it is opened for')
    .option('--language <language>', 'nb or en', 'en')
    .option('--json', 'print it as JSON')
    .action(timeline);
  registerEvidenceCommands(audit);
}

async function verify(options: VerifyOptions): Promise<void> {
  const { auditVerify, describeVerified, findingsIn, keptRoots } = await import('./audit-verify.ts');
  const { progressLine } = await import('../progress-line.ts');
  const { keyNamed, rootsSigned, witnessesOf } = await import('../checkpoint-file.ts');
  const { tenant, kept: printed = [], checkpoint = [], key, witness, witnessesRequired, json, ...where } = options;
  const witnesses = witnessesOf({ ...(witness && { witness }), ...(witnessesRequired && { witnessesRequired }) });
  const signed = await rootsSigned(checkpoint, key);
  const kept = keptRoots(printed);
  for (const [of, roots] of Object.entries(signed)) kept[of] = [...(kept[of] ?? []), ...roots];
  const line = progressLine();
  const asked = { ...where, kept, keys: (key ?? []).map(keyNamed), witnesses, ...(tenant && { tenants: tenant }) };
  const verified = await auditVerify({ ...asked, onProgress: line.show });
  line.end();
  if (json) printJson(verified);
  else print(describeVerified(verified));
  process.exitCode = findingsIn(verified) === 0 ? exitCodes.asItShouldBe : exitCodes.found;
}

async function replay({ json, decisions: alone, ...options }: ReplayOptions): Promise<void> {
  const { auditDecisions, decisionDifferences, describeDecisions } = await import('./audit-decisions.ts');
  const byAnotherLaw = options.rules !== undefined || options.calendar !== undefined;
  const elsewhere = options.nats !== undefined || options.export !== undefined;
  const readModels = alone || byAnotherLaw || elsewhere ? [] : await replayReadModels(options, json);
  const decisions = await auditDecisions(options);
  if (json) printJson({ readModels, decisions });
  else print(describeDecisions(decisions));
  // What another law would change is what was asked for, and nothing that is wrong.
  const wrong = byAnotherLaw ? 0 : decisionDifferences(decisions);
  if (wrong > 0) process.exitCode = exitCodes.found;
}

async function replayReadModels(options: ReplayOptions, json: boolean | undefined): Promise<Replayed[]> {
  const { dataFolder, readAddress } = await import('../platform-address.ts');
  const address = readAddress(dataFolder(options.data));
  const { auditReplay, describeReplay, differencesIn } = await import('./audit-replay.ts');
  const replayed = await auditReplay({ address, ...(options.tenant && { tenants: options.tenant }) });
  if (!json) print(describeReplay(replayed));
  if (differencesIn(replayed) > 0) process.exitCode = exitCodes.found;
  return replayed;
}

async function asOf(moment: string, { json, ...options }: AsOfOptions & { json?: boolean }): Promise<void> {
  const { auditAsOf, describeAsOf } = await import('./audit-as-of.ts');
  const answer = await auditAsOf(moment, options);
  if (json) printJson(answer);
  else print(describeAsOf(answer));
}

async function timeline({ json, language, ...options }: TimelineOptions & { language: string; json?: boolean }) {
  const { auditTimeline, describeTimeline } = await import('./audit-timeline.ts');
  const { UsageError } = await import('../usage-error.ts');
  if (language !== 'nb' && language !== 'en') throw new UsageError('It can be told in nb or en.');
  const told = await auditTimeline(options);
  if (json) printJson(told);
  else print(describeTimeline(told, language));
}
