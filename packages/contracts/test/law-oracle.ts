/**
 * A second computation of the same law, by other means: milliseconds, `Date.UTC` and `Intl`, Easter by Gauss. It shares no
 * code with `src/law`, so that an error has to be made twice, differently, to go unnoticed.
 */
const dayMs = 86_400_000;
const osloParts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

/** The wall clock in Oslo, as `YYYY-MM-DD HH:MM`. */
export function osloWall(epochMs: number): string {
  const part = Object.fromEntries(osloParts.formatToParts(epochMs).map(({ type, value }) => [type, value]));
  return `${part['year']}-${part['month']}-${part['day']} ${part['hour']}:${part['minute']}`;
}

export const isoDay = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** Easter Sunday by Gauss, with the two exceptions that the rule has. */
export function gaussEaster(year: number): string {
  const k = Math.floor(year / 100);
  const m = (15 + k - Math.floor(k / 4) - Math.floor((13 + 8 * k) / 25)) % 30;
  const n = (4 + k - Math.floor(k / 4)) % 7;
  const d = (19 * (year % 19) + m) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7;
  let march = 22 + d + e;
  if (d === 29 && e === 6) march = 50;
  else if (d === 28 && e === 6 && (11 * m + 11) % 30 < 19) march = 49;
  return isoDay(Date.UTC(year, 2, march));
}

const holidaysByYear = new Map<number, Set<string>>();

function holidays(year: number): Set<string> {
  let known = holidaysByYear.get(year);
  if (!known) {
    const easterMs = Date.parse(gaussEaster(year));
    known = new Set(['01-01', '05-01', '05-17', '12-25', '12-26'].map((monthDay) => `${year}-${monthDay}`));
    for (const offset of [-3, -2, 0, 1, 39, 49, 50]) known.add(isoDay(easterMs + offset * dayMs));
    holidaysByYear.set(year, known);
  }
  return known;
}

export function oracleWorkingDay(date: string): boolean {
  const epochMs = Date.parse(date);
  const weekday = new Date(epochMs).getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays(Number(date.slice(0, 4))).has(date);
}

/** A date some months later: the same day of the month, or the month's last. */
export function plusMonths(date: string, months: number): string {
  const [year = 0, month = 0, day = 0] = date.split('-').map(Number);
  const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
  return isoDay(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)));
}

export const plusDays = (date: string, days: number): string => isoDay(Date.parse(date) + days * dayMs);

/** The end of a period of months that starts with a receipt: the local date on which one is still in time. */
export function oracleMonths(receivedMs: number, months: number): string {
  let date = plusMonths(osloWall(receivedMs).slice(0, 10), months);
  while (!oracleWorkingDay(date)) date = plusDays(date, 1);
  return date;
}

/** The last millisecond of a day in Oslo, found by looking for the midnight after it. */
export function oracleEndOfDay(date: string): number {
  const next = plusDays(date, 1);
  for (const offsetHours of [2, 1]) {
    const midnightMs = Date.parse(next) - offsetHours * 3_600_000;
    if (osloWall(midnightMs) === `${next} 00:00`) return midnightMs - 1;
  }
  throw new Error(`Found no midnight after ${date}.`);
}
