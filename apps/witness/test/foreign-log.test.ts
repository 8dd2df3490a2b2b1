import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { trusted } from '@vitne/ledger/verdict';
import { parseVerifierKey } from '@vitne/ledger/verifier-key';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { killAll, spawnWitness, witnessFolder } from './spawned-witness.ts';

/** A log that golang.org/x/mod/sumdb made and signed while it grew: see packages/ledger/test/vectors/reference/main.go. */
type ForeignLog = {
  consistencies: { Old: number; New: number; Proof: string[] | null }[];
  growing: Record<string, string>;
  log: { origin: string; vkey: string; newVkey: string };
};
const vectors = join(import.meta.dirname, '../../../packages/ledger/test/vectors/reference.json');
const foreign = JSON.parse(readFileSync(vectors, 'utf8')) as ForeignLog;
const { origin, vkey, newVkey } = foreign.log;

let folder: string;
beforeEach(() => {
  folder = witnessFolder();
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

const proofBetween = (old: number, size: number): string[] =>
  foreign.consistencies.find((one) => one.Old === old && one.New === size)?.Proof ?? [];
const noteOf = (size: number): string => foreign.growing[size] as string;
const hand = (url: string, old: number, size: number, proof = proofBetween(old, size)): Promise<Response> =>
  fetch(`${url}/add-checkpoint`, {
    method: 'POST',
    body: [`old ${old}`, ...proof, '', noteOf(size)].join('\n'),
  });

test('a log that is not ours is cosigned while it grows, and refused where its proof is of something else', async () => {
  writeFileSync(join(folder, 'logs'), `${vkey}\n`);
  const { url, key } = await spawnWitness(folder);
  const [logKey, cosigner] = [vkey, key].map((text) => trusted(parseVerifierKey(text, nodeHashing.sha256)).key);
  if (!logKey || !cosigner) throw new Error('There is no key.');
  const policy = { origin, logKeys: [logKey], cosignerKeys: [cosigner], cosignersRequired: 1 };
  let old = 0;
  for (const size of [1, 7, 12, 256, 257, 65_537, 70_000]) {
    if (old > 0) expect((await hand(url, old, size, proofBetween(1, 12))).status).not.toBe(200);
    const answer = await hand(url, old, size);
    expect(answer.status).toBe(200);
    const opened = trusted(await openCheckpoint(noteOf(size) + (await answer.text()), policy));
    expect([opened.checkpoint.size, opened.cosignatures.map((one) => one.key)]).toEqual([size, [cosigner]]);
    old = size;
  }
  const behind = await hand(url, 65_537, 65_537, []);
  expect([behind.status, await behind.text()]).toEqual([409, '70000\n']);
});

test('a log that is not ours is not cosigned by another key than the one that is listed for it', async () => {
  writeFileSync(join(folder, 'logs'), `${newVkey}\n`);
  const { url } = await spawnWitness(folder);
  expect((await hand(url, 0, 7)).status).toBe(403);
});
