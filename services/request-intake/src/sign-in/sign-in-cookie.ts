import type { SignInSecrets } from './relying-party.ts';

/** What a browser keeps between leaving for the provider and coming back: it says nothing of the person. */
export type KeptSignIn = SignInSecrets & { request: string; language: 'nb' | 'en' };

const name = 'vitne-sign-in';
const secret = '[\\w-]{43}';
const shape = new RegExp(`^([a-z0-9][a-z0-9-]{0,63})\\.(nb|en)\\.(${secret})\\.(${secret})\\.(${secret})$`);

/**
 * The header that gives a browser what it has to bring back; it goes to that one address alone, no script reads it, and the
 * browser sends it along when the provider sends the person back (SameSite=Lax).
 */
export const keepSignIn = (callback: URL, kept: KeptSignIn, seconds: number): string =>
  header(callback, [kept.request, kept.language, kept.state, kept.nonce, kept.verifier].join('.'), seconds);

/** The header that takes it back. */
export const forgetSignIn = (callback: URL): string => header(callback, '', 0);

function header({ protocol, pathname }: URL, value: string, seconds: number): string {
  const secure = protocol === 'https:' ? '; Secure' : '';
  return `${name}=${value}; Path=${pathname}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** What a browser brings back, or undefined if it brings nothing, or something that we never gave. */
export function keptSignIn(cookies: string | undefined): KeptSignIn | undefined {
  const found = cookies
    ?.split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${name}=`));
  const [, request, language, state, nonce, verifier] = shape.exec(found?.slice(name.length + 1) ?? '') ?? [];
  if (request === undefined || state === undefined || nonce === undefined || verifier === undefined) return undefined;
  return { request, language: language === 'en' ? 'en' : 'nb', state, nonce, verifier };
}
