import { channelOf } from '@vitne/contracts/channels';
import { expect, it } from 'vitest';
import { timelineOf } from '../src/timeline.ts';

const channelFor = (id: string) => channelOf({ tenant: 'kaukus', context: 'consent', entity: 'person', id });
const kari = channelFor('kari');
const at = (ms: number) => new Date(Date.UTC(2026, 2, 2, 9, 0, 0, ms)).toISOString();
const ofKari = ({ id }: { id: string }) => id === 'kari';

it('an event is never dated before the one it follows, nor before a time that has been, whatever the clock says', () => {
  let now = at(5);
  const timeline = timelineOf({ now: () => now });
  expect(timeline.begin(kari, undefined).time).toBe(at(5));
  expect(timeline.begin(kari, at(7)).time).toBe(at(7));
  now = at(1);
  expect(timeline.begin(kari, undefined).time).toBe(at(5));
});

it('nothing gets a time that an answer has closed, and others are not kept waiting by it', async () => {
  let now = at(5);
  const timeline = timelineOf({ now: () => now });
  await timeline.close(at(5), ofKari);
  await timeline.close(at(8), ofKari);
  expect(timeline.begin(kari, at(2)).time).toBe(at(9));
  expect(timeline.begin(channelFor('ola'), undefined).time).toBe(at(5));
  now = at(20);
  expect(timeline.begin(kari, undefined).time).toBe(at(20));
});

it('a moment is closed when what happened by then is in the ledger', async () => {
  const timeline = timelineOf({ now: () => at(5) });
  const [first, other, later] = [
    timeline.begin(kari, undefined),
    timeline.begin(channelFor('ola'), undefined),
    timeline.begin(kari, at(9)),
  ];
  const order: string[] = [];
  const closing = timeline.close(at(5), ofKari).then(() => order.push('closed'));
  await timeline.close(at(4), ofKari);
  order.push('ended');
  first.end();
  await closing;
  expect(order).toEqual(['ended', 'closed']);
  for (const one of [other, later]) one.end();
});

it('services that go by one clock share one timeline', () => {
  const clock = { now: () => at(5) };
  expect(timelineOf(clock)).toBe(timelineOf(clock));
  expect(timelineOf(clock)).not.toBe(timelineOf({ now: () => at(5) }));
});
