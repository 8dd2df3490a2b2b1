import { type Channel, channelOf, entityKindOf } from '@vitne/contracts/channels';
import { expect, test } from 'vitest';
import { type EventLog, EventLogUnavailable, LedgerDamaged } from '../src/event-log.ts';
import { fill, sampleChannel, sampleEvent, upTo } from './sample-events.ts';

/** An event log, and the name of a ledger in it that is open, empty and nobody else's. */
export type EventLogUnderTest = { log: EventLog; openTenant: () => Promise<string> };

/** What every implementation of the port promises about appending and reading one entity. */
export function appendConformance(subject: () => EventLogUnderTest): void {
  test('what is appended is what is read, in order, with the positions that were answered', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const channel = sampleChannel(tenant);
    const first = sampleEvent(channel, { number: 1 });
    const more = [2, 3].map((number) => sampleEvent(channel, { number }));
    expect(await log.append({ channel, expectedPosition: 0, events: [first] })).toEqual({
      outcome: 'appended',
      positions: [1],
    });
    expect(await log.append({ channel, expectedPosition: 1, events: more })).toEqual({
      outcome: 'appended',
      positions: [2, 3],
    });
    expect(await log.readEntity(channel)).toEqual(
      [first, ...more].map((event, index) => ({ ...event, position: index + 1, channel })),
    );
    expect(await log.lastPosition(tenant)).toBe(3);
  });

  test('positions are contiguous from 1 over all entities, so a missing event shows', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    expect(await log.lastPosition(tenant)).toBe(0);
    expect((await fill(log, tenant, 200)).toSorted((a, b) => a - b)).toEqual(upTo(200));
  });

  test('of two decisions on the same state only one is recorded', async () => {
    const { log, openTenant } = subject();
    const channel = sampleChannel(await openTenant());
    const outcomes = await Promise.all(
      upTo(2).map(() => log.append({ channel, expectedPosition: 0, events: [sampleEvent(channel)] })),
    );
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['appended', 'conflict']);
    expect(await log.append({ channel, expectedPosition: 5, events: [sampleEvent(channel)] })).toEqual({
      outcome: 'conflict',
    });
    expect(await log.readEntity(channel)).toHaveLength(1);
  });

  test('of 200 decisions at once on one entity only one is recorded', async () => {
    const { log, openTenant } = subject();
    const channel = sampleChannel(await openTenant());
    const outcomes = await Promise.all(
      upTo(200).map(() => log.append({ channel, expectedPosition: 0, events: [sampleEvent(channel)] })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(199);
  });

  test('the events of one command are recorded all or not at all', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const channel = sampleChannel(tenant);
    const three = () => upTo(3).map((number) => sampleEvent(channel, { number }));
    const outcomes = await Promise.all(
      upTo(5).map(() => log.append({ channel, expectedPosition: 0, events: three() })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toEqual([
      { outcome: 'appended', positions: [1, 2, 3] },
    ]);
    expect(await log.append({ channel, expectedPosition: 1, events: three() })).toEqual({ outcome: 'conflict' });
    expect(await log.lastPosition(tenant)).toBe(3);
  });

  test('a repeated command is recorded once and answered the same', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const one = sampleChannel(tenant);
    const several = sampleChannel(tenant);
    const single = { channel: one, expectedPosition: 0, events: [sampleEvent(one)] };
    const multiple = { channel: several, expectedPosition: 0, events: upTo(3).map(() => sampleEvent(several)) };
    await log.append(single);
    await log.append(multiple);
    expect(await log.append(single)).toEqual({ outcome: 'duplicate', positions: [1] });
    expect(await log.append(multiple)).toEqual({ outcome: 'duplicate', positions: [2, 3, 4] });
    // The caller has read the entity since, and its command comes again with the newest position.
    expect(await log.append({ ...single, expectedPosition: 1 })).toEqual({ outcome: 'duplicate', positions: [1] });
    expect(await log.append({ ...multiple, expectedPosition: 4 })).toEqual({
      outcome: 'duplicate',
      positions: [2, 3, 4],
    });
    expect(await log.lastPosition(tenant)).toBe(4);
  });

  test('the same command twice at the same moment is recorded once', async () => {
    const { log, openTenant } = subject();
    const channel = sampleChannel(await openTenant());
    const request = { channel, expectedPosition: 0, events: [sampleEvent(channel)] };
    const outcomes = await Promise.all(upTo(20).map(() => log.append(request)));
    expect(outcomes.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'duplicate')).toHaveLength(19);
  });

  test('an id that stands for something else is never taken for the same command', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const channel = sampleChannel(tenant);
    const other = sampleChannel(tenant);
    await log.append({
      channel,
      expectedPosition: 0,
      events: [sampleEvent(channel, { id: 'a' }), sampleEvent(channel, { id: 'b' })],
    });
    const reused = sampleEvent(channel, { id: 'a', fingerprint: 'other' });
    for (const expectedPosition of [0, 2]) {
      expect(await log.append({ channel, expectedPosition, events: [reused] })).toEqual({
        outcome: 'id-reused',
        positions: [1],
      });
    }
    const partly = [sampleEvent(channel, { id: 'b' }), sampleEvent(channel)];
    expect(await log.append({ channel, expectedPosition: 2, events: partly })).toEqual({
      outcome: 'id-reused',
      positions: [2],
    });
    const elsewhere = sampleEvent(other, { id: 'a' });
    expect(await log.append({ channel: other, expectedPosition: 0, events: [elsewhere] })).toEqual({
      outcome: 'id-reused',
      positions: [1],
    });
    expect(
      await log.append({ channel: other, expectedPosition: 0, events: [elsewhere, sampleEvent(other)] }),
    ).toMatchObject({ outcome: 'id-reused' });
    expect(await log.lastPosition(tenant)).toBe(2);
  });

  test('an entity that nobody wrote to is empty', async () => {
    const { log, openTenant } = subject();
    expect(await log.readEntity(sampleChannel(await openTenant()))).toEqual([]);
  });

  test('an entity with 2,500 events is read whole', async () => {
    const { log, openTenant } = subject();
    const channel = sampleChannel(await openTenant());
    for (let position = 0; position < 2_500; position += 100) {
      await log.append({
        channel,
        expectedPosition: position,
        events: upTo(100).map((number) => sampleEvent(channel, { number: position + number })),
      });
    }
    expect((await log.readEntity(channel)).map(({ position, facts }) => [position, facts['number']])).toEqual(
      upTo(2_500).map((number) => [number, number]),
    );
  });

  test('what was decided by other entities as well is refused when one of their kind has moved on, and not otherwise', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const kind = entityKindOf({ tenant, context: 'retention', entity: 'client' });
    const client = (id: string) => channelOf({ tenant, context: 'retention', entity: 'client', id });
    const moves = async (id: string) => {
      const channel = client(id);
      const expectedPosition = (await log.readEntity(channel, { surely: true })).at(-1)?.position ?? 0;
      return log.append({ channel, expectedPosition, events: [sampleEvent(channel)] });
    };
    const two = (channel: Channel) => upTo(2).map(() => sampleEvent(channel));
    const channel = sampleChannel(tenant);
    expect(await log.kindPosition(kind)).toEqual({ kind, position: 0 });
    const fromNothing = await log.kindPosition(kind);
    await moves('one');
    expect(await log.append({ channel, expectedPosition: 0, events: two(channel), basedOn: fromNothing })).toEqual({
      outcome: 'conflict',
    });
    const basedOn = await log.kindPosition(kind);
    expect(basedOn).toEqual({ kind, position: 1 });
    await fill(log, tenant, 2);
    const first = { channel, expectedPosition: 0, events: two(channel), basedOn };
    expect(await log.append(first)).toEqual({ outcome: 'appended', positions: [4, 5] });
    await moves('two');
    expect(await log.append(first)).toEqual({ outcome: 'duplicate', positions: [4, 5] });
    expect(await log.append({ channel, expectedPosition: 5, events: two(channel), basedOn })).toEqual({
      outcome: 'conflict',
    });
    expect(await log.append({ channel, expectedPosition: 4, events: two(channel) })).toEqual({ outcome: 'conflict' });
    expect(await log.kindPosition(kind)).toEqual({ kind, position: 6 });
    expect(await log.lastPosition(tenant)).toBe(6);
  });

  test('of decisions and what they are based on, written at the same moment, none is recorded on what was no more', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const kind = entityKindOf({ tenant, context: 'retention', entity: 'client' });
    for (let round = 0; round < 10; round++) {
      const basedOn = await log.kindPosition(kind);
      const requests = upTo(12).map((number) => {
        const isClient = number % 4 === 0;
        const channel = isClient
          ? channelOf({ tenant, context: 'retention', entity: 'client', id: `${round}-${number}` })
          : sampleChannel(tenant);
        const events = upTo(isClient ? 1 : 2).map(() => sampleEvent(channel));
        return { channel, expectedPosition: 0, events, ...(!isClient && { basedOn }), isClient };
      });
      const outcomes = await Promise.all(
        requests.map(async ({ isClient, ...request }) => ({ isClient, ...(await log.append(request)) })),
      );
      const moved = outcomes.flatMap((one) => (one.isClient && 'positions' in one ? one.positions : []));
      expect(moved).toHaveLength(3);
      for (const outcome of outcomes.filter(({ isClient }) => !isClient)) {
        if (outcome.outcome === 'appended') expect(Math.max(...outcome.positions)).toBeLessThan(Math.min(...moved));
        else expect(outcome.outcome).toBe('conflict');
      }
    }
  });

  test('a ledger that is not there takes nothing and says so', async () => {
    const { log } = subject();
    const channel = sampleChannel('nobody-opened-this');
    await expect(log.append({ channel, expectedPosition: 0, events: [sampleEvent(channel)] })).rejects.toThrow(
      EventLogUnavailable,
    );
    await expect(log.readEntity(channel)).rejects.toThrow(EventLogUnavailable);
    await expect(log.lastPosition('nobody-opened-this')).rejects.toThrow(LedgerDamaged);
  });

  test('a request that no caller may make is refused before anything is stored', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const channel = sampleChannel(tenant);
    const append = (request: Partial<Parameters<EventLog['append']>[0]>) =>
      expect(log.append({ channel, expectedPosition: 0, events: [sampleEvent(channel)], ...request })).rejects.toThrow(
        TypeError,
      );
    await append({ events: [] });
    await append({ events: upTo(101).map(() => sampleEvent(channel)) });
    await append({ expectedPosition: -1 });
    await append({ channel: 'ledger.elsewhere' as typeof channel });
    await append({ events: [sampleEvent(sampleChannel('somebody-else'))] });
    await append({ events: [sampleEvent(channel, { id: 'x' }), sampleEvent(channel, { id: 'x' })] });
    await append({ events: [sampleEvent(channel, { id: 'a\r\nNats-Rollup: all' })] });
    const other = { kind: entityKindOf({ tenant, context: 'retention', entity: 'client' }), position: 0 };
    const own = { kind: entityKindOf({ tenant, context: 'consent', entity: 'consent' }), position: 0 };
    const foreign = { kind: entityKindOf({ tenant: 'else', context: 'retention', entity: 'client' }), position: 0 };
    const two = () => upTo(2).map(() => sampleEvent(channel));
    await append({ basedOn: other });
    await append({ events: two(), basedOn: own });
    await append({ events: two(), basedOn: foreign });
    expect(await log.lastPosition(tenant)).toBe(0);
  });
}
