import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventsOf } from '@vitne/audit/ledger-source';
import { UnnamedFile } from '@vitne/audit/unnamed-file';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { appendLeaves, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { verifierKey } from '@vitne/ledger/verifier-key';
import { messagesPath } from '@vitne/notary/archive/archived-messages';
import { checkpointHistory } from '@vitne/notary/archive/checkpoint-history';
import { messageArchive } from '@vitne/notary/archive/message-archive';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { archiveSource } from '../src/archive-source.ts';
import { auditVerify, describeVerified } from '../src/commands/audit-verify.ts';
import { withLedgers } from '../src/ledgers.ts';
import { UsageError } from '../src/usage-error.ts';
import { type Happening, ledgerOf, messagesOf, tenant } from './ledger-in-memory.ts';
import { vitne } from './run-vitne.ts';

const time = '2026-03-05T09:00:00.000Z';
const history: Happening[] = Array.from({ length: 1_300 }, (_, number) => ({
  type: 'request.withdrawn.v1',
  id: `r-${number % 5}`,
  facts: { request: `r-${number % 5}`, person: 'p4k7w2m9x1c6v3b8n5z0', withdrawn: time },
  time,
}));
const origin = `vitne.example/ledger/${tenant}`;
const signer = await signerFromSeed(new Uint8Array(32).fill(1));
const key = verifierKey(origin, signer.publicKey, nodeHashing.sha256);
const noteOf = (size: number, of = history) => {
  const leaves = messagesOf(of.slice(0, size)).map((message) => leafHashOf(message, nodeHashing));
  const root = rootOf(appendLeaves(emptyRange(), leaves, nodeHashing), nodeHashing);
  return signCheckpoint({ origin, size, root, extensions: [] }, [{ key, signer }]);
};

let folder: string;
const files = () => durableFiles(join(folder, tenant));
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-archive-'));
  const archive = messageArchive(files());
  await archive.reopen(0);
  await archive.append(messagesOf(history).map((stored, index) => ({ position: index + 1, stored })));
  await archive.flush();
  await archive.close();
  const kept = checkpointHistory(files(), () => time);
  for (const size of [1, 700, 1_300]) await kept.keep(await noteOf(size));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const verified = () => auditVerify({ archive: folder, tenants: [tenant], keys: [key] });
/** What is wrong beside what this shortened history lacks in every form of it. */
const findingsOf = async (look = verified) => {
  const [found] = await look();
  return (found?.findings ?? []).map(({ code, position }) => [code, position]);
};

test('audits read an archive as they read the ledger, whose files it holds', async () => {
  const source = archiveSource(folder, tenant);
  const ledger = ledgerOf(history);
  expect(await Array.fromAsync(eventsOf(source, tenant)).then((all) => all.flat())).toEqual(
    await Array.fromAsync(eventsOf(ledger, tenant)).then((all) => all.flat()),
  );
  const channel = `ledger.${tenant}.request-intake.request.r-3`;
  expect(await source.readEntity(channel)).toEqual(await ledger.readEntity(channel));
  const [found] = await verified();
  expect([found?.events, found?.newest, found?.checkpoints, found?.signedBy]).toEqual([1_300, 1_300, 3, [origin]]);
  expect(describeVerified(await verified())).toContain('compared with 3 checkpoints');
});

test('a file that is missing in it, and a checkpoint of another history, are found', async () => {
  const before = await findingsOf();
  await checkpointHistory(files(), () => time).keep(await noteOf(900, history.with(4, history[5] as Happening)));
  expect(await findingsOf()).toEqual([...before, ['root-differs', 900]]);
  rmSync(join(folder, tenant, messagesPath(300)));
  expect(await findingsOf()).toContainEqual(['end-not-delivered', 257]);
});

test('the command reads it where nothing runs', async () => {
  const { stdout } = await vitne('audit', 'verify', '--archive', folder, '--tenant', tenant, '--json');
  expect(JSON.parse(stdout)).toMatchObject([{ tenant, events: 1_300, checkpoints: 3 }]);
  const nowhere = await vitne('audit', 'verify', '--archive', folder, '--tenant', 'catacloud');
  expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining('no archive of catacloud')]);
});

test('where the temporary folder cannot be used, the person is told so in a sentence', async () => {
  const usual = process.env['TMPDIR'];
  process.env['TMPDIR'] = join(folder, 'nowhere');
  try {
    const needed = withLedgers({ tenant, archive: folder }, async () => new UnnamedFile());
    await expect(needed).rejects.toThrow(UsageError);
    await expect(needed).rejects.toThrow('name another with TMPDIR');
  } finally {
    if (usual === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = usual;
  }
});
