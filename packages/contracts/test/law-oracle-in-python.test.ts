import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { computeDue } from '../src/law/due.ts';
import { isRejected } from '../src/law/moments.ts';
import { computeErasable } from '../src/law/retention.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

type Place = { atMs: number; zone: string };
type Question = Place &
  (
    | { months: number; clock: string; extended?: true; promisedDays?: number }
    | { hours: number }
    | { keepMonths: number }
    | { heldMonths: number; clock: string; yearEnd: string }
  );

/** Every question to the program of another language, and its answers in order. */
async function asked(questions: readonly Question[]): Promise<unknown[]> {
  const oracle = spawn('python3', [fileURLToPath(new URL('law-oracle.py', import.meta.url))]);
  const closed = once(oracle, 'close');
  const said = text(oracle.stdout);
  const complained = text(oracle.stderr);
  oracle.stdin.end(`${questions.map((question) => JSON.stringify(question)).join('\n')}\n`);
  const [code] = await closed;
  expect(code, await complained).toBe(0);
  return (await said)
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function computed(question: Question): unknown {
  const at = new Date(question.atMs).toISOString();
  const { zone } = question;
  if ('keepMonths' in question || 'heldMonths' in question) {
    const kept =
      'keepMonths' in question
        ? computeErasable({ anchor: at, zone, keep: `P${question.keepMonths}M` })
        : computeErasable({ anchor: at, zone, clock: question.clock, accountingYearEnd: question.yearEnd });
    return isRejected(kept) ? kept : { erasableFrom: kept.erasableFrom };
  }
  const due =
    'hours' in question
      ? computeDue({ clock: 'gdpr-33-1', received: at, zone })
      : computeDue({
          clock: question.clock,
          received: at,
          zone,
          ...(question.extended && { extended: true }),
          ...(question.promisedDays && { promise: `P${question.promisedDays}D` }),
        });
  return isRejected(due) ? due : { dueDate: due.dueDate, dueMs: Date.parse(due.due) };
}

/** Every kind of question at one moment. */
const everyKind = ({ atMs, zone }: Place): Question[] => [
  ...['gdpr-12-3', 'gdpr-12-4', 'gdpr-14-3'].map((clock) => ({ atMs, zone, clock, months: 1 })),
  { atMs, zone, clock: 'gdpr-12-3', months: 3, extended: true },
  { atMs, zone, clock: 'gdpr-12-3', months: 1, promisedDays: 30 },
  { atMs, zone, hours: 72 },
  ...[1, 12, 18, 24].map((keepMonths) => ({ atMs, zone, keepMonths })),
  ...['12-31', '06-30', '02-29'].flatMap((yearEnd) => [
    { atMs, zone, clock: 'bokforing-13-primary', heldMonths: 60, yearEnd },
    { atMs, zone, clock: 'bokforing-13-secondary', heldMonths: 42, yearEnd },
  ]),
];

async function disagreements(places: readonly Place[]): Promise<string[]> {
  const questions = places.flatMap(everyKind);
  const answers = await asked(questions);
  expect(answers).toHaveLength(questions.length);
  return questions.flatMap((question, index) => {
    const [ours, theirs] = [JSON.stringify(computed(question)), JSON.stringify(answers[index])];
    return ours === theirs ? [] : [`${JSON.stringify(question)}: ${ours} is not ${theirs}`];
  });
}

describe('a program in another language, with a table of Easters, gives a person the same dates', () => {
  it('every eleventh day from 1970 to 2100, in four zones and at another minute each time', async () => {
    const places: Place[] = [];
    const zones = ['Europe/Oslo', 'Europe/Oslo', 'UTC', 'Asia/Kolkata', 'America/New_York'];
    for (let ms = Date.UTC(1970, 0, 2), turn = 0; ms < Date.UTC(2101, 0, 1); ms += 11 * dayMs, turn += 1)
      places.push({ atMs: ms + ((turn * 617) % 1440) * 60_000, zone: zones[turn % zones.length] ?? 'UTC' });
    expect(await disagreements(places)).toEqual([]);
  }, 60_000);

  it('the days that are hard: leap days, the ends of months, around Easter and 17 May, and both sides of summer time', async () => {
    const days: number[] = [];
    for (let year = 1971; year <= 2100; year += 1) {
      for (const month of [0, 1, 2, 3, 7, 10, 11]) days.push(Date.UTC(year, month + 1, 0), Date.UTC(year, month, 30));
      // A month before 17 May and the days around it, which can be Whit Sunday or Whit Monday.
      for (const day of [15, 16, 17, 18]) days.push(Date.UTC(year, 3, day));
      // The last Sundays of March and of October, when Europe changes its clocks.
      for (const month of [2, 9]) {
        const last = new Date(Date.UTC(year, month, 31));
        days.push(last.getTime() - last.getUTCDay() * dayMs);
      }
    }
    const places = days.flatMap((ms) =>
      [-1, 0, 1, 12].map((hour) => ({ atMs: ms + hour * hourMs, zone: 'Europe/Oslo' })),
    );
    expect(await disagreements(places.filter((_, index) => index % 3 === 0))).toEqual([]);
  }, 60_000);
});

it('the canary: an answer that is one day off is a disagreement', async () => {
  const question: Question = { atMs: Date.UTC(2024, 2, 5), zone: 'Europe/Oslo', clock: 'gdpr-12-3', months: 1 };
  const [answer] = await asked([{ ...question, atMs: question.atMs + dayMs }]);
  expect(answer).not.toEqual(computed(question));
});
