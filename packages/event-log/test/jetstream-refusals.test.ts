import { headers, type NatsConnection } from '@nats-io/nats-core';
import type { SealedEvent } from '@vitne/contracts/envelope';
import { enginesForTests, freshTenant } from '@vitne/testing/engines-for-tests';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EventLog } from '../src/event-log.ts';
import { jetStreamEventLog } from '../src/jetstream-event-log.ts';
import { encodeMessage } from '../src/ledger-message.ts';
import { sampleChannel, sampleEvent, upTo } from './sample-events.ts';

describe('two processes that write to one ledger', () => {
  const connections: NatsConnection[] = [];
  let one: EventLog;
  let other: EventLog;
  let tenant: string;
  const startProcess = async (): Promise<EventLog> => {
    const connection = await enginesForTests().connectNats();
    connections.push(connection);
    return jetStreamEventLog({ connection });
  };
  beforeEach(async () => {
    [one, other] = [await startProcess(), await startProcess()];
    tenant = freshTenant('refusals');
    await one.openLedger(tenant);
  });
  afterEach(async () => {
    await Promise.all([one.close(), other.close()]);
    await Promise.all(connections.splice(0).map((connection) => connection.close()));
  });

  const others = () =>
    upTo(20).map(() => {
      const channel = sampleChannel(tenant);
      return { channel, expectedPosition: 0, events: [sampleEvent(channel), sampleEvent(channel)] };
    });
  const newIn = (
    channel: ReturnType<typeof sampleChannel>,
    expectedPosition: number,
    events: SealedEvent[] = [sampleEvent(channel)],
  ) => ({
    channel,
    expectedPosition,
    events,
  });

  test('a decision on an old state costs nobody else in its batch the record', async () => {
    const channel = sampleChannel(tenant);
    await one.append(newIn(channel, 0));
    await other.append(newIn(channel, 1));
    const outcomes = await Promise.all([newIn(channel, 1), ...others()].map((request) => one.append(request)));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['conflict', ...others().map(() => 'appended')]);
    expect(await one.readEntity(channel)).toHaveLength(2);
    expect(await one.lastPosition(tenant)).toBe(42);
  });

  test('a repeat costs nobody else in its batch the record, and is answered with where it is', async () => {
    const channel = sampleChannel(tenant);
    const repeat = [sampleEvent(channel)];
    await one.append(newIn(channel, 0, repeat));
    for (const expectedPosition of [0, 1]) {
      const outcomes = await Promise.all(
        [...others(), newIn(channel, expectedPosition, repeat)].map((request) => other.append(request)),
      );
      expect(outcomes.at(-1)).toEqual({ outcome: 'duplicate', positions: [1] });
      expect(outcomes.slice(0, -1).every(({ outcome }) => outcome === 'appended')).toBe(true);
    }
    expect(await one.readEntity(channel)).toHaveLength(1);
  });

  test('a repeat is recognised after the server has forgotten its id', async () => {
    const connection = await enginesForTests().connectNats();
    connections.push(connection);
    tenant = freshTenant('forgotten');
    const forgetful = jetStreamEventLog({ connection, duplicateWindowMs: 100 });
    await forgetful.openLedger(tenant);
    await forgetful.close();
    const channel = sampleChannel(tenant);
    const [single, several] = [[sampleEvent(channel)], upTo(3).map(() => sampleEvent(channel))];
    await one.append(newIn(channel, 0, single));
    await one.append(newIn(channel, 1, several));
    await untilForgotten(connection);
    expect(await other.append(newIn(channel, 0, single))).toEqual({ outcome: 'duplicate', positions: [1] });
    expect(await other.append(newIn(channel, 1, several))).toEqual({ outcome: 'duplicate', positions: [2, 3, 4] });
    const changed = [
      { ...sampleEvent(channel, { fingerprint: 'other' }), meta: { ...single[0]!.meta, fingerprint: 'other' } },
    ];
    expect(await other.append(newIn(channel, 0, changed))).toEqual({ outcome: 'id-reused', positions: [1] });
    expect(await one.readEntity(channel)).toHaveLength(4);
  });

  /** Stores an event and offers it again until the server takes it for new: everything older is forgotten as well. */
  async function untilForgotten(connection: NatsConnection): Promise<void> {
    const channel = sampleChannel(tenant);
    const event = sampleEvent(channel);
    await one.append(newIn(channel, 0, [event]));
    const messageHeaders = headers();
    for (const line of encodeMessage(event).head.trim().split('\r\n').slice(1)) {
      const [name = '', ...value] = line.split(': ');
      messageHeaders.set(name, value.join(': '));
    }
    for (;;) {
      const answer = await connection.request(channel, encodeMessage(event).data, {
        headers: messageHeaders,
        timeout: 5_000,
      });
      if (!answer.json<{ duplicate?: boolean }>().duplicate) return;
    }
  }

  test('one entity that both write to keeps every decision that was acknowledged, once', async () => {
    const channel = sampleChannel(tenant);
    const work = async (log: EventLog): Promise<number[]> => {
      const positions: number[] = [];
      while (positions.length < 20) {
        const expectedPosition = (await log.readEntity(channel)).at(-1)?.position ?? 0;
        const answer = await log.append(newIn(channel, expectedPosition));
        if (answer.outcome === 'appended') positions.push(...answer.positions);
      }
      return positions;
    };
    const positions = (await Promise.all([one, other, one, other].map(work))).flat();
    expect(positions.toSorted((a, b) => a - b)).toEqual(upTo(80));
    expect((await one.readEntity(channel)).map(({ position }) => position)).toEqual(upTo(80));
  });
});
