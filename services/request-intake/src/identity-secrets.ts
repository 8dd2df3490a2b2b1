import { randomBytes, randomInt } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import type { Vault } from '@vitne/vault/vault';

const codeDigits = 8;
const linkBytes = 32;

/** Eight digits, all equally likely, for a person to read and write. */
export const newCode = (): string => String(randomInt(10 ** codeDigits)).padStart(codeDigits, '0');

/** 256 random bits, for the link. */
export const newSecret = (): string => randomBytes(linkBytes).toString('base64url');

/** What was shown, for which request and as which of its codes: two that differ in anything have different digests. */
export type Shown = {
  tenant: Tenant;
  request: string;
  kind: 'email-code' | 'email-link' | 'signed-in';
  /** Which of the request's codes; 0 for a sign-in. */
  code: number;
  secret: string;
};

/**
 * A digest under a key of the vault that lives two months, so that what is recorded can neither be turned back into a code
 * nor tried out by whoever reads the ledger; undefined when the key is gone.
 */
export const digestOfShown = (
  vault: Vault,
  month: string,
  { tenant, request, kind, code, secret }: Shown,
): Promise<string | undefined> =>
  vault.fingerprint(tenant, month, JSON.stringify(['identity-check', kind, request, code, secret]));

/** The code as people write it: without the spaces that they read it with. */
export const codeAsWritten = (code: string): string => code.replaceAll(/[\s-]/g, '');

/** What stands in the link: the request that it proves, and the secret. Neither says anything of the person. */
export const linkToken = (request: string, secret: string): string => `${request}.${secret}`;

/** The parts of a link's token, or undefined for what cannot be one. */
export function partsOfLink(token: string): { request: string; secret: string } | undefined {
  const [, request, secret] = /^([a-z0-9][a-z0-9-]{0,63})\.([\w-]{43})$/.exec(token) ?? [];
  return request !== undefined && secret !== undefined ? { request, secret } : undefined;
}
