import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nanos } from '@nats-io/nats-core';
import { channelOf } from '@vitne/contracts/channels';
import { startOwnServer } from '@vitne/testing/own-nats-server';
import { afterEach, expect, test } from 'vitest';
import { headOf, type LedgerForNotary, ledgerForNotary, type NotaryForTests, runNotary } from './running-notary.ts';

const undo: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function freshLedger(): Promise<LedgerForNotary> {
  const ledger = await ledgerForNotary();
  undo.push(() => ledger.drop());
  return ledger;
}
async function freshNotary(ledgers: readonly LedgerForNotary[]): Promise<NotaryForTests> {
  const notary = await runNotary(ledgers);
  undo.push(() => notary.stop());
  return notary;
}

const signedUpTo = (notary: NotaryForTests, { tenant }: LedgerForNotary, size: number) =>
  notary.until(tenant, ({ state, signedSize }) => state === 'signing' && signedSize >= size);

/** What the ledger itself says was wrong with it. */
const recorded = async ({ log, tenant }: LedgerForNotary, damage: string) =>
  (await log.readEntity(channelOf({ tenant, context: 'notary', entity: 'ledger-damage', id: damage }))).map(
    ({ meta, facts }) => [meta.type, facts['code'], facts['position']],
  );

test('a setting under which events would be lost stops the signing of that ledger alone, until it is as it was', async () => {
  const [ledger, other] = [await freshLedger(), await freshLedger()];
  const notary = await freshNotary([ledger, other]);
  await ledger.append(3);
  await signedUpTo(notary, ledger, 3);
  await ledger.manager.streams.update(ledger.stream, { max_age: nanos(3_600_000) });
  const { damage, signedSize } = await notary.until(ledger.tenant, (standing) => standing.damage?.recorded === true);
  expect(damage).toMatchObject({ code: 'settings-changed', detail: expect.stringContaining('max_age') });
  const signed = (await ledger.published()).length;
  await ledger.append(3, 'unsigned');
  await other.append(3);
  await signedUpTo(notary, other, 3);
  expect([signedSize, (await ledger.published()).length]).toEqual([3, signed]);
  const answer = JSON.parse((await notary.get('auditor', '/v1/ledger')).text) as Record<string, unknown>;
  expect(answer).toMatchObject({ state: 'damaged', lag: 4, damage: { code: 'settings-changed', recorded: true } });
  expect((await notary.get('nobody', '/ready')).status).toBe(503);

  await ledger.manager.streams.update(ledger.stream, { max_age: 0 });
  await signedUpTo(notary, ledger, 7);
  await expect
    .poll(() => recorded(ledger, 'settings-changed-stream'))
    .toEqual([
      ['ledger-damage.found.v1', 'settings-changed', undefined],
      ['ledger-damage.mended.v1', undefined, undefined],
    ]);
  expect((await notary.get('nobody', '/ready')).status).toBe(200);
});

test('a ledger that is gone is alarmed of where it can be: nothing can be written to it', async () => {
  const ledger = await freshLedger();
  const notary = await freshNotary([ledger]);
  await ledger.append(3);
  await signedUpTo(notary, ledger, 3);
  await ledger.manager.streams.delete(ledger.stream);
  const { damage } = await notary.until(ledger.tenant, ({ state }) => state === 'damaged');
  expect(damage).toMatchObject({ code: 'ledger-missing', recorded: false });
  const { status, text } = await notary.get('nobody', '/ready');
  expect([status, text]).toEqual([503, expect.stringMatching(/ledger-missing.*No event could be recorded/)]);
  expect(JSON.parse((await notary.get('auditor', '/v1/ledger')).text)).toMatchObject({ signed: { size: 3 } });
  expect((await notary.get('auditor', '/v1/ledger/proof/2')).status).toBe(200);
});

test('a ledger that was begun anew in the place of a signed one is not signed, and says so itself', async () => {
  const ledger = await freshLedger();
  const notary = await freshNotary([ledger]);
  await ledger.append(5);
  await signedUpTo(notary, ledger, 5);
  const { config } = await ledger.manager.streams.info(ledger.stream);
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add(config);
  const { damage } = await notary.until(
    ledger.tenant,
    (standing) => standing.damage?.code === 'ledger-shortened' && standing.damage.recorded,
  );
  expect(await recorded(ledger, `ledger-shortened-${damage?.position}`)).toEqual([
    ['ledger-damage.found.v1', 'ledger-shortened', damage?.position],
  ]);
  expect((await ledger.published()).map((note) => headOf(note).size).at(-1)).toBe(5);
});

test('an event that was changed while nobody looked is found when the notary looks again, and is named', async () => {
  const ledger = await freshLedger();
  const first = await freshNotary([ledger]);
  await ledger.append(300);
  await signedUpTo(first, ledger, 300);
  await first.stop();
  undo.pop();
  const { config } = await ledger.manager.streams.info(ledger.stream);
  await ledger.manager.streams.delete(ledger.stream);
  await ledger.manager.streams.add(config);
  await ledger.append(260);
  await ledger.append(60, 'rewritten');
  const second = await freshNotary([ledger]);
  const { damage } = await second.until(ledger.tenant, (standing) => standing.damage?.recorded === true);
  expect([damage?.code, damage?.position]).toEqual(['message-changed', 261]);
  expect(await recorded(ledger, 'message-changed-261')).toEqual([['ledger-damage.found.v1', 'message-changed', 261]]);
});

test('a bit that flips on the bus’s disk is found when the bus is back, though the bus says nothing of it', async () => {
  const server = await startOwnServer({ spareTenants: 1 });
  undo.push(() => server.remove());
  const ledger = await ledgerForNotary(server);
  undo.push(() => ledger.drop());
  const notary = await freshNotary([ledger]);
  await ledger.append(20);
  await signedUpTo(notary, ledger, 20);
  await server.flipInside(ledger.tenant, 7);
  const { damage } = await notary.until(ledger.tenant, ({ state }) => state === 'damaged');
  expect([damage?.code, damage?.position]).toEqual(['position-missing', 7]);
  expect((await notary.get('auditor', '/v1/ledger/proof/7')).status).toBe(200);
});

test('an archive that was lost is made again from the ledger, and the signing goes on', async () => {
  const ledger = await freshLedger();
  const first = await freshNotary([ledger]);
  await ledger.append(300);
  await signedUpTo(first, ledger, 300);
  await first.stop();
  undo.pop();
  rmSync(ledger.archive, { recursive: true });
  const second = await freshNotary([ledger]);
  await ledger.append(5, 'more');
  await signedUpTo(second, ledger, 305);
  for (const position of [1, 257, 305])
    expect((await second.get('auditor', `/v1/ledger/proof/${position}`)).status).toBe(200);
});

test('a note in the archive that none of our keys signed stops the signing', async () => {
  const ledger = await freshLedger();
  const first = await freshNotary([ledger]);
  await ledger.append(3);
  await signedUpTo(first, ledger, 3);
  await first.stop();
  undo.pop();
  const file = join(ledger.archive, ledger.tenant, 'checkpoint');
  const note = readFileSync(file, 'utf8');
  writeFileSync(file, note.replace('\n3\n', '\n2\n'));
  const second = await freshNotary([ledger]);
  const { damage } = await second.until(ledger.tenant, ({ state }) => state === 'damaged');
  expect(damage?.code).toBe('signature-unknown');
});

test('of two notaries one signs, and when it ends the other goes on', async () => {
  const ledger = await freshLedger();
  const first = await freshNotary([ledger]);
  await ledger.append(3);
  await signedUpTo(first, ledger, 3);
  const second = await freshNotary([ledger]);
  await second.until(ledger.tenant, ({ state }) => state === 'standing-by');
  await first.stop();
  undo.splice(undo.length - 2, 1);
  await ledger.append(3, 'more');
  await signedUpTo(second, ledger, 6);
  const sizes = (await ledger.published()).map((note) => headOf(note).size);
  expect(sizes.at(-1)).toBe(6);
});
