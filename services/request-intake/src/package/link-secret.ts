import type { Tenant } from '@vitne/contracts/channels';
import type { Vault } from '@vitne/vault/vault';

type LinkPlace = { tenant: Tenant; package: string; link: number; keyMonth: string };

/**
 * The secret in a link, 192 bits that nobody without the vault's key of that month can make. It is made again when it is
 * needed and kept nowhere; undefined when the key is gone, which is after every link of its time has expired.
 */
export const linkSecret = (
  vault: Vault,
  { tenant, package: id, link, keyMonth }: LinkPlace,
): Promise<string | undefined> => vault.fingerprint(tenant, keyMonth, JSON.stringify(['package-link', id, link]));

/** What is recorded of a secret: it tells whether a secret is the right one, and cannot be turned back. */
export const secretDigest = (
  vault: Vault,
  { tenant, package: id, keyMonth }: Pick<LinkPlace, 'tenant' | 'package' | 'keyMonth'>,
  secret: string,
): Promise<string | undefined> =>
  vault.fingerprint(tenant, keyMonth, JSON.stringify(['package-link-digest', id, secret]));

/** Where a link leads. Neither part says anything of the person. */
export const linkAddress = (origin: string, tenant: Tenant, id: string, secret: string): string =>
  `${origin}/packages/${tenant}/${id}/${secret}`;
