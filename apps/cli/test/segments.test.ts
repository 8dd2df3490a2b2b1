import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportLines } from '@vitne/audit/write-export';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { appendLeaves, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { formatVerifierKey, verifierKey } from '@vitne/ledger/verifier-key';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { segmentsOf } from '../src/audit/segments.ts';
import { auditCheck } from '../src/commands/audit-check.ts';
import { auditProve } from '../src/commands/audit-prove.ts';
import { describeSegments, ledgerSegments } from '../src/commands/ledger-segments.ts';
import { type Happening, ledgerOf, messagesOf, tenant } from './ledger-in-memory.ts';

const origin = 'vitne.example/ledger/kaukus';
const asked = (number: number, ...sealedUnder: string[]): Happening => ({
  type: 'request.withdrawn.v1',
  id: `r-${number}`,
  facts: { request: `r-${number}`, person: 'p4k7w2m9x1c6v3b8n5z0', withdrawn: `2026-03-0${number}T09:00:00.000Z` },
  time: `2026-03-0${number}T09:00:00.000Z`,
  sealedUnder,
});
const destroyed = (type: string, ...keys: string[]): Happening => ({
  type,
  id: 'd-1',
  facts: { keysDestroyed: keys.map((key) => ({ category: 'contact', key })) },
  time: '2026-03-09T09:00:00.000Z',
});

/** Three events in each segment: in the first one key stays, in the second all end, the third is not full. */
const history: Happening[] = [
  asked(1, 'key-c'),
  asked(2, 'key-d'),
  asked(3),
  asked(4, 'key-a'),
  asked(5, 'key-a', 'key-b'),
  destroyed('disposal.completed.v1', 'key-a'),
  destroyed('accountability-record.keys-destroyed.v1', 'key-b', 'key-c'),
];

let folder: string;
let whole: string;
let key: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-segments-'));
  const signer = await signerFromSeed(nodeHashing.sha256(new TextEncoder().encode('notary')));
  const named = verifierKey(origin, signer.publicKey, nodeHashing.sha256);
  key = formatVerifierKey(named);
  const leaves = messagesOf(history).map((message) => leafHashOf(message, nodeHashing));
  const size = history.length;
  const root = rootOf(appendLeaves(emptyRange(), leaves, nodeHashing), nodeHashing);
  const note = await signCheckpoint({ origin, size, root, extensions: [] }, [{ signer, key: named }]);
  const lines = exportLines(ledgerOf(history), tenant, { from: 1, to: size, signed: { size, root, note } });
  whole = join(folder, 'whole.ndjson');
  writeFileSync(whole, Buffer.concat(await Array.fromAsync(lines)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the segments of a ledger', () => {
  test('say how many keys still open something in them; a key that ends later counts', async () => {
    expect(await segmentsOf(ledgerOf(history), tenant, 3)).toEqual([
      { from: 1, to: 3, began: asked(1).time, ended: asked(3).time, keys: 2, keysLeft: 1 },
      { from: 4, to: 6, began: asked(4).time, ended: '2026-03-09T09:00:00.000Z', keys: 2, keysLeft: 0 },
      { from: 7, to: 7, began: '2026-03-09T09:00:00.000Z', ended: '2026-03-09T09:00:00.000Z', keys: 0, keysLeft: 0 },
    ]);
  });

  test('that are full and open nowhere are written to files, once, and these prove what is in them', async () => {
    const out = join(folder, 'cold');
    const store = () => ledgerSegments(tenant, { export: whole, events: '3', out, key: [key] });
    const stored = await store();
    const file = join(out, 'kaukus-4-6.ndjson');
    expect(stored.map((segment) => segment.file)).toEqual([undefined, file, undefined]);
    expect(readdirSync(out)).toEqual(['kaukus-4-6.ndjson']);
    expect(await auditCheck(file, { key: [key] })).toMatchObject({ valid: true, events: 3, signedBy: [origin] });
    const before = await Array.fromAsync(createReadStream(file));
    expect(await store()).toEqual(stored);
    expect(await Array.fromAsync(createReadStream(file))).toEqual(before);
    const proof = join(folder, 'cold.tlog-proof');
    await auditProve(5, { tenant, export: file, key: [key], out: proof });
    expect(await auditCheck(proof, { key: [key] })).toMatchObject({ valid: true });
    expect(describeSegments(stored)).toContain('4 to 6  2026-03-04 to 2026-03-09  2 keys, all destroyed');
    expect(describeSegments(stored)).toContain('1 to 3  2026-03-01 to 2026-03-03  1 of 2 keys still open it');
  });

  test.each(['0', '-1', '2.5', 'many'])('have a whole number of events, and not %s', async (events) => {
    await expect(ledgerSegments(tenant, { export: whole, events })).rejects.toThrow('whole number');
  });
});
