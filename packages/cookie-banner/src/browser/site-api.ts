import type { CategoryName } from './public-api.ts';

export type Change = { allowed: readonly CategoryName[] };

/** What a site can ask and do; it is there as soon as the script has run, and says no until the choices are known. */
export type SiteApi = {
  /** Whether something may be used now, by the name of a cookie category or of a purpose. */
  may(name: string): boolean;
  /** Calls back at every change, and once when the choices are known. @returns what ends it */
  onChange(listener: (change: Change) => void): () => void;
  openCookieSettings(): void;
};

declare global {
  interface Window {
    vitne?: SiteApi;
  }
}

const eventName = 'vitne:change';

/** Puts the banner's interface on the page. Each change is also an event of the document, `vitne:change`. */
export function offerSiteApi(may: (name: string) => boolean, openCookieSettings: () => void) {
  window.vitne = {
    may,
    openCookieSettings,
    onChange(listener) {
      const heard = (event: Event) => listener((event as CustomEvent<Change>).detail);
      document.addEventListener(eventName, heard);
      return () => document.removeEventListener(eventName, heard);
    },
  };
  return {
    tell: (allowed: readonly CategoryName[]) =>
      document.dispatchEvent(new CustomEvent<Change>(eventName, { detail: { allowed } })),
  };
}
