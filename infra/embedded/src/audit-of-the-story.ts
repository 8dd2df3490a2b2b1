import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
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

/** Downloads the confirmation of the newest disposal that is completed, as staff does, into a file beside the others. */
async function downloadConfirmation(dataDir: string, gateway: string): Promise<string> {
  const { stdout } = await inFreshProcess(['token', '--data', dataDir, '--tenant', proved, '--role', 'staff']);
  const headers = { authorization: `Bearer ${stdout.trim()}` };
  const list = await fetch(`${gateway}/v1/disposals?state=completed&limit=1`, { headers });
  const [newest] = ((await list.json()) as { disposals: { disposal: string }[] }).disposals;
  if (!newest) throw new Error('The story completed no disposal.');
  const answer = await fetch(`${gateway}/v1/disposals/${newest.disposal}/proof`, { headers });
  if (answer.status !== 200) throw new Error(`The confirmation was not given: ${await answer.text()}`);
  const file = join(dataDir, `${proved}.vitne.json`);
  writeFileSync(file, await answer.text());
  return file;
}

/**
 * Takes a ledger and the proof of its first event out of the house, and the confirmation of a disposal as people get it, and checks them there: by the files and the notary's
 * key, and nothing else. Every checkpoint that was ever published is compared with the ledger, too.
 */
export async function proveInFreshProcess(dataDir: string, gateway: string): Promise<{ text: string; valid: boolean }> {
  const answer = await fetch(`${gateway}/v1/public/${proved}/ledger/keys`);
  const { keys } = (await answer.json()) as { keys: { key: string }[] };
  const key = keys.flatMap((one) => ['--key', one.key]);
  const there = ['--data', dataDir, '--tenant', proved];
  const [exported, proof] = [join(dataDir, `${proved}.export`), join(dataDir, `${proved}.tlog-proof`)];
  rmSync(exported, { force: true });
  const confirmation = await downloadConfirmation(dataDir, gateway);
  const steps = [
    ['verify', ...there, ...key],
    ['export', ...there, '--out', exported, ...key],
    ['check', exported, ...key],
    ['prove', '1', ...there, '--out', proof, ...key],
    ['check', proof, ...key],
    ['check', confirmation, ...key],
  ];
  const texts: string[] = [];
  for (const step of steps) {
    const { stdout, stderr } = await inFreshProcess(['audit', ...step]);
    texts.push((stdout || stderr).trimEnd());
  }
  const [verified = '', , whole = '', , stands = '', confirmed = ''] = texts;
  const valid =
    /compared with \d+ checkpoints, signed by .*0 findings/s.test(verified) &&
    whole.includes('are whole and unchanged') &&
    stands.includes('stands exactly so') &&
    confirmed.includes('the words above are what they say');
  const compared = verified.split('\n').filter((line) => line.includes('checkpoints'));
  return { text: [...compared, ...texts.slice(1)].join('\n'), valid };
}

function inFreshProcess(words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...words], { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) =>
      resolve({ stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });
}

async function audited(dataDir: string, what: string, summary: RegExp): Promise<{ text: string; counts: number[] }> {
  const { stdout, stderr } = await inFreshProcess(['audit', what, '--data', dataDir]);
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
