import type { CategoryName } from './public-api.ts';

/** The seven types of Google's Consent Mode v2, and the cookie category that opens each. */
const signals: Record<string, CategoryName> = {
  ad_storage: 'marketing',
  ad_user_data: 'marketing',
  ad_personalization: 'marketing',
  analytics_storage: 'statistics',
  functionality_storage: 'preferences',
  personalization_storage: 'preferences',
  security_storage: 'necessary',
};
const waitForUpdateMs = 2_000;

/** Tells Google's tags what is allowed: everything is denied until the visitor's choices are known. */
export function googleConsentMode(): { update(allowed: readonly CategoryName[]): void } {
  const page = window as unknown as { dataLayer?: unknown[] };
  page.dataLayer ??= [];
  const layer = page.dataLayer;
  // Google's tags tell a command from other entries by its being an arguments object.
  function gtag(..._command: unknown[]): void {
    // oxlint-disable-next-line prefer-rest-params
    layer.push(arguments);
  }
  const state = (allowed: readonly CategoryName[]) =>
    Object.fromEntries(
      Object.entries(signals).map(([signal, category]) => [signal, allowed.includes(category) ? 'granted' : 'denied']),
    );
  gtag('consent', 'default', { ...state([]), wait_for_update: waitForUpdateMs });
  return { update: (allowed) => gtag('consent', 'update', state(allowed)) };
}
