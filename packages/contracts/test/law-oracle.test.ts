import { describe, expect, it } from 'vitest';
import { isWorkingDay } from '../src/law/calendars.ts';
import type { Due } from '../src/law/derivation.ts';
import { computeDue, type DueQuestion } from '../src/law/due.ts';
import { isRejected } from '../src/law/moments.ts';
import { computeErasable } from '../src/law/retention.ts';
import {
  isoDay,
  oracleEndOfDay,
  oracleMonths,
  oracleWorkingDay,
  osloWall,
  plusDays,
  plusMonths,
} from './law-oracle.ts';

const dayMs = 86_400_000;
const firstMs = Date.UTC(1970, 0, 2);
const lastMs = Date.UTC(2100, 11, 31);

/** Days from 1970 to 2100, at another minute of the day each time, so that both sides of midnight are met. */
function* receipts(everyDays: number): Generator<number> {
  let minute = 0;
  for (let ms = firstMs; ms <= lastMs; ms += everyDays * dayMs) {
    minute = (minute + 617) % 1440;
    yield ms + minute * 60_000;
  }
}

function due(question: DueQuestion): Due {
  const answer = computeDue(question);
  if (isRejected(answer)) throw new Error(answer.rejected.detail);
  return answer;
}

/** Collects what differs, rather than asserting a hundred thousand times. */
function differences(
  everyDays: number,
  compare: (receivedMs: number, received: string) => string | undefined,
): string[] {
  const found: string[] = [];
  for (const ms of receipts(everyDays)) {
    const received = new Date(ms).toISOString();
    const difference = compare(ms, received);
    if (difference) found.push(`${received}: ${difference}`);
  }
  return found;
}

describe('two independent computations agree on every date a person is promised, 1970 to 2100', () => {
  it('which days are working days', () => {
    const found: string[] = [];
    for (let ms = firstMs; ms <= lastMs; ms += dayMs) {
      const date = isoDay(ms);
      if (isWorkingDay(date, 'no-2026-1') !== oracleWorkingDay(date)) found.push(date);
    }
    expect(found).toEqual([]);
  });

  it('the month to answer a request, to the millisecond', () => {
    const found = differences(2, (ms, received) => {
      const answer = due({ clock: 'gdpr-12-3', received });
      const date = oracleMonths(ms, 1);
      if (answer.dueDate !== date) return `${answer.dueDate} is not ${date}`;
      const end = oracleEndOfDay(date);
      return Date.parse(answer.due) === end ? undefined : `${answer.due} is not ${new Date(end).toISOString()}`;
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('the three months of an extended answer', () => {
    const found = differences(5, (ms, received) => {
      const answer = due({ clock: 'gdpr-12-3', received, extended: true });
      return answer.dueDate === oracleMonths(ms, 3) ? undefined : answer.dueDate;
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('the earlier of thirty promised days and the legal month', () => {
    const found = differences(5, (ms, received) => {
      const answer = due({ clock: 'gdpr-12-3', received, promise: 'P30D' });
      const promised = plusDays(osloWall(ms).slice(0, 10), 30);
      const legal = oracleMonths(ms, 1);
      return answer.dueDate === (promised < legal ? promised : legal) ? undefined : answer.dueDate;
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('the 72 hours of a breach', () => {
    const found = differences(5, (ms, received) => {
      const answer = due({ clock: 'gdpr-33-1', received });
      const endMs = ms + 72 * 3_600_000;
      const same = Date.parse(answer.due) === endMs && answer.dueDate === osloWall(endMs).slice(0, 10);
      return same ? undefined : answer.due;
    });
    expect(found).toEqual([]);
  }, 60_000);

  it('the eighteen months of behavioural data, and the years of the Bookkeeping Act', () => {
    const found = differences(9, (ms, anchor) => {
      const day = osloWall(ms).slice(0, 10);
      const year = Number(day.slice(0, 4));
      const answers = [
        [computeErasable({ anchor, keep: 'P18M' }), plusMonths(day, 18)],
        [computeErasable({ anchor, clock: 'bokforing-13-primary' }), `${year + 6}-01-01`],
        [computeErasable({ anchor, clock: 'bokforing-13-secondary' }), `${year + 4}-07-01`],
      ] as const;
      const wrong = answers.find(([answer, date]) => isRejected(answer) || answer.erasableFrom !== date);
      return wrong && JSON.stringify(wrong);
    });
    expect(found).toEqual([]);
  }, 60_000);
});
