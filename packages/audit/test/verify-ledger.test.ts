import { jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { ledgerStreamName, type Tenant } from '@vitne/contracts/channels';
import { jetStreamEventLog } from '@vitne/event-log/jetstream-event-log';
import { storedMessages } from '@vitne/event-log/stored-messages';
import { appendFacts } from '@vitne/testing/foreign-events';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KeptRoot } from '../src/roots-in-passes.ts';
import { verifyLedger } from '../src/verify-ledger.ts';

let server: OwnServer;
let connection: NatsConnection;
beforeAll(async () => {
  server = await startOwnServer();
  connection = await server.connect();
});
afterAll(async () => {
  await connection?.close();
  await server?.remove();
});

const person = 'p4k7w2m9x1c6v3b8n5z0';

/** A ledger with so many events of a service. */
async function ledgerOf(tenant: Tenant, events: number): Promise<void> {
  const log = jetStreamEventLog({ connection });
  await log.openLedger(tenant);
  await Promise.all(
    Array.from({ length: events }, (_, number) => {
      const facts = { request: `r-${number}`, person, withdrawn: '2026-03-01T12:00:00.000Z' };
      return appendFacts(log, {
        tenant,
        type: 'request.withdrawn.v1',
        id: `r-${number}`,
        facts,
        time: facts.withdrawn,
      });
    }),
  );
  await log.close();
}

/** By a connection of its own, because one that lives through a restart of the server is not back at once. */
async function verified(tenant: Tenant, kept: KeptRoot[] = []) {
  const own = await server.connect();
  const messages = storedMessages(own);
  try {
    return await verifyLedger(messages, tenant, { kept });
  } finally {
    messages.close();
    await own.close();
  }
}

describe('a ledger on a real server, judged from its stream alone', () => {
  test('one that is whole has no findings, however long it is', async () => {
    await ledgerOf('whole', 2_500);
    expect(await verified('whole')).toEqual({
      tenant: 'whole',
      events: 2_500,
      newest: 2_500,
      findings: [],
      unlisted: 0,
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    await ledgerOf('empty', 0);
    expect(await verified('empty')).toMatchObject({ events: 0, findings: [] });
  });

  test('what stands there and is none of ours is named, and what follows is judged all the same', async () => {
    await ledgerOf('foreign', 3);
    await connection.request('ledger.foreign.consent.person.x', 'no event');
    await ledgerOf('foreign', 0);
    expect(await verified('foreign')).toMatchObject({
      events: 4,
      findings: [{ code: 'not-an-event', position: 4 }],
    });
  });

  test('settings under which events could go are named', async () => {
    await ledgerOf('settings', 1);
    const manager = await jetstreamManager(connection);
    await manager.streams.update(ledgerStreamName('settings'), { max_age: nanos(3_600_000) });
    const { findings } = await verified('settings');
    expect(findings.map(({ code }) => code)).toEqual(['stream-settings']);
    expect(findings[0]?.detail).toContain('max_age');
  });

  test('one flipped bit on the disk, which the server passes over in silence, is named', async () => {
    await ledgerOf('flipped', 40);
    await server.flipInside('flipped', 20);
    const { findings, events } = await verified('flipped');
    expect(events).toBeLessThan(40);
    expect(findings.length).toBeGreaterThan(0);
    expect(['events-lost', 'sequence-gap', 'end-not-delivered']).toEqual(
      expect.arrayContaining([...new Set(findings.map(({ code }) => code))]),
    );
  });

  test('a root that somebody kept tells whether what was there then is there still, event by event', async () => {
    await ledgerOf('kept', 5);
    const { root = '' } = await verified('kept');
    const log = jetStreamEventLog({ connection });
    const facts = { request: 'r-later', person, withdrawn: '2026-03-01T12:00:00.000Z' };
    const later = { tenant: 'kept', type: 'request.withdrawn.v1', id: 'r-later', facts, time: facts.withdrawn };
    await appendFacts(log, later);
    expect(await verified('kept', [{ size: 5, root }])).toMatchObject({ events: 6, findings: [] });

    // The whole ledger is made anew, by somebody who writes proper events: one of them is another.
    await (await jetstreamManager(connection)).streams.delete(ledgerStreamName('kept'));
    await log.close();
    const another = jetStreamEventLog({ connection });
    await another.openLedger('kept');
    for (const id of ['r-0', 'r-1', 'r-2', 'r-3', 'other', 'r-later'])
      await appendFacts(another, { ...later, id, facts: { ...facts, request: id } });
    await another.close();
    expect(await verified('kept')).toMatchObject({ events: 6, findings: [] });
    const { findings } = await verified('kept', [{ size: 5, root }]);
    expect(findings).toMatchObject([{ code: 'root-differs', position: 5 }]);
    expect((await verified('kept', [{ size: 9, root }])).findings).toMatchObject([
      { code: 'ledger-shortened', position: 7 },
    ]);
  });

  test('a ledger that is not there is no whole one', async () => {
    await expect(verified('nowhere')).rejects.toThrow('not there');
  });
});
