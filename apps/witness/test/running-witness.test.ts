import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ended, killAll, spawnProcess, spawnWitness, witnessFolder } from './spawned-witness.ts';
import { history, logKey } from './two-faced-log.ts';

let folder: string;
beforeEach(() => {
  folder = witnessFolder();
});
afterEach(() => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
});

const hand = async (url: string, body: string): Promise<number> =>
  (await fetch(`${url}/add-checkpoint`, { method: 'POST', body })).status;

test('a second witness over the folder says so in one sentence and ends, and the first one’s end, however it comes, frees it', async () => {
  const first = await spawnWitness(folder);
  const second = await ended(spawnProcess(folder));
  expect(second.code).toBe(1);
  expect(second.says).toBe(
    `VITNE_WITNESS_FOLDER: The folder ${join(folder, 'own')} is in use by another process: end that one first, or name another folder.\n`,
  );
  expect((await fetch(`${first.url}/health`)).status).toBe(200);
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');
  const third = await spawnWitness(folder);
  expect(await hand(third.url, await history('one').submission(0, 3))).toBe(200);
  third.child.kill('SIGTERM');
  expect((await ended(third.child)).code).toBe(0);
  expect(await hand((await spawnWitness(folder)).url, await history('one').submission(3, 4))).toBe(200);
});

test('it is ready while it can cosign, and otherwise says what has to be mended', async () => {
  const { url } = await spawnWitness(folder);
  expect(await hand(url, await history('one').submission(0, 3))).toBe(200);
  expect(await (await fetch(`${url}/ready`)).json()).toEqual({ ready: true });
  expect(await (await fetch(`${url}/health`)).json()).toEqual({ status: 'alive' });

  const ofTheLog = createHash('sha256').update(logKey.name).digest('hex').slice(0, 32);
  writeFileSync(join(folder, 'own', 'logs', ofTheLog, 'newest'), 'no note');
  const damaged = await fetch(`${url}/ready`);
  expect([damaged.status, damaged.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect(await damaged.json()).toMatchObject({ reasons: [`What was cosigned last of ${logKey.name} cannot be read.`] });
  expect(await hand(url, await history('one').submission(3, 4))).toBe(500);

  writeFileSync(join(folder, 'logs'), 'no key\n');
  expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({
    status: 503,
    reasons: ['The list of logs cannot be read, or a line of it is no verifier key.'],
  });
});

test('whoever operates it collects what it cosigned, refused and found, by the names of listed logs alone', async () => {
  const received: string[] = [];
  const collector = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk.toString()));
    request.on('end', () => response.end('{}'));
  });
  await new Promise<void>((done) => collector.listen(0, '127.0.0.1', done));
  const { child, url } = await spawnWitness(folder, {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  });
  expect(await hand(url, await history('one').submission(0, 7))).toBe(200);
  expect(await hand(url, await history('other').submission(7, 7))).toBe(409);
  const stranger = (await history('one').submission(0, 7)).replaceAll(logKey.name, 'stranger.example/anna');
  expect(await hand(url, stranger)).toBe(404);
  expect((await fetch(`${url}/anna?of=4711`)).status).toBe(404);
  child.kill('SIGTERM');
  expect((await ended(child)).code).toBe(0);
  collector.close();
  const all = received.join('\n');
  const attributesOf = (metric: string): string => all.slice(all.indexOf(`"${metric}"`)).slice(0, 900);
  expect(attributesOf('vitne.witness.cosigned.size')).toMatch(/log\.example\/two-faced.*"asDouble":7/);
  expect(attributesOf('vitne.witness.contradictions')).toMatch(/second-root.*"asDouble":1/);
  expect(all).toContain('http.server.request.duration');
  expect(all).not.toMatch(/anna|4711|stranger|host\.name|process\.owner/);
});
