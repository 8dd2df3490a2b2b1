import type { CookieRow } from './public-api.ts';

/**
 * Removes from the browser what the table lists, as far as a script of the page reaches: cookies of this host and of
 * the domains above it, and entries of the web storage. What is HttpOnly or lies with another site stays.
 */
export function removeListed(rows: readonly CookieRow[]): void {
  for (const { identifier, type, domains } of rows) {
    if (type === 'cookie') for (const place of placesOf(domains)) expire(identifier, place);
    if (type === 'web') forget(identifier);
  }
}

const expire = (identifier: string, place: string): void => {
  document.cookie = `${identifier}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT${place}`;
};

/** A cookie is removed only by naming the domain that it was set for, which the browser does not tell. */
function placesOf(listed: readonly string[]): string[] {
  const labels = location.hostname.split('.');
  const above = labels.map((_, index) => labels.slice(index).join('.'));
  return ['', ...[...new Set([...listed, ...above])].map((domain) => `; Domain=${domain}`)];
}

function forget(identifier: string): void {
  try {
    localStorage.removeItem(identifier);
    sessionStorage.removeItem(identifier);
  } catch {
    // A browser that lets a site store nothing has nothing to remove either.
  }
}

/**
 * Whether a page begins a visit: it was gone to from somewhere else. Nothing is stored to find that out, so a site that
 * sends no referrer begins a visit with each page.
 */
export function visitBegins(): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (navigation && navigation.type !== 'navigate') return false;
  return !document.referrer || new URL(document.referrer).origin !== location.origin;
}
