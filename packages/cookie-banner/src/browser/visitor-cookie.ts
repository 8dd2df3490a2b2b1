import { momentAfter } from './durations.ts';
import type { ChoiceCookie } from './public-api.ts';

const wellFormed = /^[0-9a-f]{32}$/;

/** The visitor's random number, if this browser has one; whoever deleted it is a new visitor. */
export function readVisitor({ identifier }: ChoiceCookie): string | undefined {
  const found = document.cookie
    .split('; ')
    .find((pair) => pair.startsWith(`${identifier}=`))
    ?.slice(identifier.length + 1);
  return found !== undefined && wellFormed.test(found) ? found : undefined;
}

/** Keeps the number for as long as the statement says; written again, it is a fresh cookie with the same number. */
export function writeVisitor(cookie: ChoiceCookie, visitor: string): void {
  const { hostname, protocol } = location;
  const domain = cookie.domains.find((one) => hostname === one || hostname.endsWith(`.${one}`));
  document.cookie = [
    `${cookie.identifier}=${visitor}`,
    'Path=/',
    'SameSite=Lax',
    ...(protocol === 'https:' ? ['Secure'] : []),
    ...(domain === undefined ? [] : [`Domain=${domain}`]),
    ...(cookie.life === 'session' ? [] : [`Expires=${momentAfter(new Date(), cookie.life).toUTCString()}`]),
  ].join('; ');
}
