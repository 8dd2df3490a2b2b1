import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsistencyProof } from '@vitne/ledger/build-proof';
import { utf8 } from '@vitne/ledger/bytes';
import { openCheckpoint } from '@vitne/ledger/checkpoint';
import { portableHashing } from '@vitne/ledger/hashing';
import { verifyProofFile } from '@vitne/ledger/proof-file';
import { nodesFromTiles } from '@vitne/ledger/tile-reader';
import { trusted } from '@vitne/ledger/verdict';
import { parseVerifierKey } from '@vitne/ledger/verifier-key';
import { verifyConsistency } from '@vitne/ledger/verify-consistency';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { headOf, type LedgerForNotary, ledgerForNotary, type NotaryForTests, runNotary } from './running-notary.ts';

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

async function keysShown() {
  const { text } = await notary.get('nobody', `/v1/public/${ledger.tenant}/ledger/keys`);
  const { origin, keys } = JSON.parse(text) as { origin: string; keys: { key: string }[] };
  return { origin, logKeys: keys.map(({ key }) => trusted(parseVerifierKey(key, portableHashing.sha256)).key) };
}

test('what is written is signed, and anybody with the key can check any event of it without us', async () => {
  const last = await ledger.append(600);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === last);
  const policy = await keysShown();
  const shown = await notary.get('auditor', '/v1/ledger/checkpoint');
  const opened = trusted(await openCheckpoint(shown.text, policy));
  expect(opened.checkpoint.size).toBe(last);
  for (const position of [1, 256, 257, 512, last]) {
    const { status, text, headers } = await notary.get('auditor', `/v1/ledger/proof/${position}`);
    expect([status, headers['content-disposition']]).toEqual([200, expect.stringContaining('.tlog-proof')]);
    const proved = trusted(await verifyProofFile(utf8(text), policy, portableHashing));
    const stored = await ledger.manager.streams.getMessage(ledger.stream, { seq: position });
    expect([proved.position, Buffer.from(proved.message.data).toString()]).toEqual([position, stored?.string()]);
    const changed = await verifyProofFile(utf8(text.replace(/^extra (.)/m, 'extra A')), policy, portableHashing);
    expect(changed.valid).toBe(false);
  }
});

test('each checkpoint continues the one before, on the bus and over HTTP', async () => {
  for (let round = 0; round < 5; round += 1) {
    const last = await ledger.append(70, `round-${round}`);
    await notary.until(ledger.tenant, ({ signedSize }) => signedSize === last);
  }
  const heads = (await ledger.published()).map(headOf);
  expect(heads.length).toBeGreaterThanOrEqual(5);
  const read = async (path: string) => {
    const { rawPayload } = await notary.app.inject({
      url: `/v1/ledger/${path}`,
      headers: { authorization: await token() },
    });
    return new Uint8Array(rawPayload);
  };
  for (const [index, { size, root }] of heads.entries()) {
    const next = heads[index + 1];
    if (!next) break;
    expect(next.size).toBeGreaterThan(size);
    const nodes = nodesFromTiles(next.size, (path) => readTile(path), portableHashing);
    const proof = await buildConsistencyProof(size, next.size, nodes, portableHashing);
    const claim = { oldSize: size, oldRoot: root, newSize: next.size, newRoot: next.root, proof };
    expect(verifyConsistency(claim, portableHashing)).toEqual({ valid: true });
  }
  expect((await read('tile/0/000')).length).toBe(256 * 32);
});

const readTile = async (path: string) => {
  try {
    return new Uint8Array(readFileSync(join(ledger.archive, ledger.tenant, path)));
  } catch {
    return undefined;
  }
};

async function token(): Promise<string> {
  const { demoIssuer } = await import('@vitne/service-kit/demo-issuer');
  const issuer = await demoIssuer(join(ledger.folder, 'tokens'));
  return `Bearer ${await issuer.issue({ tenant: ledger.tenant, role: 'auditor', subject: 'a', expiresInSeconds: 60 })}`;
}

test('nothing is signed while nothing is written, and of much that is written little', async () => {
  await notary.stop();
  notary = await runNotary([ledger], { times: { checkpointMs: 600, watchMs: 1_000, lookAgainMs: 60_000 } });
  const began = performance.now();
  const last = await ledger.append(400);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === last);
  const afterLast = (await ledger.published()).length;
  expect(afterLast).toBeLessThanOrEqual(2 + Math.floor((performance.now() - began) / 600));
  await notary.stop();
  notary = await runNotary([ledger]);
  await notary.until(ledger.tenant, ({ state, signedSize }) => state === 'signing' && signedSize === last);
  expect((await ledger.published()).length).toBe(afterLast);
});

test('a change of keys overlaps: old readers and new readers accept what is signed meanwhile', async () => {
  const first = await ledger.append(3);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === first);
  const before = await keysShown();
  await notary.signer.changeKey(ledger.tenant, new Date(Date.now() + 3_600_000).toISOString());
  const second = await ledger.append(3);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize >= second);
  const after = await keysShown();
  expect([before.logKeys.length, after.logKeys.length]).toEqual([1, 2]);
  const { text } = await notary.get('auditor', '/v1/ledger/checkpoint');
  const onlyNew = { ...after, logKeys: after.logKeys.slice(1) };
  expect((await openCheckpoint(text, before)).valid).toBe(true);
  expect((await openCheckpoint(text, onlyNew)).valid).toBe(true);
  expect(trusted(await openCheckpoint(text, after)).signedBy.length).toBe(2);
});

test('who the notary is not for is told no, and what is not signed is not proved', async () => {
  await ledger.append(2);
  await notary.until(ledger.tenant, ({ signedSize }) => signedSize === 2);
  const statuses = async (path: string) =>
    Promise.all(
      (['auditor', 'privacy-officer', 'staff', 'system', 'nobody'] as const).map(
        async (role) => (await notary.get(role, path)).status,
      ),
    );
  for (const path of ['/v1/ledger', '/v1/ledger/checkpoint', '/v1/ledger/proof/1', '/v1/ledger/tile/0/000.p/2'])
    expect(await statuses(path)).toEqual([200, 200, 403, 403, 401]);
  for (const path of ['/v1/ledger/proof/3', '/v1/ledger/tile/0/001', '/v1/ledger/tile/..%2F..%2Fkeys'])
    expect((await notary.get('auditor', path)).status).toBe(404);
  expect((await notary.get('auditor', '/v1/ledger/proof/0')).status).toBe(400);
});
