import { expect, test } from 'vitest';
import { durationInWords, momentAfter } from '../src/browser/durations.ts';

test('how long something lasts is said in whole words, in both languages', () => {
  const said = ['P12M', 'P1Y', 'P1M', 'P2W', 'P90D', 'P1Y6M'].map((duration) => [
    durationInWords(duration, 'nb'),
    durationInWords(duration, 'en'),
  ]);
  expect(said).toEqual([
    ['12 måneder', '12 months'],
    ['1 år', '1 year'],
    ['1 måned', '1 month'],
    ['2 uker', '2 weeks'],
    ['90 dager', '90 days'],
    ['1 år 6 måneder', '1 year 6 months'],
  ]);
});

test('a cookie ends on the calendar day that the statement says', () => {
  const begin = new Date('2025-03-03T12:00:00Z');
  const ends = (duration: string) => momentAfter(begin, duration).toISOString().slice(0, 10);
  expect(['P6M', 'P90D', 'P1Y', 'P2W'].map(ends)).toEqual(['2025-09-03', '2025-06-01', '2026-03-03', '2025-03-17']);
});
