import type { Purpose, Statement } from '@vitne/contracts/statement/schema';

/**
 * Where a person takes back a consent to a purpose, as the statement says it (Art. 7(3)): by the settings button of the
 * banner where it is a cookie's, otherwise as any other right.
 */
export function withdrawalPlace(statement: Statement, purpose: Purpose | undefined): string {
  const { settings } = statement.cookies;
  const atBanner = purpose?.cookieCategory !== undefined && settings.includes('banner-button');
  return atBanner ? statement.controller.website : rightsPlace(statement);
}

/** Where a person uses a right: the portal or form that the statement names, or whom it lets people write to. */
export function rightsPlace({ requests, controller }: Statement): string {
  const open = requests.channels.find(({ kind, address }) => kind !== 'email' && /^https?:\/\//i.test(address));
  if (open) return open.address;
  const mail = requests.channels.find(({ kind, address }) => kind === 'email' && address.includes('@'));
  return `mailto:${mail?.address ?? controller.email}`;
}
