import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWorkingDay } from '../src/law/calendars.ts';
import { clockIds } from '../src/law/clocks.ts';
import type { Due } from '../src/law/derivation.ts';
import { computeDue, type DueQuestion } from '../src/law/due.ts';
import { isRejected, lawRejectionCodes } from '../src/law/moments.ts';
import { computeErasable } from '../src/law/retention.ts';

const moment = fc.date({ min: new Date('1971-01-01'), max: new Date('2198-12-31'), noInvalidDate: true });
const days = fc.integer({ min: 1, max: 400 });
const zone = fc.constantFrom('Europe/Oslo', 'UTC', 'America/Sao_Paulo', 'Asia/Kolkata', 'Africa/Monrovia');
const monthClock = fc.constantFrom('gdpr-12-3', 'gdpr-12-3-extension', 'gdpr-12-4', 'gdpr-14-3');

function due(question: DueQuestion): Due {
  const answer = computeDue(question);
  if (isRejected(answer)) throw new Error(answer.rejected.code);
  return answer;
}

describe('whatever the moment', () => {
  it('a month clock ends on a working day, never sooner than the month has days and never a fortnight late', () => {
    fc.assert(
      fc.property(moment, zone, (at, where) => {
        const answer = due({ clock: 'gdpr-12-3', received: at.toISOString(), zone: where });
        const receipt = answer.derivation[0]?.result ?? '';
        const passed = (Date.parse(answer.dueDate) - Date.parse(receipt)) / 86_400_000;
        expect(isWorkingDay(answer.dueDate, 'no-2026-1')).toBe(true);
        expect(passed).toBeGreaterThanOrEqual(28);
        expect(passed).toBeLessThanOrEqual(31 + 6);
      }),
    );
  });

  it('a later receipt never has an earlier end, and the end is after the receipt', () => {
    fc.assert(
      fc.property(
        moment,
        fc.integer({ min: 0, max: 90 * 86_400_000 }),
        monthClock,
        zone,
        (at, laterMs, clock, where) => {
          const later = new Date(Math.min(at.getTime() + laterMs, Date.UTC(2199, 5)));
          const one = due({ clock, received: at.toISOString(), zone: where });
          const other = due({ clock, received: later.toISOString(), zone: where });
          expect(Date.parse(one.due)).toBeGreaterThan(at.getTime());
          expect(Date.parse(other.due)).toBeGreaterThanOrEqual(Date.parse(one.due));
        },
      ),
    );
  });

  it('every clock of months ends on a working day, and an extension is three months from receipt, rolled once', () => {
    fc.assert(
      fc.property(moment, monthClock, zone, (at, clock, where) => {
        const received = at.toISOString();
        expect(isWorkingDay(due({ clock, received, zone: where }).dueDate, 'no-2026-1')).toBe(true);
        const extended = due({ clock: 'gdpr-12-3', received, zone: where, extended: true });
        const first = due({ clock: 'gdpr-12-3', received, zone: where });
        const nominal = extended.derivation.findLast(({ step }) => step === 'extension' || step === 'clamp')?.result;
        const rolledBy = (Date.parse(extended.dueDate) - Date.parse(nominal ?? '')) / 86_400_000;
        expect(extended.derivation.filter(({ step }) => step === 'roll')).toHaveLength(1);
        expect(rolledBy).toBeGreaterThanOrEqual(0);
        expect(rolledBy).toBeLessThanOrEqual(6);
        expect(Date.parse(extended.due)).toBeGreaterThan(Date.parse(first.due));
      }),
    );
  });

  it('72 hours are 72 elapsed hours, wherever and whenever', () => {
    fc.assert(
      fc.property(moment, zone, (at, where) => {
        const answer = due({ clock: 'gdpr-33-1', received: at.toISOString(), zone: where });
        expect(Date.parse(answer.due) - at.getTime()).toBe(72 * 3_600_000);
      }),
    );
  });

  it('a promise can only make the end earlier', () => {
    fc.assert(
      fc.property(moment, days, monthClock, (at, promised, clock) => {
        const received = at.toISOString();
        const lawful = due({ clock, received });
        const both = due({ clock, received, promise: `P${promised}D` });
        expect(Date.parse(both.due)).toBeLessThanOrEqual(Date.parse(lawful.due));
        expect([both.law?.due, both.promise?.due]).toContain(both.due);
      }),
    );
  });

  it('the same moment written with another offset has the same end', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: -12, max: 12 }), fc.constantFrom(...clockIds), (at, hours, clock) => {
        const shifted = new Date(at.getTime() + hours * 3_600_000).toISOString().slice(0, -1);
        const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
        const one = computeDue({ clock, received: at.toISOString() });
        const other = computeDue({ clock, received: `${shifted}${offset}` });
        expect({ ...other, received: '' }).toEqual({ ...one, received: '' });
      }),
    );
  });

  it('the last moment of the due day is that day, and a millisecond later is not', () => {
    fc.assert(
      fc.property(moment, zone, monthClock, (at, where, clock) => {
        const answer = due({ clock, received: at.toISOString(), zone: where });
        const dayIn = new Intl.DateTimeFormat('en-CA', { timeZone: where, dateStyle: 'short' });
        expect(dayIn.format(Date.parse(answer.due))).toBe(answer.dueDate);
        expect(dayIn.format(Date.parse(answer.due) + 1)).not.toBe(answer.dueDate);
      }),
    );
  });

  it('keeping longer never erases earlier, and the last day kept is the day before', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 60 }), (at, months) => {
        const anchor = at.toISOString();
        const shorter = computeErasable({ anchor, keep: `P${months}M` });
        const longer = computeErasable({ anchor, keep: `P${months + 1}M` });
        const held = computeErasable({ anchor, clock: 'bokforing-13-secondary', accountingYearEnd: '06-30' });
        if (isRejected(shorter) || isRejected(longer) || isRejected(held)) throw new Error('no date');
        expect(shorter.erasableFrom < longer.erasableFrom).toBe(true);
        expect(Date.parse(held.erasableFrom) - Date.parse(held.keepUntilAtLeast ?? '')).toBe(86_400_000);
      }),
    );
  });

  it('any text at all gets an answer or a code of the closed set', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('P1M', 'gdpr-12-3', '2026-01-31T10:00:00Z', 'Europe/Oslo', '12-31'),
    );
    const codes: readonly string[] = lawRejectionCodes;
    fc.assert(
      fc.property(text, text, text, text, (first, second, third, fourth) => {
        const answers = [
          computeDue({ clock: first, received: second, zone: third, promise: fourth }),
          computeErasable({ anchor: first, keep: second, zone: third, rules: fourth }),
          computeErasable({ anchor: first, clock: second, accountingYearEnd: third }),
        ];
        for (const answer of answers) if (isRejected(answer)) expect(codes).toContain(answer.rejected.code);
      }),
      { numRuns: 500 },
    );
  });
});
