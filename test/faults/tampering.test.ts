import { jetstreamManager } from '@nats-io/jetstream';
import { checkExport } from '@vitne/audit/check-export';
import { streamSource } from '@vitne/audit/ledger-source';
import { linesOf } from '@vitne/audit/lines';
import { verifyLedger } from '@vitne/audit/verify-ledger';
import { exportLines } from '@vitne/audit/write-export';
import { replayDecisions } from '@vitne/cli/audit/decisions/replay-decisions';
import { consentsProjection } from '@vitne/consent/projections/consents';
import { ledgerStreamName } from '@vitne/contracts/channels';
import { lawOfDraft } from '@vitne/contracts/law/draft-law';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { signCheckpoint } from '@vitne/ledger/checkpoint';
import { signerFromSeed } from '@vitne/ledger/ed25519';
import { nodeHashing } from '@vitne/ledger/node-hashing';
import { verifierKey } from '@vitne/ledger/verifier-key';
import { startProjector } from '@vitne/projector/projector';
import { replay } from '@vitne/projector/replay';
import { enginesForTests, freshDatabase } from '@vitne/testing/engines-for-tests';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventOf, forge, happening, person, publish, type Raw, rawOf } from './forged-ledger.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer();
});
afterAll(() => server?.remove());

async function notary(tenant: string, seed = 'notary') {
  const origin = `vitne.example/ledger/${tenant}`;
  const signer = await signerFromSeed(nodeHashing.sha256(new TextEncoder().encode(seed)));
  const key = verifierKey(origin, signer.publicKey, nodeHashing.sha256);
  const sign = async (size: number, hex: string) => {
    const root = new Uint8Array(Buffer.from(hex, 'hex'));
    return { size, root, note: await signCheckpoint({ origin, size, root, extensions: [] }, [{ key, signer }]) };
  };
  return { policy: { origin, logKeys: [key] }, sign };
}

/** An audit by a connection of its own. */
async function audited<Found>(
  tenant: string,
  look: (source: ReturnType<typeof streamSource>) => Promise<Found>,
): Promise<Found> {
  const connection = await server.connect();
  const source = streamSource(connection, [tenant]);
  try {
    return await look(source);
  } finally {
    await source.close();
    await connection.close();
  }
}
const size = 40;
const honest = (tenant: string): Raw[] => Array.from({ length: size }, (_, number) => rawOf(tenant, number));
const findingsOf = (tenant: string, root: string, at = size) =>
  audited(tenant, async (source) => {
    const { findings } = await verifyLedger(source, tenant, { kept: [{ size: at, root }] });
    return findings.map(({ code }) => code);
  });

const altered = (one: Raw, change: (text: string) => string): Raw => ({
  ...one,
  data: new TextEncoder().encode(change(new TextDecoder().decode(one.data))),
});

describe('a ledger whose store somebody writes as they like, against a root that was signed before', () => {
  const forgeries: [what: string, tenant: string, forged: (messages: Raw[]) => Raw[], code: string][] = [
    [
      'one byte of a stored message is another',
      'one-byte',
      (messages) =>
        messages.with(
          9,
          altered(messages[9] as Raw, (text) => text.replace('portal', 'portaL')),
        ),
      'root-differs',
    ],
    [
      'a header is another',
      'a-header',
      (messages) =>
        messages.with(9, { ...(messages[9] as Raw), head: (messages[9] as Raw).head.replace('service:', 'staff:') }),
      'root-differs',
    ],
    [
      'a header has one blank more',
      'a-blank',
      (messages) =>
        messages.with(9, {
          ...(messages[9] as Raw),
          head: (messages[9] as Raw).head.replace('ce-time: ', 'ce-time:  '),
        }),
      'root-differs',
    ],
    [
      'two messages have changed places',
      'two-places',
      (messages) => messages.with(9, messages[10] as Raw).with(10, messages[9] as Raw),
      'root-differs',
    ],
    ['the last messages are gone', 'no-tail', (messages) => messages.slice(0, size - 3), 'ledger-shortened'],
    [
      'messages in the middle are gone, and others in their place at the end',
      'no-middle',
      (messages) => [...messages.toSpliced(9, 2), rawOf('no-middle', 98), rawOf('no-middle', 99)],
      'root-differs',
    ],
    [
      'all of it is written anew with proper events',
      'a-fork',
      () => Array.from({ length: size }, (_, number) => rawOf('a-fork', number === 0 ? 0 : number + 100)),
      'root-differs',
    ],
  ];

  test.each(forgeries)(
    '%s: it is named, and the honest one is not',
    async (_what, tenant, forged, code) => {
      const connection = await server.connect();
      try {
        await forge(connection, tenant, honest(tenant));
        const { root = '', findings } = await audited(tenant, (source) => verifyLedger(source, tenant));
        expect(findings).toEqual([]);
        expect(await findingsOf(tenant, root)).toEqual([]);
        await forge(connection, tenant, forged(honest(tenant)));
        expect(await findingsOf(tenant, root)).toContain(code);
      } finally {
        await connection.close();
      }
    },
    120_000,
  );

  test('a message that is deleted in the middle leaves a gap, which needs no root to be seen', async () => {
    const tenant = 'a-gap';
    const stream = ledgerStreamName(tenant);
    const connection = await server.connect();
    await forge(connection, tenant, []);
    const manager = await jetstreamManager(connection);
    const { config } = await manager.streams.info(stream);
    // A ledger's stream lets nobody delete, so whoever does it makes another stream; both are seen.
    await manager.streams.delete(stream);
    await manager.streams.add({ ...config, deny_delete: false });
    await publish(connection, honest(tenant));
    await manager.streams.deleteMessage(stream, 9);
    await connection.close();
    const { findings } = await audited(tenant, (source) => verifyLedger(source, tenant));
    const codes = findings.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['stream-settings', 'sequence-gap']));
    expect(findings.find(({ code }) => code === 'sequence-gap')).toMatchObject({ position: 10 });
  });

  test('one bit of the file on the disk is another: the server passes over it, the audit does not', async () => {
    const connection = await server.connect();
    await forge(connection, 'one-bit', honest('one-bit'));
    const { root = '' } = await audited('one-bit', (source) => verifyLedger(source, 'one-bit'));
    await connection.close();
    await server.flipInside('one-bit', 20);
    const codes = await findingsOf('one-bit', root);
    expect(codes.some((code) => ['events-lost', 'sequence-gap', 'end-not-delivered'].includes(code))).toBe(true);
  }, 60_000);

  test('a fork that is signed again by the same key is named by whoever kept the checkpoint before', async () => {
    const tenant = 'signed-fork';
    const connection = await server.connect();
    const { policy, sign } = await notary(tenant);
    await forge(connection, tenant, honest(tenant));
    const before = (await audited(tenant, (source) => verifyLedger(source, tenant))).root ?? '';
    await forge(connection, tenant, honest(tenant).with(9, rawOf(tenant, 99)));
    await connection.close();
    const after = (await audited(tenant, (source) => verifyLedger(source, tenant))).root ?? '';
    const signed = await sign(size, after);
    const lines = await audited(tenant, (source) =>
      Array.fromAsync(exportLines(source, tenant, { from: 1, to: size, signed })),
    );
    // By itself the fork is flawless: only a checkpoint that was kept shows it.
    const alone = await checkExport(linesOf(ReadableStream.from(lines)), { policy });
    expect(alone).toMatchObject({ valid: true, findings: [] });
    const kept = await checkExport(linesOf(ReadableStream.from(lines)), { root: { size, root: before } });
    expect(kept).toMatchObject({ valid: false, code: 'root-differs' });
  }, 60_000);

  test('a checkpoint with one character changed, or by another key, is none', async () => {
    const tenant = 'no-checkpoint';
    const connection = await server.connect();
    await forge(connection, tenant, honest(tenant));
    await connection.close();
    const { policy, sign } = await notary(tenant);
    const { root = '' } = await audited(tenant, (source) => verifyLedger(source, tenant));
    const signed = await sign(size, root);
    const checked = async (note: string) => {
      const lines = await audited(tenant, (source) =>
        Array.fromAsync(exportLines(source, tenant, { from: 1, to: size, signed: { ...signed, note } })),
      );
      const found = await checkExport(linesOf(ReadableStream.from(lines)), { policy });
      return found.valid ? 'valid' : found.code;
    };
    expect(await checked(signed.note)).toBe('valid');
    expect(await checked(signed.note.replace(`\n${size}\n`, `\n${size + 1}\n`))).toBe('signature-invalid');
    expect(await checked((await (await notary(tenant, 'somebody')).sign(size, root)).note)).toBe('key-unknown');
  }, 60_000);
});

describe('what follows from the ledger, and was changed behind its back', () => {
  test('a document of a read model is named with its key and place', async () => {
    const tenant = 'a-document';
    const connection = await server.connect();
    const mongo = await enginesForTests().connectMongo();
    const db = mongo.db(freshDatabase('tampering'));
    const log = jetStreamEventLog({ connection });
    try {
      await forge(connection, tenant, honest(tenant));
      const projections = [consentsProjection];
      const projector = await startProjector({ log, db, tenant, service: 'consent', projections, reactions: [] });
      await projector.reached(size, { timeoutMs: 30_000 });
      await projector.stop();
      const differences = async () => (await replay({ log, db, tenant, projections })).projections[0]?.differences;
      expect(await differences()).toEqual([]);
      const documents = db.collection<{ _id: string }>(`${tenant}.consents`);
      await documents.updateOne({ _id: person(4) }, { $set: { 'choices.newsletter.status': 'withdrawn' } });
      expect(await differences()).toEqual([
        { key: person(4), kind: 'different', paths: ['choices.newsletter.status'] },
      ]);
    } finally {
      await log.close();
      await db.dropDatabase();
      await mongo.close();
      await connection.close();
    }
  }, 60_000);

  test('a rule of the law that was changed after it was published is named by every decision that pinned it', async () => {
    const tenant = 'a-clock';
    const connection = await server.connect();
    await forge(connection, tenant, honest(tenant));
    await connection.close();
    const differing = (law?: Parameters<typeof replayDecisions>[2]) =>
      audited(tenant, async (source) => {
        const { kinds } = await replayDecisions(source, tenant, law);
        return kinds.flatMap(({ different }) => different.map(({ type }) => type));
      });
    expect(await differing()).toEqual([]);
    const changed = lawOfDraft({
      draft: 'draft-changed',
      rules: { from: '2026-1', clocks: { 'gdpr-12-3': { length: 'P2M' } } },
    });
    expect(new Set(await differing(changed))).toEqual(new Set(['request.received.v1']));
  }, 60_000);
});

/** As many as the promise is made of. It takes some forty seconds of one core. */
const events = 100_000;

test('a long ledger that nobody touched has no findings, whichever audit looks', async () => {
  const tenant = 'untouched';
  const connection = await server.connect();
  const log = jetStreamEventLog({ connection });
  await log.openLedger(tenant);
  for (let from = 0; from < events; from += 1_000) {
    await Promise.all(
      Array.from({ length: 1_000 }, (_, index) => {
        const { channel, event } = eventOf(tenant, from + index, happening(from + index));
        return log.append({ channel, expectedPosition: 0, events: [event] });
      }),
    );
  }
  await log.close();
  await connection.close();
  const { findings, root = '', events: seen } = await audited(tenant, (source) => verifyLedger(source, tenant));
  expect([seen, findings]).toEqual([events, []]);
  const { sign, policy } = await notary(tenant);
  const signed = await sign(events, root);
  const checked = await audited(tenant, (source) =>
    checkExport(linesOf(exportLines(source, tenant, { from: 1, to: events, signed })), { policy }),
  );
  expect(checked).toMatchObject({ valid: true, findings: [] });
  const { kinds } = await audited(tenant, (source) => replayDecisions(source, tenant, undefined));
  expect(kinds.flatMap(({ different }) => different)).toEqual([]);
  expect(kinds[0]?.made).toBe((3 * events) / 4);
}, 600_000);
