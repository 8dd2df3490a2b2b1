import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointsStreamName } from '@vitne/contracts/channels';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { verifierKey } from '@vitne/ledger/verifier-key';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkpointHistory } from '../src/archive/checkpoint-history.ts';
import { rebuildCheckpoints, UnknownNote } from '../src/archive/rebuild-checkpoints.ts';
import { headOf, type LedgerForNotary, ledgerForNotary, type NotaryForTests, runNotary } from './running-notary.ts';

const origin = 'test.example/ledger/kaukus';
const signer = await signerFromSeed(new Uint8Array(32).fill(3));
const key = verifierKey(origin, signer.publicKey, nodeHashing.sha256);
const noteOf = (size: number) =>
  signCheckpoint({ origin, size, root: new Uint8Array(32).fill(size), extensions: [] }, [{ key, signer }]);
const everyNote = async (history: ReturnType<typeof checkpointHistory>) => Array.fromAsync(history.all());

describe('the history of checkpoints', () => {
  let folder: string;
  let now = '2026-11-25T23:59:59.000Z';
  const history = () => checkpointHistory(durableFiles(folder), () => now);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vitne-history-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('has a file for each day, and every note in its order', async () => {
    const notes = [await noteOf(1), await noteOf(2), await noteOf(3)];
    const first = history();
    await first.keep(notes[0] as string);
    await first.keep(notes[1] as string);
    now = '2026-11-26T00:00:00.000Z';
    await history().keep(notes[2] as string);
    expect(readdirSync(join(folder, 'checkpoints')).toSorted()).toEqual(['2026-11-25', '2026-11-26']);
    expect(await everyNote(history())).toEqual(notes);
    expect(readFileSync(join(folder, 'checkpoints', '2026-11-25'), 'utf8')).toBe(`${notes[0]}\n${notes[1]}`);
  });

  test('loses nothing whole to a crash in the middle of a note, and keeps no note twice', async () => {
    const [one, two] = [await noteOf(1), await noteOf(2)];
    await history().keep(one);
    const [name = ''] = readdirSync(join(folder, 'checkpoints'));
    for (const cut of [1, 30, two.indexOf('\n\n') + 1, two.indexOf('\u2014') + 4]) {
      appendFileSync(join(folder, 'checkpoints', name), Buffer.from(`\n${two}`).subarray(0, cut));
      expect(await everyNote(history())).toEqual([one]);
      await history().keep(one);
    }
    await history().keep(two);
    await history().keep(two);
    expect(await everyNote(history())).toEqual([one, two]);
  });

  test('is added to by whoever took over, and by the first again', async () => {
    const [first, second] = [history(), history()];
    const notes = [await noteOf(1), await noteOf(2), await noteOf(3)];
    for (const [index, one] of [first, second, first].entries()) await one.keep(notes[index] as string);
    expect(await everyNote(history())).toEqual(notes);
  });
});

describe('beside a notary', () => {
  let ledger: LedgerForNotary;
  let notary: NotaryForTests;
  beforeEach(async () => {
    ledger = await ledgerForNotary();
    notary = await runNotary([ledger]);
  });
  afterEach(async () => {
    await notary.stop();
    await ledger.drop();
  });
  const files = () => durableFiles(join(ledger.archive, ledger.tenant));
  const archived = () => everyNote(checkpointHistory(files(), () => new Date().toISOString()));
  const policy = async () => ({
    origin: notary.signer.origin(ledger.tenant),
    logKeys: (await notary.signer.keys(ledger.tenant)).map((one) => one.key),
  });
  async function threeCheckpoints(): Promise<string[]> {
    for (const round of ['one', 'two', 'three']) {
      const last = await ledger.append(3, round);
      await notary.until(ledger.tenant, ({ signedSize }) => signedSize === last);
    }
    await notary.stop();
    return ledger.published();
  }

  test('the archive has every note that was published, also when it was lost meanwhile', async () => {
    const published = await threeCheckpoints();
    expect(published.length).toBeGreaterThanOrEqual(3);
    expect(await archived()).toEqual(published);
    rmSync(ledger.archive, { recursive: true });
    notary = await runNotary([ledger]);
    await notary.until(ledger.tenant, ({ state }) => state === 'signing');
    expect(await archived()).toEqual(published);
  });

  test('a stream of checkpoints that was lost is published again from it, note for note', async () => {
    const published = await threeCheckpoints();
    const from = { connection: ledger.admin, tenant: ledger.tenant, files: files(), policy: await policy() };
    expect(await rebuildCheckpoints(from)).toBe(0);
    await ledger.manager.streams.delete(checkpointsStreamName(ledger.tenant));
    expect(await rebuildCheckpoints(from)).toBe(published.length);
    expect(await ledger.published()).toEqual(published);
    notary = await runNotary([ledger]);
    const last = await ledger.append(2, 'four');
    await notary.until(ledger.tenant, ({ signedSize }) => signedSize === last);
    expect((await ledger.published()).slice(0, published.length)).toEqual(published);
    expect((await ledger.published()).map((note) => headOf(note).size).at(-1)).toBe(last);
  });

  test('a note that none of the keys signed is published nowhere', async () => {
    await threeCheckpoints();
    await ledger.manager.streams.delete(checkpointsStreamName(ledger.tenant));
    await checkpointHistory(files(), () => new Date().toISOString()).keep(await noteOf(99));
    const from = { connection: ledger.admin, tenant: ledger.tenant, files: files(), policy: await policy() };
    await expect(rebuildCheckpoints(from)).rejects.toThrow(UnknownNote);
    await expect(ledger.manager.streams.info(checkpointsStreamName(ledger.tenant))).rejects.toThrow('not found');
  });
});
