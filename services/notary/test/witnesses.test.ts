import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { cosignedSubject } from '@vitne/contracts/channels';
import { openCheckpoint } from '@vitne/ledger/checkpoint';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { trusted } from '@vitne/ledger/verdict';
import { formatVerifierKey, parseVerifierKey, signatureTypes, verifierKey } from '@vitne/ledger/verifier-key';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { WitnessStanding } from '../src/ledger-standing.ts';
import type { Witness } from '../src/witnesses/witness-list.ts';
import { headOf, type LedgerForNotary, ledgerForNotary, type NotaryForTests, runNotary } from './running-notary.ts';

let ledger: LedgerForNotary;
let notary: NotaryForTests | undefined;
const undo: (() => unknown)[] = [];

beforeEach(async () => {
  ledger = await ledgerForNotary();
});
afterEach(async () => {
  await notary?.stop();
  notary = undefined;
  for (const step of undo.splice(0).reverse()) await step();
  await ledger.drop();
});

const program = join(import.meta.dirname, '../../../apps/witness/src/main.ts');

/** The witness in a process of its own, over a folder that outlives it. */
async function spawnWitness(
  folder: string,
  port = 0,
): Promise<{ witness: Witness; child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [program], {
    env: {
      ...process.env,
      VITNE_WITNESS_NAME: 'witness.example/w1',
      VITNE_WITNESS_FOLDER: join(folder, 'witness'),
      VITNE_WITNESS_LOGS: join(folder, 'logs'),
      VITNE_PORT: String(port),
      VITNE_LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => child.kill('SIGKILL'));
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const said = JSON.parse(line) as { key: string; port: number };
  const { key } = trusted(parseVerifierKey(said.key, nodeHashing.sha256));
  return { witness: { key, url: `http://127.0.0.1:${said.port}` }, child, port: said.port };
}

/** A folder for a witness that knows the ledger's own keys. */
async function folderForWitness(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-witness-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  const plain = await runNotary([ledger]);
  const [own] = await plain.signer.keys(ledger.tenant);
  await plain.stop();
  writeFileSync(join(folder, 'logs'), `# of the test\n${own ? formatVerifierKey(own.key) : ''}\n`);
  return folder;
}

/** Waits until the witness said so of a checkpoint of that size or a larger one. */
const untilWitness = async (state: WitnessStanding['state'], size: number, place = 0) => {
  const { witnesses } = await (notary as NotaryForTests).until(ledger.tenant, (standing) => {
    const one = standing.witnesses?.[place];
    return one?.state === state && (one.size ?? 0) >= size;
  });
  return witnesses?.[place];
};

const policyWith = async ({ key }: Witness) => {
  const signer = (notary as NotaryForTests).signer;
  const logKeys = (await signer.keys(ledger.tenant)).map((one) => one.key);
  return { origin: signer.origin(ledger.tenant), logKeys, cosignerKeys: [key], cosignersRequired: 1 };
};

test('a witness cosigns what grows, and whoever knows its key sees that on the bus, in the archive and in proofs', async () => {
  const { witness } = await spawnWitness(await folderForWitness());
  notary = await runNotary([ledger], { witnesses: [witness] });
  for (const round of ['one', 'two', 'three']) await untilWitness('cosigned', await ledger.append(40, round));
  const policy = await policyWith(witness);
  const shown = await notary.get('auditor', '/v1/ledger/checkpoint');
  const opened = trusted(await openCheckpoint(shown.text, policy));
  expect([opened.checkpoint.size, opened.cosignatures.map(({ key }) => key.name)]).toEqual([120, [witness.key.name]]);
  const onTheBus = (await ledger.published()).filter((note) => note.includes(witness.key.name));
  expect(onTheBus.length).toBeGreaterThanOrEqual(3);
  const history = join(ledger.archive, ledger.tenant, 'checkpoints');
  const archived = readdirSync(history).map((name) => readFileSync(join(history, name), 'utf8'));
  for (const note of onTheBus) expect(archived.join('\n')).toContain(note);
  const proof = await notary.get('auditor', '/v1/ledger/proof/7');
  expect(proof.text).toContain(witness.key.name);
  const ledgerAsShown = JSON.parse((await notary.get('auditor', '/v1/ledger')).text) as { witnesses: unknown[] };
  expect(ledgerAsShown.witnesses).toEqual([
    expect.objectContaining({ name: witness.key.name, state: 'cosigned', cosignedSize: 120 }),
  ]);
});

test('a witness that is killed at any moment knows afterwards what it cosigned, and goes on from there', async () => {
  const folder = await folderForWitness();
  const first = await spawnWitness(folder);
  notary = await runNotary([ledger], { witnesses: [first.witness] });
  await untilWitness('cosigned', await ledger.append(20, 'before'));
  first.child.kill('SIGKILL');
  const size = await ledger.append(20, 'while it is away');
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === size);
  await untilWitness('away', size);
  const second = await spawnWitness(folder, first.port);
  expect(second.witness.key).toEqual(first.witness.key);
  await untilWitness('cosigned', size);
  const [log] = readdirSync(join(folder, 'witness', 'logs'));
  const kept = readFileSync(join(folder, 'witness', 'logs', String(log), 'newest'), 'utf8');
  expect(headOf(kept).size).toBe(size);
});

test('a notary that shows another history is refused, named by the witness, and says itself that it was', async () => {
  const folder = await folderForWitness();
  const { witness } = await spawnWitness(folder);
  notary = await runNotary([ledger], { witnesses: [witness] });
  await untilWitness('cosigned', await ledger.append(30, 'the first history'));
  await notary.stop();
  // The owner begins everything anew with the same key: other events, and no memory of what was agreed to.
  const key = readFileSync(join(ledger.keys, ledger.tenant, 'keys.json'));
  const { config } = await ledger.manager.streams.info(ledger.stream);
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add(config);
  const bus = await ledger.manager.streams.info(`CHECKPOINTS_${ledger.tenant}`);
  await ledger.manager.streams.delete(`CHECKPOINTS_${ledger.tenant}`);
  await ledger.manager.streams.add(bus.config);
  await ledger.mongo.db(ledger.database).dropDatabase();
  rmSync(ledger.archive, { recursive: true });
  rmSync(join(ledger.keys, ledger.tenant, 'agreed'));
  writeFileSync(join(ledger.keys, ledger.tenant, 'keys.json'), key);
  const size = await ledger.append(45, 'the second history');
  notary = await runNotary([ledger], { witnesses: [witness] });
  const refused = await untilWitness('refused', size);
  expect(refused).toMatchObject({ code: 'second-history' });
  expect((await notary.until(ledger.tenant, ({ signedSize }) => signedSize === size)).state).toBe('signing');
  const ready = await notary.app.inject({ url: '/ready' });
  expect([ready.statusCode, ready.body]).toEqual([200, expect.stringContaining('second-history')]);
  const [log] = readdirSync(join(folder, 'witness', 'logs'));
  const evidence = join(folder, 'witness', 'logs', String(log), 'contradictions');
  const read = (name: string) => headOf(readFileSync(join(evidence, name), 'utf8'));
  const names = readdirSync(evidence);
  expect(names.length).toBeGreaterThanOrEqual(2);
  expect(read('001-cosigned').size).toBe(30);
  expect(read('001-refused').origin).toBe(notary.signer.origin(ledger.tenant));
});

/** What answers instead of a witness. */
async function pretend(answer: Parameters<typeof createServer>[1]): Promise<string> {
  const server: Server = createServer(answer);
  undo.push(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const stranger = (name: string): Witness['key'] =>
  verifierKey(name, new Uint8Array(32).fill(7), nodeHashing.sha256, signatureTypes.cosignature);

test('while a witness takes its time the notary signs on', async () => {
  const held = new Set<ServerResponse>();
  const url = await pretend((_, response) => void held.add(response));
  const witnesses = [{ key: stranger('slow.example'), url }];
  notary = await runNotary([ledger], { witnesses, answerMs: 60_000 });
  const first = await ledger.append(5, 'first');
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === first && held.size === 1);
  for (const round of ['second', 'third']) {
    const size = await ledger.append(5, round);
    await notary.until(ledger.tenant, ({ signedSize }) => signedSize === size);
    expect([...held].map(({ writableEnded, destroyed }) => [writableEnded, destroyed])).toEqual([[false, false]]);
  }
  for (const response of held) response.writeHead(503).end();
  await untilWitness('away', first);
});

test('dead, silent and false witnesses keep nobody else’s cosignature back', async () => {
  const { witness } = await spawnWitness(await folderForWitness());
  const slow = await pretend(() => undefined);
  const witnesses = [
    { key: stranger('dead.example'), url: 'http://127.0.0.1:9' },
    { key: stranger('slow.example'), url: slow },
    // It signs with another key than it is listed with.
    { key: stranger('false.example'), url: witness.url },
    { key: stranger('endless.example'), url: await pretend((_, response) => void endless(response)) },
    witness,
  ];
  notary = await runNotary([ledger], { witnesses });
  const size = await ledger.append(25);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === size);
  await untilWitness('cosigned', size, 4);
  const { witnesses: standings = [] } = await notary.until(ledger.tenant, ({ witnesses: all = [] }) =>
    all.every(({ state }) => state !== 'not-asked'),
  );
  expect(standings.map(({ name, state, code }) => [name, state, code])).toEqual([
    ['dead.example', 'away', undefined],
    ['slow.example', 'away', undefined],
    ['false.example', 'refused', 'cosignature-invalid'],
    ['endless.example', 'away', undefined],
    [witness.key.name, 'cosigned', undefined],
  ]);
  const cosigned = await ledger.manager.streams.getMessage(`CHECKPOINTS_${ledger.tenant}`, {
    last_by_subj: cosignedSubject(ledger.tenant),
  });
  expect((await openCheckpoint(cosigned?.string() ?? '', await policyWith(witness))).valid).toBe(true);
});

async function endless(response: { write(part: string): boolean; destroyed: boolean }): Promise<void> {
  while (!response.destroyed) {
    response.write('x'.repeat(4_096));
    await new Promise(setImmediate);
  }
}

test('a witness that does not know the ledger says so, and the signing goes on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-witness-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'logs'), '');
  const { witness } = await spawnWitness(folder);
  notary = await runNotary([ledger], { witnesses: [witness] });
  expect(await untilWitness('refused', await ledger.append(3))).toMatchObject({ code: 'not-witnessed' });
  expect(existsSync(join(ledger.archive, ledger.tenant, 'checkpoint.cosigned'))).toBe(false);
});
