import { Temporal } from 'temporal-polyfill';

/** How long packages and the links to them live; published terms never change. */
const termsOfPackages = {
  '2026-1': { package: 'P60D', link: 'P14D', uses: 10 },
  '2026-2': { package: 'P60D', link: 'P14D', uses: 10, reminder: 'P4D' },
} as const satisfies Record<string, Terms>;

/** `reminder`: how long before a link runs out somebody who has not used it is reminded. */
type Terms = { package: string; link: string; uses: number; reminder?: string };

export const currentPackageTerms = '2026-2' satisfies keyof typeof termsOfPackages;

/** When a package that is put together now is disposed of. */
export const packageExpires = (now: string): string => later(now, termsOfPackages[currentPackageTerms].package);

/** Until when and how often a link that is made now opens its package; never longer than the package is there. */
export function linkTerms(now: string, packageEnds: string): { expires: string; uses: number } {
  const { link, uses } = termsOfPackages[currentPackageTerms];
  const expires = later(now, link);
  return { expires: Date.parse(expires) < Date.parse(packageEnds) ? expires : packageEnds, uses };
}

/**
 * When somebody who has not used a link is reminded of it: never in the first half of its life, so that a short one does
 * not come together with its reminder. Undefined under terms that know no reminder.
 */
export function remindAt({ issued, expires }: { issued: string; expires: string }, terms: string): string | undefined {
  const { reminder } = (termsOfPackages as Record<string, Terms>)[terms] ?? {};
  if (reminder === undefined) return undefined;
  const half = (Date.parse(issued) + Date.parse(expires)) / 2;
  const before =
    Temporal.Instant.from(expires).epochMilliseconds - Temporal.Duration.from(reminder).total('milliseconds');
  return new Date(Math.max(half, before)).toISOString();
}

/** In UTC, where a day has 24 hours. */
const later = (now: string, length: string): string =>
  Temporal.Instant.from(now)
    .toZonedDateTimeISO('UTC')
    .add(Temporal.Duration.from(length))
    .toInstant()
    .toString({ smallestUnit: 'second' });
