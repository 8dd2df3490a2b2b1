import type { Language } from './public-api.ts';

type Unit = 'Y' | 'M' | 'W' | 'D';

const units: Record<Unit, Record<Language, [one: string, many: string]>> = {
  Y: { nb: ['år', 'år'], en: ['year', 'years'] },
  M: { nb: ['måned', 'måneder'], en: ['month', 'months'] },
  W: { nb: ['uke', 'uker'], en: ['week', 'weeks'] },
  D: { nb: ['dag', 'dager'], en: ['day', 'days'] },
};

/** The parts of an ISO 8601 duration in whole days, weeks, months and years; times of day are of no use to a cookie. */
function partsOf(duration: string): [number, Unit][] {
  const [date = ''] = duration.split('T');
  return [...date.matchAll(/(\d+)([YMWD])/g)].map(([, count, unit]) => [Number(count), unit as Unit]);
}

/** `P12M` as `12 måneder` or `12 months`; what is no duration in days comes back as it is. */
export function durationInWords(duration: string, language: Language): string {
  const parts = partsOf(duration).map(([count, unit]) => `${count} ${units[unit][language][count === 1 ? 0 : 1]}`);
  return parts.join(' ') || duration;
}

/** The moment a duration after another, on the calendar: six months are not 180 days. */
export function momentAfter(begin: Date, duration: string): Date {
  const end = new Date(begin);
  for (const [count, unit] of partsOf(duration)) {
    if (unit === 'Y') end.setFullYear(end.getFullYear() + count);
    if (unit === 'M') end.setMonth(end.getMonth() + count);
    if (unit === 'W' || unit === 'D') end.setDate(end.getDate() + count * (unit === 'W' ? 7 : 1));
  }
  return end;
}
