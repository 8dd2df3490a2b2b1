import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { killAll, spawnWitness, witnessFolder } from './spawned-witness.ts';
import { history } from './two-faced-log.ts';

let folder: string;
beforeEach(() => {
  folder = witnessFolder();
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

type Cosigned = { name: string; size: number };

/** Grows one history as fast as the witness takes it, until the witness is no more. */
async function grow(of: ReturnType<typeof history>, url: string, cosigned: Cosigned[]): Promise<void> {
  for (let [from, size] = [0, 1]; size < 2_000; ) {
    const call = { method: 'POST', body: await of.submission(from, size) };
    const answer = await fetch(`${url}/add-checkpoint`, call).catch(() => undefined);
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
    const { child, url } = await spawnWitness(folder);
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
