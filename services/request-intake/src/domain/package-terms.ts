import { Temporal } from 'temporal-polyfill';

/** How long packages and the links to them live; published terms never change. */
const termsOfPackages = {
  '2026-1': { package: 'P60D', link: 'P14D', uses: 10 },
} as const satisfies Record<string, { package: string; link: string; uses: number }>;

export const currentPackageTerms = '2026-1' satisfies keyof typeof termsOfPackages;

/** When a package that is put together now is disposed of. */
export const packageExpires = (now: string): string => later(now, termsOfPackages[currentPackageTerms].package);

/** Until when and how often a link that is made now opens its package; never longer than the package is there. */
export function linkTerms(now: string, packageEnds: string): { expires: string; uses: number } {
  const { link, uses } = termsOfPackages[currentPackageTerms];
  const expires = later(now, link);
  return { expires: Date.parse(expires) < Date.parse(packageEnds) ? expires : packageEnds, uses };
}

/** In UTC, where a day has 24 hours. */
const later = (now: string, length: string): string =>
  Temporal.Instant.from(now)
    .toZonedDateTimeISO('UTC')
    .add(Temporal.Duration.from(length))
    .toInstant()
    .toString({ smallestUnit: 'second' });
