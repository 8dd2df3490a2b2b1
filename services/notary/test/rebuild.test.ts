import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type MsgHdrs } from '@nats-io/nats-core';
import { channelOf } from '@vitne/contracts/channels';
import { storedMessages } from '@vitne/event-log/stored-messages';
import { encodeMessage } from '@vitne/ledger/stored-message';
import { durableFiles } from '@vitne/service-kit/durable-files';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rebuildLedger } from '../src/archive/rebuild-ledger.ts';
import { eventOf } from '../src/record-event.ts';
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

const odd = 'NATS/1.0\r\nx-Odd:close\r\nB-Second:   wide  \r\nx-odd: again\r\nNats-Msg-Id: twice\r\n\r\n';
const block = { encode: () => Buffer.from(odd) } as unknown as MsgHdrs;

/** Everything a ledger can hold: atomic batches under the lock, single events, messages of any header, none, and one id twice. */
async function fill(): Promise<number> {
  const { log, tenant, admin } = ledger;
  const entities = Array.from({ length: 40 }, (_, index) =>
    channelOf({ tenant, context: 'notary', entity: 'ledger-damage', id: `e${index}` }),
  );
  for (const round of [0, 1]) {
    await Promise.all(
      entities.map(async (channel, index) => {
        const expectedPosition = (await log.readEntity(channel)).at(-1)?.position ?? 0;
        const facts = {
          damage: `e${index}`,
          code: 'events-lost',
          detail: 'x',
          signedSize: 0,
          found: '2026-01-01T00:00:00Z',
        };
        const events = [0, 1]
          .map((part) =>
            eventOf(tenant, `e${index}`, `${round}/${part}`, '2026-01-01T00:00:00.000Z', {
              type: 'ledger-damage.found.v1',
              facts,
            }),
          )
          .map((event) => ({ ...event, meta: { ...event.meta, id: `${index}-${round}-${event.meta.id}` } }));
        expect((await log.append({ channel, expectedPosition, events })).outcome).toBe('appended');
      }),
    );
  }
  await ledger.append(5);
  await admin.request(`ledger.${tenant}.consent.thing.odd`, 'odd', { headers: block, timeout: 5_000 });
  await admin.request(`ledger.${tenant}.consent.thing.none`, 'no headers at all');
  await ledger.manager.streams.update(ledger.stream, { duplicate_window: 100_000_000 });
  await expect
    .poll(async () => {
      const again = await admin.request(`ledger.${tenant}.consent.thing.odd`, 'odd again', {
        headers: block,
        timeout: 5_000,
      });
      return again.json<{ duplicate?: boolean }>().duplicate ?? false;
    })
    .toBe(false);
  await ledger.manager.streams.update(ledger.stream, { duplicate_window: 120_000_000_000 });
  return ledger.append(150, 'more');
}

/** The ledger as bytes, in order. */
async function wholeLedger(): Promise<string[]> {
  const messages = storedMessages(ledger.admin);
  const { newest } = await messages.state(ledger.tenant);
  const found: string[] = [];
  for await (const batch of messages.upTo(ledger.tenant, newest, new AbortController().signal))
    found.push(
      ...batch.map(({ position, stored }) => `${position} ${Buffer.from(encodeMessage(stored)).toString('base64')}`),
    );
  messages.close();
  return found;
}

async function rebuild({ replace = false } = {}) {
  const keys = await notary.signer.keys(ledger.tenant);
  return rebuildLedger({
    connection: ledger.admin,
    tenant: ledger.tenant,
    files: durableFiles(join(ledger.archive, ledger.tenant)),
    policy: { origin: notary.signer.origin(ledger.tenant), logKeys: keys.map(({ key }) => key) },
    replace,
  });
}

const signed = (size: number) =>
  notary.until(ledger.tenant, ({ state, signedSize }) => state === 'signing' && signedSize >= size);

test('a ledger that was lost comes back byte for byte, its batches, locks and odd headers too, and old checkpoints verify', async () => {
  const last = await fill();
  await signed(last);
  const before = await wholeLedger();
  const heads = (await ledger.published()).map(headOf);
  expect(
    before.filter((line) => Buffer.from(line.split(' ')[1] ?? '', 'base64').includes('Nats-Batch-Commit')).length,
  ).toBeGreaterThan(0);
  await ledger.manager.streams.delete(ledger.stream);
  await notary.until(ledger.tenant, ({ damage }) => damage?.code === 'ledger-missing');
  expect(await rebuild()).toEqual({ restored: last, newest: last, signed: last, takenOver: 0 });
  expect(await wholeLedger()).toEqual(before);
  // What is signed from now on continues every head that was signed before the loss.
  const next = await ledger.append(3, 'afterwards');
  await signed(next);
  expect((await ledger.published()).slice(0, heads.length).map(headOf)).toEqual(heads);
  const { config } = await ledger.manager.streams.info(ledger.stream);
  expect(config.duplicate_window).toBe(120_000_000_000);
});

test('a ledger that lost its end gets it back where it stood, and nothing else is touched', async () => {
  const last = await ledger.append(60);
  await signed(last);
  await notary.stop();
  const before = await wholeLedger();
  const { config } = await ledger.manager.streams.info(ledger.stream);
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add(config);
  await ledger.append(20);
  expect(await rebuild()).toMatchObject({ restored: 40, newest: 60 });
  expect(await wholeLedger()).toEqual(before);
  expect(await rebuild()).toMatchObject({ restored: 0, newest: 60 });
  notary = await runNotary([ledger]);
});

test('a changed ledger is replaced only when that is said, and what it held is kept', async () => {
  const last = await ledger.append(30);
  await signed(last);
  await notary.stop();
  const before = await wholeLedger();
  const { config } = await ledger.manager.streams.info(ledger.stream);
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add(config);
  await ledger.append(10);
  await ledger.append(25, 'forged');
  await expect(rebuild()).rejects.toThrow(/first at position 11.*--replace/);
  const { kept, ...rebuilt } = await rebuild({ replace: true });
  expect(rebuilt).toEqual({ restored: 30, newest: 30, signed: 30, takenOver: 0 });
  expect(await wholeLedger()).toEqual(before);
  const folder = join(ledger.archive, ledger.tenant, kept ?? '');
  expect(readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes('forged'))).toBe(true);
  notary = await runNotary([ledger]);
});

test('what had not been archived yet and is still delivered is taken over', async () => {
  const last = await ledger.append(30);
  await signed(last);
  await notary.stop();
  const lossy = { deny_delete: false, deny_purge: false };
  const { config } = await ledger.manager.streams.info(ledger.stream);
  const before = await wholeLedger();
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add({ ...config, ...lossy });
  await ledger.append(30);
  await ledger.append(3, 'unsigned');
  const tail = (await wholeLedger()).slice(30);
  await ledger.manager.streams.deleteMessage(ledger.stream, 7);
  expect(await rebuild({ replace: true })).toMatchObject({ restored: 33, newest: 33, signed: 30, takenOver: 3 });
  expect(await wholeLedger()).toEqual([...before, ...tail]);
  notary = await runNotary([ledger]);
});

test('an archive that is not what was signed rebuilds nothing', async () => {
  const last = await ledger.append(10);
  await signed(last);
  await notary.stop();
  const before = await wholeLedger();
  const file = join(ledger.archive, ledger.tenant, 'messages', '000');
  const bytes = readFileSync(file);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  await expect(rebuild({ replace: true })).rejects.toThrow('not what was signed');
  expect(await wholeLedger()).toEqual(before);
  const keys = await notary.signer.keys(ledger.tenant);
  const strangers = keys.map(({ key }) => ({ ...key, keyId: new Uint8Array(4) }));
  const policy = { origin: notary.signer.origin(ledger.tenant), logKeys: strangers };
  const files = durableFiles(join(ledger.archive, ledger.tenant));
  const { admin: connection, tenant } = ledger;
  await expect(rebuildLedger({ connection, tenant, files, policy, replace: true })).rejects.toThrow('does not verify');
  notary = await runNotary([ledger]);
});
