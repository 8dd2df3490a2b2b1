import { checkpointStream, openCheckpointsStream } from '@vitne/event-log/checkpoint-stream';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { cosign } from '@vitne/ledger/cosignature';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { signatureTypes, verifierKey } from '@vitne/ledger/verifier-key';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { streamSource } from '../src/ledger-source.ts';
import { publishedRoots } from '../src/published-roots.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server?.remove());

const rootOf = (text: string): Uint8Array => nodeHashing.sha256(new TextEncoder().encode(text));
const hex = (text: string): string => Buffer.from(rootOf(text)).toString('hex');

async function notaryOf(tenant: string, seed = 'notary') {
  const origin = `vitne.example/ledger/${tenant}`;
  const signer = await signerFromSeed(rootOf(seed));
  const key = verifierKey(origin, signer.publicKey, nodeHashing.sha256);
  const sign = (size: number, root: string) =>
    signCheckpoint({ origin, size, root: rootOf(root), extensions: [] }, [{ key, signer }]);
  return { key, sign };
}

async function witnessOf(name: string) {
  const signer = await signerFromSeed(rootOf(name));
  const key = verifierKey(name, signer.publicKey, nodeHashing.sha256, signatureTypes.cosignature);
  return { key, cosign: (note: string, timeS: number) => cosign(note, key, signer, timeS) };
}

/** Publishes these notes on a real bus, and reads them back as an audit does. */
async function published(
  tenant: string,
  notes: readonly string[],
  keys: Parameters<typeof publishedRoots>[2],
  witnessKeys: Parameters<typeof publishedRoots>[3] = [],
) {
  const connection = await server.connect();
  const source = streamSource(connection, [tenant]);
  try {
    await openCheckpointsStream(connection, tenant);
    for (const [index, note] of notes.entries()) await checkpointStream(connection).publish(tenant, index, note);
    const { roots, seen } = publishedRoots(source, tenant, keys, witnessKeys);
    const kept = await Array.fromAsync(roots);
    return { kept, ...seen };
  } finally {
    await source.close();
    await connection.close();
  }
}

describe('the checkpoints that were ever published of a ledger', () => {
  test('are all compared, each under the signature of a key that the auditor brought', async () => {
    const { key, sign } = await notaryOf('all');
    const notes = [await sign(1, 'one'), await sign(5, 'five')];
    expect(await published('all', notes, [key])).toEqual({
      kept: [
        { size: 1, root: hex('one') },
        { size: 5, root: hex('five') },
      ],
      checkpoints: 2,
      signedBy: ['vitne.example/ledger/all'],
      witnessed: [],
      findings: [],
      unlisted: 0,
    });
  });

  test('are named when another key signed them, and count for nothing', async () => {
    const { key } = await notaryOf('another');
    const notes = [await (await notaryOf('another', 'somebody')).sign(5, 'five'), 'no note'];
    const { kept, findings } = await published('another', notes, [key]);
    expect(kept).toEqual([]);
    expect(findings.map(({ code }) => code)).toEqual(['checkpoint-unreliable', 'checkpoint-unreliable']);
  });

  test('are compared without a key too, and then nobody is said to have signed them', async () => {
    const { sign } = await notaryOf('keyless');
    const { kept, signedBy } = await published('keyless', [await sign(5, 'one'), await sign(5, 'two')], []);
    // Two roots of one size: the ledger can have one of them at most.
    expect([kept.length, signedBy]).toEqual([2, []]);
  });

  test('say up to where each witness saw the ledger that the auditor knows, and nothing of others', async () => {
    const { key, sign } = await notaryOf('seen');
    const [one, other] = await Promise.all([witnessOf('one.example'), witnessOf('other.example')]);
    const notes = [await sign(1, 'one'), await one.cosign(await sign(1, 'one'), 60), await sign(9, 'nine')];
    const both = await other.cosign(await one.cosign(await sign(9, 'nine'), 120), 180);
    const { kept, witnessed, findings } = await published('seen', [...notes, both], [key], [one.key]);
    expect([kept.length, findings]).toEqual([2, []]);
    expect(witnessed).toEqual([{ name: 'one.example', size: 9, time: '1970-01-01T00:02:00.000Z' }]);
    // Without a key of the ledger the witnesses' signatures are verified all the same.
    expect((await published('seen', [], [], [one.key, other.key])).witnessed.map(({ name }) => name)).toEqual([
      'one.example',
      'other.example',
    ]);
  });

  test('with a cosignature that is not over them are named', async () => {
    const { key, sign } = await notaryOf('false');
    const one = await witnessOf('one.example');
    const cosigned = await one.cosign(await sign(9, 'nine'), 60);
    const moved = (await sign(8, 'nine')).trimEnd().concat('\n', cosigned.trimEnd().split('\n').at(-1) ?? '', '\n');
    const { witnessed, findings } = await published('false', [moved], [key], [one.key]);
    expect([witnessed, findings.map(({ code }) => code)]).toEqual([[], ['checkpoint-unreliable']]);
  });

  test('are none where nobody publishes any', async () => {
    const connection = await server.connect();
    const source = streamSource(connection, ['nobody']);
    const { roots, seen } = publishedRoots(source, 'nobody', []);
    expect(await Array.fromAsync(roots)).toEqual([]);
    expect(seen).toEqual({ checkpoints: 0, signedBy: [], witnessed: [], findings: [], unlisted: 0 });
    await source.close();
    await connection.close();
  });
});
