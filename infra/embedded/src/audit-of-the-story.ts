import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { connectDatabase, databaseName } from '@vitne/service-kit/connections';
import type { Platform } from './platform.ts';

const cli = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

export type Audit = { text: string; events: number; differences: number };

/** Runs `vitne audit replay` as an auditor would: another process, which reads the ledger from event 1. */
export function auditInFreshProcess(dataDir: string): Promise<Audit> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [cli, 'audit', 'replay', '--data', dataDir],
      { maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const summary = /replayed (\d+) events of \d+ ledgers: (\d+) differences/.exec(stdout);
        if (!summary) return reject(new Error(`The audit did not finish: ${stderr || error?.message}`));
        resolve({ text: stdout.trimEnd(), events: Number(summary[1]), differences: Number(summary[2]) });
      },
    );
  });
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
