import { expect, test } from 'vitest';
import { LedgerDamaged } from '../src/event-log.ts';
import type { EventLogUnderTest } from './event-log-conformance.ts';
import { fill, followUntil, sampleChannel, sampleEvent, upTo } from './sample-events.ts';

/** What every implementation of the port promises about following a ledger. */
export function followConformance(subject: () => EventLogUnderTest): void {
  test('a follower gets every event once and in order, in batches that are neither empty nor too large', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    await fill(log, tenant, 120);
    const batches = await followUntil(log, tenant, { after: 0, batchSize: 50 }, (events) => events.length === 120);
    expect(batches.flat().map(({ position }) => position)).toEqual(upTo(120));
    expect(Math.max(...batches.map(({ length }) => length))).toBeLessThanOrEqual(50);
    expect(Math.min(...batches.map(({ length }) => length))).toBeGreaterThan(0);
    const [event] = batches.flat();
    expect(event && (await log.readEntity(event.channel))).toEqual([event]);
  });

  test('a follower goes on from where it was', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    await fill(log, tenant, 60);
    const batches = await followUntil(log, tenant, { after: 45 }, (events) => events.length === 15);
    expect(batches.flat().map(({ position }) => position)).toEqual(upTo(15).map((number) => 45 + number));
  });

  test('a follower gets what is appended later, each lone event without waiting for more', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const controller = new AbortController();
    const seen: number[] = [];
    await fill(log, tenant, 1);
    for await (const batch of log.follow(tenant, { after: 0, signal: controller.signal })) {
      seen.push(...batch.map(({ position }) => position));
      if (seen.length < 20) await fill(log, tenant, 1);
      else controller.abort();
    }
    expect(seen).toEqual(upTo(20));
  });

  test('a follower that waits ends when it is told to', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    const controller = new AbortController();
    const follower = log.follow(tenant, { after: 0, signal: controller.signal })[Symbol.asyncIterator]();
    await fill(log, tenant, 1);
    expect((await follower.next()).value).toHaveLength(1);
    const waiting = follower.next();
    controller.abort();
    expect((await waiting).done).toBe(true);
    const late = log.follow(tenant, { after: 0, signal: controller.signal })[Symbol.asyncIterator]();
    expect((await late.next()).done).toBe(true);
  });

  test('one tenant sees nothing of another', async () => {
    const { log, openTenant } = subject();
    const [one, other] = [await openTenant(), await openTenant()];
    const channel = sampleChannel(one, 'same-entity');
    await log.append({ channel, expectedPosition: 0, events: [sampleEvent(channel, { id: 'same-id' })] });
    const elsewhere = sampleChannel(other, 'same-entity');
    expect(await log.readEntity(elsewhere)).toEqual([]);
    const request = { channel: elsewhere, expectedPosition: 0, events: [sampleEvent(elsewhere, { id: 'same-id' })] };
    expect(await log.append(request)).toEqual({ outcome: 'appended', positions: [1] });
    const followed = (await followUntil(log, other, { after: 0 }, (events) => events.length === 1)).flat();
    expect(followed.map(({ meta }) => meta.tenant)).toEqual([other]);
  });

  test('a ledger that is shorter than what was delivered, or not there, raises the alarm', async () => {
    const { log, openTenant } = subject();
    const tenant = await openTenant();
    await fill(log, tenant, 3);
    const enough = () => true;
    await expect(followUntil(log, tenant, { after: 4 }, enough)).rejects.toThrow(LedgerDamaged);
    await expect(followUntil(log, 'nobody-opened-this', { after: 0 }, enough)).rejects.toThrow(LedgerDamaged);
  });
}
