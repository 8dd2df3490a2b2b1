import type { Tenant } from '@vitne/contracts/channels';
import type { SignInProvider } from '@vitne/service-kit/sign-in-providers';
import type { Vault } from '@vitne/vault/vault';
import type { SignInClaim, SignInFailure } from '../domain/identity-check-commands.ts';
import type { SignedIn } from './relying-party.ts';

/** An identifier is at most that long; a claim that is longer leads to nobody. */
const mostCharacters = 254;

/**
 * What somebody's sign-in says of the person whom a request is about. The identifiers are looked up by the vault's keyed
 * digest, remember nobody, and go no further than here: neither an event nor a log line ever holds one.
 */
export async function whatClaimShows(
  vault: Vault,
  tenant: Tenant,
  { identifiers, levels }: Pick<SignInProvider, 'identifiers' | 'levels'>,
  { claims, person }: SignedIn & { person: string },
): Promise<{ claim: SignInClaim } | { failed: SignInFailure }> {
  const acr = textOf(claims['acr'], 200);
  if (levels.length > 0 && (acr === undefined || !levels.includes(acr))) return { failed: 'level-too-low' };
  const amr = amrOf(claims['amr']);
  const level = { ...(acr !== undefined && { acr }), ...(amr && { amr }) };
  const told = identifiers.flatMap(({ claim, kind, verifiedBy }) => {
    const value = textOf(claims[claim], mostCharacters);
    return value === undefined ? [] : [{ kind, value, verified: isTrue(verifiedBy, claims) }];
  });
  const verified = told.filter(({ verified: isVerified }) => isVerified);
  const [first] = verified;
  if (!first) return { failed: told.length > 0 ? 'claim-not-verified' : 'claim-missing' };
  for (const { kind, value } of verified) {
    const leadsTo = await vault.findPerson(tenant, { kind, value });
    if (leadsTo === person) return { claim: { leadsTo, identifierKind: kind, ...level } };
  }
  return { claim: { leadsTo: undefined, identifierKind: first.kind, ...level } };
}

const isTrue = (verifiedBy: string | undefined, claims: SignedIn['claims']): boolean =>
  verifiedBy === undefined || claims[verifiedBy] === true;

function textOf(value: unknown, most: number): string | undefined {
  const text = typeof value === 'string' ? value.trim() : '';
  return text === '' || text.length > most ? undefined : text;
}

/** The methods of a sign-in (RFC 8176), as far as they are what they should be. */
function amrOf(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((method: unknown) => textOf(method, 100) ?? []).slice(0, 10);
}
