import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { channelOf } from '@vitne/contracts/channels';
import { formatCheckpoint, openCheckpoint } from '@vitne/ledger/checkpoint';
import { trusted } from '@vitne/ledger/verdict';
import { formatVerifierKey } from '@vitne/ledger/verifier-key';
import { realClock } from '@vitne/service-kit/clock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileSigner } from '../src/signing/file-signer.ts';
import type { NotaryToKill } from './notary-to-kill.ts';
import { type LedgerForNotary, ledgerForNotary, runNotary } from './running-notary.ts';

let ledger: LedgerForNotary;
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  ledger = await ledgerForNotary();
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await ledger.drop();
});

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
/** As the command of whoever runs the notary sees the keys: another process than the notary's, over the same folder. */
const signerElsewhere = () =>
  fileSigner({ folder: ledger.keys, originPrefix: 'test.example/ledger', now: realClock.now });

const changesIn = async () => {
  const { tenant } = ledger;
  const channel = channelOf({ tenant, context: 'notary', entity: 'notary-key', id: 'checkpoints' });
  const events = (await ledger.log.readEntity(channel)) as unknown as { meta: { type: string }; facts: object }[];
  return events.map(({ meta, facts }) => ({ type: meta.type, ...facts }));
};

async function started() {
  const notary = await runNotary([ledger]);
  undo.push(() => notary.stop());
  return notary;
}

test('a key that is changed beside a running notary signs with the old one, and the ledger itself says so, once', async () => {
  const notary = await started();
  const first = await ledger.append(3);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === first);
  const overlapUntil = inAnHour();
  await signerElsewhere().changeKey(ledger.tenant, overlapUntil);
  // The event of the change is the fourth.
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === 4);
  const [old, fresh] = await signerElsewhere().keys(ledger.tenant);
  if (!old || !fresh) throw new Error('There are two keys.');
  expect(await changesIn()).toEqual([
    {
      type: 'notary-key.changed.v1',
      generation: 2,
      key: formatVerifierKey(fresh.key),
      signsFrom: fresh.from,
      overlapUntil,
    },
  ]);
  const { text } = await notary.get('auditor', '/v1/ledger/checkpoint');
  for (const { key } of [old, fresh])
    expect((await openCheckpoint(text, { origin: key.name, logKeys: [key] })).valid).toBe(true);
  await signerElsewhere().changeKey(ledger.tenant, overlapUntil);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === 5);
  expect((await changesIn()).map((facts) => 'generation' in facts && facts.generation)).toEqual([2, 3]);
});

test('killed between the change of a key and its event, the next notary records it once', async () => {
  const say: NotaryToKill = {
    natsUrl: ledger.server.natsUrl,
    credentials: ledger.server.credentials('notary'),
    mongoUrl: ledger.mongoUrl,
    ledgers: [{ database: ledger.database, folder: ledger.folder, tenant: ledger.tenant }],
    killAt: 'key-change-found',
  };
  await signerElsewhere().keys(ledger.tenant);
  await signerElsewhere().changeKey(ledger.tenant, inAnHour());
  await ledger.append(2);
  for (let kill = 0; kill < 2; kill += 1) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'notary-to-kill.ts'), JSON.stringify(say)], {
      stdio: 'ignore',
    });
    expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
    expect(await changesIn()).toEqual([]);
  }
  const notary = await started();
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === 3);
  expect((await changesIn()).length).toBe(1);
});

test('killed while the list of keys is written, the old list stands, and the change can be made again', async () => {
  const notary = await started();
  const before = await ledger.append(2);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === before);
  const list = join(ledger.keys, ledger.tenant, 'keys.json');
  const kept = readFileSync(list, 'utf8');
  const program = join(import.meta.dirname, 'key-change-to-kill.ts');
  const child = spawn(process.execPath, [program, ledger.keys, ledger.tenant, inAnHour()], { stdio: 'ignore' });
  expect((await once(child, 'exit'))[1]).toBe('SIGKILL');
  expect(readFileSync(list, 'utf8')).toBe(kept);
  const after = await ledger.append(2, 'after');
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === after);
  expect(await changesIn()).toEqual([]);
  await signerElsewhere().changeKey(ledger.tenant, inAnHour());
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === after + 1);
  expect((await signerElsewhere().keys(ledger.tenant)).map(({ generation }) => generation)).toEqual([1, 2]);
});

test('before the overlap one key signs, in it both, after it the new one alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-keys-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  let now = '2026-01-01T00:00:00.000Z';
  const signer = fileSigner({ folder, originPrefix: 'test.example/ledger', now: () => now });
  const root = new Uint8Array(32).fill(5);
  const signedBy = async () => {
    const note = await signer.sign('kaukus', { size: 1, root }, []);
    const keys = await signer.keys('kaukus');
    const policy = { origin: signer.origin('kaukus'), logKeys: keys.map(({ key }) => key) };
    const opened = trusted(await openCheckpoint(note, policy));
    expect(note).toContain(formatCheckpoint(opened.checkpoint));
    return keys.filter(({ key }) => opened.signedBy.includes(key)).map(({ generation }) => generation);
  };
  expect(await signedBy()).toEqual([1]);
  await signer.changeKey('kaukus', '2026-02-01T00:00:00.000Z');
  expect(await signedBy()).toEqual([1, 2]);
  now = '2026-01-31T23:59:59.999Z';
  expect(await signedBy()).toEqual([1, 2]);
  now = '2026-02-01T00:00:00.000Z';
  expect(await signedBy()).toEqual([2]);
});
