import type { NatsConnection } from '@nats-io/nats-core';
import { type OwnServer, startOwnServer } from '@vitne/testing/own-nats-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AppendOutcome, type AppendRequest, type EventLog, EventLogUnavailable } from '../src/event-log.ts';
import { jetStreamEventLog } from '../src/jetstream-event-log.ts';
import { fill, followUntil, sampleChannel, sampleEvent, upTo } from './sample-events.ts';

describe('a bus that fails', () => {
  let server: OwnServer;
  let connection: NatsConnection;
  let log: EventLog;
  beforeAll(async () => {
    server = await startOwnServer();
    connection = await server.connect();
    log = jetStreamEventLog({ connection, ackTimeoutMs: 2_000 });
  });
  afterAll(async () => {
    await log.close();
    await connection.close();
    await server.remove();
  });

  /** As a service would: the same request again as long as nobody knows what became of it. */
  async function appendUntilKnown(request: AppendRequest): Promise<AppendOutcome> {
    for (;;) {
      try {
        return await log.append(request);
      } catch (error) {
        if (!(error instanceof EventLogUnavailable)) throw error;
      }
    }
  }

  test('killed in the middle of appends, it has everything acknowledged once, and followers go on', async () => {
    const tenant = 'kill-in-the-middle';
    await log.openLedger(tenant);
    const total = 64 * 30;
    let answered = 0;
    const followed = followUntil(
      log,
      tenant,
      { after: 0 },
      (events) => new Set(events.map(({ meta }) => meta.id)).size === total,
    );
    const results = new Map<string, AppendOutcome>();
    const worker = async (index: number): Promise<void> => {
      for (let round = 0; round < 30; round += 1) {
        const channel = sampleChannel(tenant);
        const event = sampleEvent(channel, { id: `${index}-${round}` });
        results.set(event.meta.id, await appendUntilKnown({ channel, expectedPosition: 0, events: [event] }));
        answered += 1;
        if (answered === 600 || answered === 1_200) {
          await server.kill('SIGKILL');
          await server.restart();
        }
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, index) => worker(index)));
    const events = (await followed).flat();
    expect(events.map(({ position }) => position)).toEqual(upTo(total));
    const stored = new Map(events.map(({ meta, position }) => [meta.id, position]));
    for (const [id, result] of results) {
      expect(['appended', 'duplicate']).toContain(result.outcome);
      expect('positions' in result ? result.positions : []).toEqual([stored.get(id)]);
    }
  });

  test('an answer that never comes is no "no": the same request again is recorded once', async () => {
    const tenant = 'no-answer';
    await log.openLedger(tenant);
    const single = sampleChannel(tenant);
    const several = sampleChannel(tenant);
    const requests = [
      { channel: single, expectedPosition: 0, events: [sampleEvent(single)] },
      { channel: several, expectedPosition: 0, events: upTo(3).map(() => sampleEvent(several)) },
    ];
    const impatient = jetStreamEventLog({ connection, ackTimeoutMs: 100 });
    await server.kill('SIGSTOP');
    const attempts = await Promise.allSettled(requests.map((request) => impatient.append(request)));
    await server.kill('SIGCONT');
    for (const attempt of attempts) {
      expect(attempt.status === 'rejected' && attempt.reason).toBeInstanceOf(EventLogUnavailable);
    }
    await impatient.close();
    for (const request of requests) expect((await appendUntilKnown(request)).outcome).toMatch(/appended|duplicate/);
    expect(await log.readEntity(single)).toHaveLength(1);
    expect(await log.readEntity(several)).toHaveLength(3);
    expect(await log.lastPosition(tenant)).toBe(4);
  });

  test('while it is away an append says so within its time, and later works again', async () => {
    const tenant = 'away';
    await log.openLedger(tenant);
    const impatient = jetStreamEventLog({ connection, ackTimeoutMs: 100 });
    await server.kill('SIGKILL');
    await expect(fill(impatient, tenant, 1)).rejects.toThrow(EventLogUnavailable);
    await expect(impatient.readEntity(sampleChannel(tenant))).rejects.toThrow(EventLogUnavailable);
    await expect(impatient.lastPosition(tenant)).rejects.toThrow(EventLogUnavailable);
    await server.restart();
    await impatient.close();
    const channel = sampleChannel(tenant);
    expect((await appendUntilKnown({ channel, expectedPosition: 0, events: [sampleEvent(channel)] })).outcome).toBe(
      'appended',
    );
  });

  test('a follower that waits gets what is appended after a restart', async () => {
    const tenant = 'restart';
    await log.openLedger(tenant);
    await fill(log, tenant, 5);
    const controller = new AbortController();
    const seen: number[] = [];
    for await (const batch of log.follow(tenant, { after: 0, signal: controller.signal })) {
      seen.push(...batch.map(({ position }) => position));
      if (seen.length === 5) {
        await server.kill('SIGKILL');
        await server.restart();
        const channel = sampleChannel(tenant);
        await appendUntilKnown({ channel, expectedPosition: 0, events: [sampleEvent(channel)] });
      }
      if (seen.length === 6) controller.abort();
    }
    expect(seen).toEqual(upTo(6));
  });
});
