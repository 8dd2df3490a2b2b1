import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsistencyProof, type Proof } from '@vitne/ledger/build-proof';
import { joinBytes, toBase64, utf8 } from '@vitne/ledger/bytes';
import { openCheckpoint, signCheckpoint } from '@vitne/ledger/checkpoint';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing as hashing } from '@vitne/ledger/node-hashing';
import { emptyEdge, extendTiles, rootOfEdge } from '@vitne/ledger/tile-builder';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { trusted } from '@vitne/ledger/verdict';
import { verifierKey } from '@vitne/ledger/verifier-key';
import { durableFiles } from '@vitne/service-kit/durable-files';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cosignedHeads } from '../src/cosigned-heads.ts';
import { type Answer, witness } from '../src/witness.ts';
import { witnessKey } from '../src/witness-key.ts';

const origin = 'log.example/kaukus';
const seedOf = (number: number) => new Uint8Array(32).fill(number);
const logSigner = await signerFromSeed(seedOf(1));
const logKey = verifierKey(origin, logSigner.publicKey, hashing.sha256);
const nowS = 1_790_000_000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-witness-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A log of numbered leaves; `fork` is another history from that leaf on. */
function log({ fork = Number.POSITIVE_INFINITY, name = origin, key = logKey, signer = logSigner } = {}) {
  const leaf = (index: number) => hashing.leaf(utf8(index >= fork ? `other ${index}` : `leaf ${index}`));
  const upTo = (size: number) =>
    extendTiles(emptyEdge, joinBytes(...Array.from({ length: size }, (_, index) => leaf(index))), hashing);
  return {
    note: (size: number) => {
      const checkpoint = { origin: name, size, root: rootOfEdge(upTo(size).edge, hashing), extensions: [] };
      return signCheckpoint(checkpoint, [{ key, signer }]);
    },
    proof: (from: number, to: number): Promise<Proof> => {
      const tiles = new Map(upTo(to).files.map(({ path, bytes }) => [path, bytes]));
      return buildConsistencyProof(
        from,
        to,
        nodesFromTiles(to, async (path) => tiles.get(path), hashing),
        hashing,
      );
    },
  };
}

/** A witness over the folder, as after each start. */
async function started() {
  const files = durableFiles(folder);
  const { key, signer } = await witnessKey(files, 'witness.example');
  const contradictions: string[] = [];
  const addCheckpoint = witness({
    key,
    signer,
    heads: cosignedHeads(files),
    logKeys: async () => [logKey],
    now: () => nowS * 1_000,
    onContradiction: (_, code) => contradictions.push(code),
  });
  const hand = (old: number, proof: Proof, note: string): Promise<Answer> =>
    addCheckpoint(utf8(`old ${old}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`));
  /** As an honest log does. */
  const grow = async (old: number, size: number, of = log()): Promise<Answer> =>
    hand(old, old === 0 ? [] : await of.proof(old, size), await of.note(size));
  return { key, addCheckpoint, hand, grow, contradictions };
}

test('the first checkpoint and each that continues it are cosigned, with the time', async () => {
  const { key, grow } = await started();
  for (const [old, size] of [
    [0, 5],
    [5, 5],
    [5, 300],
    [300, 301],
  ] as const) {
    const { status, type, body } = await grow(old, size);
    expect([status, type]).toEqual([200, 'text/plain; charset=utf-8']);
    const policy = { origin, logKeys: [logKey], cosignerKeys: [key], cosignersRequired: 1 };
    const opened = trusted(await openCheckpoint((await log().note(size)) + body, policy));
    expect(opened.cosignatures).toEqual([{ key, timeS: nowS }]);
  }
});

test('who is wrong about what was cosigned last is told the size, and nothing is cosigned', async () => {
  const { grow } = await started();
  await grow(0, 20);
  for (const old of [0, 7, 21])
    expect(await grow(old, 30)).toEqual({ status: 409, type: 'text/x.tlog.size', body: '20\n' });
  expect((await grow(0, 10)).body).toBe('20\n');
  expect((await grow(20, 30)).status).toBe(200);
});

test('what it cosigned it knows after a restart, under the same key', async () => {
  const before = await started();
  await before.grow(0, 20);
  const after = await started();
  expect(after.key).toEqual(before.key);
  expect(await after.grow(0, 10)).toMatchObject({ status: 409, body: '20\n' });
  expect((await after.grow(20, 21)).status).toBe(200);
});

test('a second history is refused and kept as evidence, at the same size and at a larger one', async () => {
  const { grow, hand, contradictions } = await started();
  await grow(0, 20);
  const fork = log({ fork: 12 });
  expect(await hand(20, [], await fork.note(20))).toMatchObject({ status: 409 });
  expect((await grow(20, 40, fork)).status).toBe(422);
  expect((await hand(20, [], await log().note(40))).status).toBe(422);
  expect(contradictions).toEqual(['second-root', 'old-root-differs', 'proof-too-short']);
  expect((await grow(20, 40)).status).toBe(200);
  const files = durableFiles(folder);
  const kept = await Promise.all(
    ['001', '002', '003'].map(async (name) =>
      Buffer.from((await files.read(`logs/${digest}/contradictions/${name}-refused`)) ?? '').toString(),
    ),
  );
  expect(kept).toEqual([await fork.note(20), await fork.note(40), await log().note(40)]);
});
/** SHA-256 of the origin, shortened. */
const digest = Buffer.from(hashing.sha256(utf8(origin)))
  .toString('hex')
  .slice(0, 32);

test('a log that is not listed, a key that is not, and what is no submission get their own answers', async () => {
  const { hand, addCheckpoint, grow } = await started();
  const otherSigner = await signerFromSeed(seedOf(9));
  const other = verifierKey('log.example/other', otherSigner.publicKey, hashing.sha256);
  const stranger = log({ name: 'log.example/other', key: other, signer: otherSigner });
  expect((await hand(0, [], await stranger.note(3))).status).toBe(404);
  const falseKey = verifierKey(origin, otherSigner.publicKey, hashing.sha256);
  expect((await hand(0, [], await log({ key: falseKey, signer: otherSigner }).note(3))).status).toBe(403);
  const note = await log().note(3);
  expect((await hand(0, [], note.replace(/A=\n$|.=\n$/, 'AAAA\n'))).status).not.toBe(200);
  expect((await hand(4, [], note)).status).toBe(400);
  for (const body of ['', 'old 0\n', `old 00\n\n${note}`, `old -1\n\n${note}`, `0\n\n${note}`, `old 0\nx\n\n${note}`])
    expect((await addCheckpoint(utf8(body))).status).toBe(400);
  const tooMany = Array.from({ length: 64 }, () => new Uint8Array(32));
  expect((await hand(0, tooMany, note)).status).toBe(400);
  expect((await addCheckpoint(Uint8Array.of(0xff, 0xfe))).status).toBe(400);
  expect((await grow(0, 3)).status).toBe(200);
});

test('whatever is handed in, at once and in any order, the sizes that it cosigns never shrink', async () => {
  const { hand, contradictions } = await started();
  const truth = log();
  const sizes: number[] = [];
  const call = async ([old, size]: readonly [number, number]): Promise<void> => {
    const proof = old > 0 && old < size ? await truth.proof(old, size) : [];
    const { status } = await hand(old, proof, await truth.note(size));
    if (status === 200) sizes.push(size);
  };
  const size = fc.integer({ min: 1, max: 40 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), size), { maxLength: 15 }), async (calls) => {
      await Promise.all(calls.map(call));
    }),
    { numRuns: 20 },
  );
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  expect(contradictions).toEqual([]);
});
