import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { exportSource } from '@vitne/audit/export-source';
import { eventsOf } from '@vitne/audit/ledger-source';
import { linesOf } from '@vitne/audit/lines';
import { proveEvent } from '@vitne/audit/prove-event';
import { proveFromExport } from '@vitne/audit/prove-from-export';
import { exportLines } from '@vitne/audit/write-export';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { appendLeaves, emptyRange, rootOf } from '@vitne/ledger/compact-range';
import { cosign } from '@vitne/ledger/cosignature';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { leafHashOf } from '@vitne/ledger/stored-message';
import { formatVerifierKey, signatureTypes, verifierKey } from '@vitne/ledger/verifier-key';
import { Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditCheck } from '../src/commands/audit-check.ts';
import { type Happening, ledgerOf, messagesOf, tenant } from './ledger-in-memory.ts';
import { vitne } from './run-vitne.ts';

const origin = 'vitne.example/ledger/kaukus';
const person = 'p4k7w2m9x1c6v3b8n5z0';
const time = '2026-03-05T09:00:00.000Z';
const history: Happening[] = Array.from({ length: 23 }, (_, number) => ({
  type: 'request.withdrawn.v1',
  id: `r-${number % 5}`,
  facts: { request: `r-${number % 5}`, person, withdrawn: time },
  time,
}));
const source = ledgerOf(history);

let folder: string;
let key: string;
let sign: (size: number, seed?: string) => Promise<{ size: number; root: Uint8Array; note: string }>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vitne-evidence-'));
  const named = async (seed: string) => {
    const signer = await signerFromSeed(nodeHashing.sha256(new TextEncoder().encode(seed)));
    return { signer, key: verifierKey(origin, signer.publicKey, nodeHashing.sha256) };
  };
  key = formatVerifierKey((await named('notary')).key);
  sign = async (size, seed = 'notary') => {
    const leaves = messagesOf(history.slice(0, size)).map((message) => leafHashOf(message, nodeHashing));
    const root = rootOf(appendLeaves(emptyRange(), leaves, nodeHashing), nodeHashing);
    return { size, root, note: await signCheckpoint({ origin, size, root, extensions: [] }, [await named(seed)]) };
  };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function exported(from: number, to: number, size: number | undefined, seed?: string): Promise<Buffer> {
  const signed = size === undefined ? undefined : await sign(size, seed);
  return Buffer.concat(await Array.fromAsync(exportLines(source, tenant, { from, to, signed })));
}
const written = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
};
const checked = async (bytes: Uint8Array) => auditCheck(written('checked', bytes), { key: [key] });

describe('an export of a ledger, or of a part of it', () => {
  test('proves itself against the key alone, whichever part it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), async (one, two, three) => {
        const size = 1 + (one % history.length);
        const to = 1 + (two % size);
        const from = 1 + (three % to);
        const found = await checked(await exported(from, to, size));
        expect(found).toMatchObject({ valid: true, events: to - from + 1, signedBy: [origin], findings: [] });
      }),
      { numRuns: 40 },
    );
  });

  test('with any one byte changed is never taken for what it was', async () => {
    const bytes = await exported(4, 9, 20);
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 2 }), fc.integer({ min: 1, max: 255 }), async (place, by) => {
        const altered = Buffer.from(bytes);
        altered[place] = (altered[place] as number) ^ by;
        const found = await checked(altered).catch(() => ({ valid: false }));
        expect(found.valid).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['a message is removed', (lines: string[]) => lines.toSpliced(3, 1), 'positions-out-of-order'],
    [
      'two messages change places',
      (lines: string[]) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''),
      'positions-out-of-order',
    ],
    ['the end is cut off', (lines: string[]) => lines.slice(0, 5), 'export-cut-off'],
    ['the foot is of another export', (lines: string[]) => [...lines.slice(0, -1), '{}'], 'export-malformed'],
    [
      'the checkpoint is taken out',
      (lines: string[]) => [lines[0]?.replace(/,"checkpoint":"[^"]*"/, '') ?? '', ...lines.slice(1)],
      'not-signed',
    ],
  ])('is refused by its name when %s', async (_what, change, code) => {
    const lines = (await exported(1, 12, 12)).toString().trimEnd().split('\n');
    expect(await checked(Buffer.from(`${change(lines).join('\n')}\n`))).toMatchObject({ valid: false, code });
  });

  test('signed by somebody else is refused, and without a signature it needs a root that was kept', async () => {
    expect(await checked(await exported(1, 12, 12, 'somebody'))).toMatchObject({ valid: false, code: 'key-unknown' });
    const unsigned = written('unsigned', await exported(1, 12, undefined));
    const kept = `${tenant}@${history.length}:${Buffer.from((await sign(history.length)).root).toString('hex')}`;
    const ofFewer = `${tenant}@9:${Buffer.from((await sign(9)).root).toString('hex')}`;
    expect(await auditCheck(unsigned, { kept: ofFewer })).toMatchObject({
      valid: true,
      provedTo: 9,
      says: expect.stringContaining('nobody vouches for the 3 after them'),
    });
    expect(await auditCheck(unsigned, { kept })).toMatchObject({ valid: true, signedBy: [] });
    expect(
      await auditCheck(unsigned, { kept: kept.replace(/.$/, (last) => (last === '0' ? '1' : '0')) }),
    ).toMatchObject({
      valid: false,
      code: 'root-differs',
    });
  });

  test('is read by audits as the ledger is, and by entity', async () => {
    const copy = await exportSource(written('whole', await exported(1, 23, 23)));
    expect(await Array.fromAsync(eventsOf(copy, tenant))).toEqual(await Array.fromAsync(eventsOf(source, tenant)));
    const channel = 'ledger.kaukus.request-intake.request.r-3';
    expect(await copy.readEntity(channel)).toEqual(await source.readEntity(channel));
    await expect(exportSource(written('part', await exported(2, 23, 23)))).rejects.toThrow('begins at position 2');
  });

  test('encrypted to somebody opens with their key alone, and no changed byte passes', async () => {
    const [identity, stranger] = await Promise.all([generateX25519Identity(), generateX25519Identity()]);
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(identity));
    const bytes = await encrypter.encrypt(await exported(1, 23, 23));
    const file = written('encrypted', bytes);
    const identityFile = written('identity', Buffer.from(`# a comment\n${identity}\n`));
    expect(await auditCheck(file, { key: [key], identity: identityFile })).toMatchObject({ valid: true, events: 23 });
    await expect(auditCheck(file, { key: [key] })).rejects.toThrow('--identity');
    const strangers = written('stranger', Buffer.from(stranger));
    await expect(auditCheck(file, { key: [key], identity: strangers })).rejects.toThrow('any of these keys');
    bytes[bytes.length - 40] = (bytes[bytes.length - 40] as number) ^ 1;
    const altered = await auditCheck(written('altered', bytes), { key: [key], identity: identityFile });
    expect(altered).toMatchObject({ valid: false, code: 'export-undecryptable' });
  });
});

describe('evidence that witnesses cosigned', () => {
  const witnessed = async (name: string) => {
    const signer = await signerFromSeed(nodeHashing.sha256(new TextEncoder().encode(name)));
    const own = verifierKey(name, signer.publicKey, nodeHashing.sha256, signatureTypes.cosignature);
    return { text: formatVerifierKey(own), cosign: (note: string) => cosign(note, own, signer, 1_790_000_000) };
  };

  test('says how many of the known witnesses saw it, and is refused when too few did', async () => {
    const [one, other] = await Promise.all([witnessed('one.example'), witnessed('other.example')]);
    const signed = await sign(20);
    const cosigned = { ...signed, note: await one.cosign(signed.note) };
    const proof = written('seen.tlog-proof', await proveEvent(source, tenant, 7, cosigned));
    const parts = exportLines(source, tenant, { from: 1, to: 20, signed: cosigned });
    const whole = written('seen.export', Buffer.concat(await Array.fromAsync(parts)));
    for (const file of [proof, whole]) {
      expect(await auditCheck(file, { key: [key], witness: [one.text, other.text] })).toMatchObject({
        valid: true,
        cosignedBy: ['one.example'],
        says: expect.stringContaining('seen by 1 of 2 witnesses (one.example)'),
      });
      const both = { key: [key], witness: [one.text, other.text], witnessesRequired: '2' };
      expect(await auditCheck(file, both)).toMatchObject({ valid: false, code: 'too-few-cosigners' });
      expect(await auditCheck(file, { key: [key], witness: [other.text] })).toMatchObject({
        valid: false,
        code: 'too-few-cosigners',
      });
      await expect(auditCheck(file, { key: [key], witness: [key] })).rejects.toThrow('cosignature/v1');
    }
  });
});

describe('the proof of one event', () => {
  test('is checked by another process with nothing but the file and the key', async () => {
    const file = written('event.tlog-proof', await proveEvent(source, tenant, 7, await sign(20)));
    const { code, stdout } = await vitne('audit', 'check', file, '--key', key);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`Event 7 of ${origin} stands exactly so`)]);
    writeFileSync(file, readFileSync(file, 'utf8').replace('index 6', 'index 5'));
    expect(await vitne('audit', 'check', file, '--key', key)).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^root-differs: /),
    });
  });

  test('is not made of a ledger that is not the signed one, nor beyond the checkpoint', async () => {
    const another = ledgerOf(history.with(2, { ...(history[2] as Happening), id: 'r-9' }));
    await expect(proveEvent(another, tenant, 7, await sign(20))).rejects.toThrow('not those whose root');
    await expect(proveEvent(source, tenant, 21, await sign(20))).rejects.toThrow('position 21');
  });

  test('is made from any part of a ledger that has it, and is the one that the ledger gives', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), fc.nat(), fc.nat(), async (one, two, three, four) => {
        const size = 1 + (one % history.length);
        const to = 1 + (two % size);
        const from = 1 + (three % to);
        const position = from + (four % (to - from + 1));
        const part = await exported(from, to, size);
        const proof = await proveFromExport(linesOf(Readable.from([part])), tenant, position);
        expect(Buffer.from(proof)).toEqual(Buffer.from(await proveEvent(source, tenant, position, await sign(size))));
      }),
      { numRuns: 60 },
    );
  });

  test.each<[string, (lines: string[]) => string[], number, string]>([
    ['has not the event', (lines) => lines, 4, 'position 4 is not among them'],
    [
      'nobody has signed',
      ([head = '', ...rest]) => [head.replace(/,"checkpoint":"[^"]*"/, ''), ...rest],
      7,
      'Nobody has',
    ],
    ['is cut off', (lines) => lines.slice(0, 3), 7, 'cut off'],
    ['lost an event', (lines) => lines.toSpliced(2, 1), 7, 'Position 6'],
    [
      'has a changed event',
      (lines) => lines.with(4, (lines[4] ?? '').replace('request.r-2', 'request.r-3')),
      7,
      'not what was signed',
    ],
    ['has the foot of another', (lines) => [...lines.slice(0, -1), '{}'], 7, 'no foot|not the foot'],
  ])('is not made from a part that %s', async (_what, change, position, says) => {
    const lines = (await exported(5, 9, 20)).toString().trimEnd().split('\n');
    const changed = Readable.from([Buffer.from(`${change(lines).join('\n')}\n`)]);
    await expect(proveFromExport(linesOf(changed), tenant, position)).rejects.toThrow(new RegExp(says));
  });

  test('from a part is refused when another key signed it, and when the part is another tenant’s', async () => {
    const file = written('part', await exported(5, 9, 20));
    const out = join(folder, 'from-part.tlog-proof');
    const prove = (...more: string[]) => vitne('audit', 'prove', '7', '--export', file, '--out', out, ...more);
    expect(await prove('--tenant', tenant, '--key', key)).toMatchObject({ code: 0 });
    expect(await vitne('audit', 'check', out, '--key', key)).toMatchObject({ code: 0 });
    expect(await prove('--tenant', 'catacloud')).toMatchObject({
      code: 2,
      stderr: 'The export is of kaukus, not of catacloud.\n',
    });
    const byOther = written('part-by-other', await exported(5, 9, 20, 'somebody'));
    const refused = await vitne(
      'audit',
      'prove',
      '7',
      '--tenant',
      tenant,
      '--export',
      byOther,
      '--key',
      key,
      '--out',
      out,
    );
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('key-unknown') });
  });
});
