/**
 * The auditor's own calendar: days are whole numbers since 1 January 1970, and what a clock on the wall shows comes from the
 * machine's list of time zones. It shares no code with the law of the platform.
 */
const dayMs = 86_400_000;

/** A local day, as days since 1 January 1970. */
export type Day = number;

export const dayOf = (text: string): Day => Math.round(Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / dayMs);
export const textOf = (day: Day): string => new Date(day * dayMs).toISOString().slice(0, 10);

const walls = new Map<string, Intl.DateTimeFormat>();

function wallIn(zone: string): Intl.DateTimeFormat {
  const known =
    walls.get(zone) ??
    new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  walls.set(zone, known);
  return known;
}

/** How far the wall clock is ahead of UTC at a moment. */
function aheadMs(momentMs: number, zone: string): number {
  const part: Record<string, number> = {};
  for (const { type, value } of wallIn(zone).formatToParts(momentMs)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(momentMs / 1_000) * 1_000;
}

export const localDay = (momentMs: number, zone: string): Day =>
  Math.floor((momentMs + aheadMs(momentMs, zone)) / dayMs);

const beginnings = new Map<string, number>();

/** The first moment of a local day. */
export function beginOf(day: Day, zone: string): number {
  const key = `${zone}/${day}`;
  const known = beginnings.get(key);
  if (known !== undefined) return known;
  // The offset of the evening before decides, unless the clocks are changed in the night itself.
  let begin = day * dayMs - aheadMs(day * dayMs, zone);
  begin = day * dayMs - aheadMs(begin, zone);
  beginnings.set(key, begin);
  return begin;
}

/** The last millisecond of a local day. */
export const endOf = (day: Day, zone: string): number => beginOf(day + 1, zone) - 1;

/** The same day of a later month, or the last day of that month. */
export function monthsLater(day: Day, months: number): Day {
  const from = new Date(day * dayMs);
  const whole = from.getUTCFullYear() * 12 + from.getUTCMonth() + months;
  const lastOfMonth = new Date(Date.UTC(Math.floor(whole / 12), (whole % 12) + 1, 0)).getUTCDate();
  return Math.round(Date.UTC(Math.floor(whole / 12), whole % 12, Math.min(from.getUTCDate(), lastOfMonth)) / dayMs);
}

/** `P18M`, `P1Y6M`, `P30D` from a day; `at-once` is the day itself. */
export function later(day: Day, length: string): Day {
  if (length === 'at-once') return day;
  const [, years = 0, months = 0, weeks = 0, days = 0] =
    /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$/.exec(length) ?? fail(`No length of time: ${length}`);
  return monthsLater(day, Number(years) * 12 + Number(months)) + Number(weeks) * 7 + Number(days);
}

/** The first day on or after this one that is neither of the weekend nor a public holiday in Norway. */
export function workingDayFrom(day: Day): Day {
  let candidate = day;
  while (isFree(candidate)) candidate += 1;
  return candidate;
}

function isFree(day: Day): boolean {
  // 1 January 1970 was a Thursday.
  const weekday = (day + 4) % 7;
  if (weekday === 0 || weekday === 6) return true;
  const text = textOf(day);
  if (['01-01', '05-01', '05-17', '12-25', '12-26'].includes(text.slice(5))) return true;
  return [-3, -2, 0, 1, 39, 49, 50].includes(day - easter(Number(text.slice(0, 4))));
}

/** Easter Sunday is the Sunday after the full moon on or after 21 March, the moon being that of the church's tables. */
function easter(year: number): Day {
  const century = Math.floor(year / 100);
  const golden = (year % 19) + 1;
  const leapsLeftOut = Math.floor((3 * (century + 1)) / 4) - 12;
  const moonsCorrection = Math.floor((8 * (century + 1) + 5) / 25) - 5;
  let epact = (11 * golden + 20 + moonsCorrection - leapsLeftOut) % 30;
  if (epact < 0) epact += 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
  const march = 44 - epact < 21 ? 74 - epact : 44 - epact;
  const fullMoon = Math.round(Date.UTC(year, 2, march) / dayMs);
  return fullMoon + 7 - ((fullMoon + 4) % 7);
}

function fail(what: string): never {
  throw new TypeError(what);
}
