import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/nats-core';
import { ledgerStreamName, ledgerSubjects } from '@vitne/contracts/channels';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EventLog, EventLogUnavailable, LedgerDamaged } from '../src/event-log.ts';
import { jetStreamEventLog } from '../src/jetstream-event-log.ts';
import { fill, followUntil, sampleChannel, sampleEvent, upTo } from './sample-events.ts';

describe('a ledger that is not what it was', () => {
  let server: OwnServer;
  let connection: NatsConnection;
  let manager: JetStreamManager;
  let log: EventLog;
  beforeAll(async () => {
    server = await startOwnServer();
    connection = await server.connect();
    manager = await jetstreamManager(connection);
    log = jetStreamEventLog({ connection });
  });
  afterAll(async () => {
    await log.close();
    await connection.close();
    await server.remove();
  });

  test('a ledger whose settings would lose events is not opened, and the settings are named', async () => {
    const config = {
      name: ledgerStreamName('lossy'),
      subjects: [ledgerSubjects('lossy')],
      max_age: nanos(3_600_000),
      allow_direct: true,
    };
    await manager.streams.add(config);
    const refusal = expect(log.openLedger('lossy')).rejects;
    await refusal.toThrow(LedgerDamaged);
    await expect(log.openLedger('lossy')).rejects.toThrow(/discard is "old".*max_age.*deny_delete.*allow_atomic/);
  });

  test('a ledger opens again, and its age limit alarms when somebody sets one', async () => {
    await log.openLedger('opened-twice');
    await log.openLedger('opened-twice');
    await manager.streams.update(ledgerStreamName('opened-twice'), { max_age: nanos(3_600_000) });
    await expect(log.openLedger('opened-twice')).rejects.toThrow(LedgerDamaged);
  });

  test('a service needs no right to make ledgers, only to append to its own part', async () => {
    await log.openLedger('least-privilege');
    const service = await server.connect('consent');
    const own = jetStreamEventLog({ connection: service, ackTimeoutMs: 2_000 });
    await own.openLedger('least-privilege');
    expect(await fill(own, 'least-privilege', 20)).toHaveLength(20);
    const batches = await followUntil(own, 'least-privilege', { after: 0 }, (events) => events.length === 20);
    expect(batches.flat().map(({ position }) => position)).toEqual(upTo(20));
    await expect(own.openLedger('not-made-yet')).rejects.toThrow(EventLogUnavailable);
    const foreign = sampleChannel('least-privilege').replace('.consent.', '.retention.') as ReturnType<
      typeof sampleChannel
    >;
    await expect(own.append({ channel: foreign, expectedPosition: 0, events: [sampleEvent(foreign)] })).rejects.toThrow(
      /ermission/,
    );
    await own.close();
    await service.close();
  });

  test('a message that is no event of the platform raises the alarm', async () => {
    await log.openLedger('foreign-message');
    await fill(log, 'foreign-message', 2);
    await connection.request('ledger.foreign-message.consent.consent.x', 'no event');
    const follow = followUntil(log, 'foreign-message', { after: 0 }, (events) => events.length > 2);
    await expect(follow).rejects.toThrow(LedgerDamaged);
    await expect(log.readEntity(sampleChannel('foreign-message', 'x'))).rejects.toThrow(LedgerDamaged);
  });

  test('a ledger that is deleted under a follower raises the alarm, also when it is made anew', async () => {
    await log.openLedger('deleted');
    await fill(log, 'deleted', 3);
    const follow = followUntil(log, 'deleted', { after: 0 }, () => {
      void manager.streams.delete(ledgerStreamName('deleted')).then(() => log.openLedger('deleted'));
      return false;
    });
    await expect(follow).rejects.toThrow(LedgerDamaged);
  });

  test('one flipped bit on the disk, which the server passes over in silence, raises the alarm', async () => {
    await log.openLedger('flipped');
    await fill(log, 'flipped', 40);
    await server.flipInside('flipped', 20);
    const alarm = await followUntil(log, 'flipped', { after: 0 }, (events) => events.length >= 40).catch(
      (error: unknown) => error,
    );
    expect(alarm).toBeInstanceOf(LedgerDamaged);
    expect(alarm).toMatchObject({ message: expect.stringMatching(/^Position \d+ is/) });
  });

  test('followers that end leave no subscription behind', async () => {
    await log.openLedger('leaks');
    await fill(log, 'leaks', 3);
    const count = (): number =>
      (connection as unknown as { protocol: { subscriptions: { size(): number } } }).protocol.subscriptions.size();
    const before = count();
    await Promise.all(upTo(20).map(() => followUntil(log, 'leaks', { after: 0 }, (events) => events.length === 3)));
    await Promise.all(upTo(20).map(() => log.readEntity(sampleChannel('leaks'))));
    expect(count()).toBe(before);
  });
});
