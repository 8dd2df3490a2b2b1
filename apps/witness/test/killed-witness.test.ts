import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildConsistencyProof } from '@vitne/ledger/build-proof';
import { toBase64, utf8 } from '@vitne/ledger/bytes';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing as hashing } from '@vitne/ledger/node-hashing';
import { emptyEdge, extendTiles, rootOfEdge } from '@vitne/ledger/tile-builder';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { formatVerifierKey, verifierKey } from '@vitne/ledger/verifier-key';
import { afterEach, beforeEach, expect, test } from 'vitest';

const origin = 'log.example/two-faced';
const signer = await signerFromSeed(new Uint8Array(32).fill(4));
const key = verifierKey(origin, signer.publicKey, hashing.sha256);

let folder: string;
const children = new Set<ChildProcess>();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-witness-'));
  writeFileSync(join(folder, 'logs'), `${formatVerifierKey(key)}\n`);
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

async function spawnWitness(): Promise<{ child: ChildProcess; url: string }> {
  const env = {
    ...process.env,
    VITNE_WITNESS_NAME: 'witness.example',
    VITNE_WITNESS_FOLDER: join(folder, 'own'),
    VITNE_WITNESS_LOGS: join(folder, 'logs'),
    VITNE_PORT: '0',
    VITNE_LOG_LEVEL: 'info',
  };
  const program = join(import.meta.dirname, '..', 'src', 'main.ts');
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, url: `http://127.0.0.1:${(JSON.parse(line) as { port: number }).port}/add-checkpoint` };
}

/** One of the histories that the log shows: they part at the very first leaf. */
function history(name: string) {
  const tilesOf = (size: number) => {
    const leaves = Array.from({ length: size }, (_, index) => hashing.leaf(utf8(`${name} ${index}`)));
    return extendTiles(emptyEdge, leaves, hashing);
  };
  return {
    name,
    async submission(from: number, size: number): Promise<string> {
      const { edge, files } = tilesOf(size);
      const tiles = new Map(files.map(({ path, bytes }) => [path, bytes]));
      const read = nodesFromTiles(size, async (path) => tiles.get(path), hashing);
      const proof = from === 0 || from >= size ? [] : await buildConsistencyProof(from, size, read, hashing);
      const checkpoint = { origin, size, root: rootOfEdge(edge, hashing), extensions: [] };
      const note = await signCheckpoint(checkpoint, [{ key, signer }]);
      return `old ${from}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;
    },
  };
}

type Cosigned = { name: string; size: number };

/** Grows one history as fast as the witness takes it, until the witness is no more. */
async function grow(of: ReturnType<typeof history>, url: string, cosigned: Cosigned[]): Promise<void> {
  for (let [from, size] = [0, 1]; size < 2_000; ) {
    const answer = await fetch(url, { method: 'POST', body: await of.submission(from, size) }).catch(() => undefined);
    if (!answer) return;
    const text = await answer.text().catch(() => '');
    if (answer.status === 200) {
      cosigned.push({ name: of.name, size });
      [from, size] = [size, size + 1];
    } else if (answer.status === 409) {
      from = Number(text);
      size = from + 1;
    } else size += 1;
  }
}

test('killed again and again while a log shows it two histories at once, it has cosigned one of them, growing', async () => {
  const cosigned: Cosigned[] = [];
  const faces = [history('one'), history('other')];
  for (let kill = 1; kill <= 6; kill += 1) {
    const { child, url } = await spawnWitness();
    const wanted = cosigned.length + kill * 3;
    const growing = faces.map((face) => grow(face, url, cosigned));
    while (cosigned.length < wanted) await new Promise(setImmediate);
    child.kill('SIGKILL');
    await Promise.all(growing);
  }
  expect(new Set(cosigned.map(({ name }) => name)).size).toBe(1);
  const sizes = cosigned.map(({ size }) => size);
  expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
}, 120_000);
