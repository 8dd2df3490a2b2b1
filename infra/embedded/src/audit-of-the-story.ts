import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import type { Platform } from './platform.ts';

const cli = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

export type Audit = { text: string; events: number; differences: number };

const replayed =
  /replayed (\d+) events of \d+ ledgers: (\d+) differences[^]*decided \d+ decisions of \d+ ledgers again: (\d+) differences/;

/** Runs `vitne audit replay` as an auditor would: another process, which reads the ledger from event 1 and decides again. */
export async function auditInFreshProcess(dataDir: string): Promise<Audit> {
  const { text, counts } = await audited(dataDir, 'replay', replayed);
  const [events = 0, inReadModels = 0, inDecisions = 0] = counts;
  return { text, events, differences: inReadModels + inDecisions };
}

/** Runs `vitne audit verify`: every event is judged by the ledgers alone. */
export async function verifyInFreshProcess(dataDir: string): Promise<{ text: string; findings: number }> {
  const { text, counts } = await audited(dataDir, 'verify', /verified (\d+) events of \d+ ledgers: (\d+) findings/);
  return { text, findings: counts[1] ?? 0 };
}

const proved = 'kaukus';

/**
 * Takes a ledger and the proof of its first event out of the house, and checks both there: by the files and the notary's
 * key, and nothing else. Every checkpoint that was ever published is compared with the ledger, too.
 */
export async function proveInFreshProcess(dataDir: string, gateway: string): Promise<{ text: string; valid: boolean }> {
  const answer = await fetch(`${gateway}/v1/public/${proved}/ledger/keys`);
  const { keys } = (await answer.json()) as { keys: { key: string }[] };
  const key = keys.flatMap((one) => ['--key', one.key]);
  const there = ['--data', dataDir, '--tenant', proved];
  const [exported, proof] = [join(dataDir, `${proved}.export`), join(dataDir, `${proved}.tlog-proof`)];
  rmSync(exported, { force: true });
  const steps = [
    ['verify', ...there, ...key],
    ['export', ...there, '--out', exported, ...key],
    ['check', exported, ...key],
    ['prove', '1', ...there, '--out', proof, ...key],
    ['check', proof, ...key],
  ];
  const texts: string[] = [];
  for (const step of steps) {
    const { stdout, stderr } = await inFreshProcess(step);
    texts.push((stdout || stderr).trimEnd());
  }
  const [verified = '', , whole = '', , stands = ''] = texts;
  const valid =
    /compared with \d+ checkpoints, signed by .*0 findings/s.test(verified) &&
    whole.includes('are whole and unchanged') &&
    stands.includes('stands exactly so');
  const compared = verified.split('\n').filter((line) => line.includes('checkpoints'));
  return { text: [...compared, ...texts.slice(1)].join('\n'), valid };
}

function inFreshProcess(words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, 'audit', ...words], { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });
}

async function audited(dataDir: string, what: string, summary: RegExp): Promise<{ text: string; counts: number[] }> {
  const { stdout, stderr } = await inFreshProcess([what, '--data', dataDir]);
  const found = summary.exec(stdout);
  if (!found) throw new Error(`The audit did not finish: ${stderr}`);
  return { text: stdout.trimEnd(), counts: found.slice(1).map(Number) };
}

/** The canary: a read model that says something else than the ledger has to be found, and by name. */
export async function changeOneDocument(
  platform: Platform,
  audit: () => Promise<Audit>,
): Promise<{ found: boolean; named: string }> {
  const mongo = await connectDatabase(platform.address.mongoUrl);
  try {
    const documents = mongo.db(databaseName('consent')).collection<{ _id: string; person?: string }>('kaukus.consents');
    const target = await documents.findOne({ person: { $exists: true } });
    if (!target) return { found: false, named: 'no document' };
    await documents.updateOne({ _id: target._id }, { $set: { person: 'somebodyelseentirely' } });
    const { text, differences } = await audit();
    await documents.replaceOne({ _id: target._id }, target);
    return {
      found: differences === 1 && text.includes(target._id),
      named: `consent/consents, ${target._id.slice(0, 6)}…`,
    };
  } finally {
    await mongo.close();
  }
}
