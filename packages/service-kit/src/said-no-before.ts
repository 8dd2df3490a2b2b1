import type { Tenant } from '@vitne/contracts/channels';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { Identifier, Vault } from '@vitne/vault/vault';

/** On the suppression list: an objection to direct marketing of any purpose (Art. 21(2)); beside it purposes stand by their ids. */
export const anyDirectMarketing = 'direct-marketing';

/** By whom a cookie or an account is known says nothing of where somebody can be written to. */
const reachable: readonly Identifier['kind'][] = ['email', 'phone', 'customer-number'];

export const marketingPurposes = ({ purposes }: Statement): string[] =>
  purposes.flatMap(({ id, directMarketing }) => (directMarketing === true ? [id] : []));

/**
 * Which direct marketing somebody of these identifiers had said no to before being forgotten (Art. 21(3)): the no stands
 * until the person agrees anew.
 */
export async function saidNoBefore(
  vault: Vault,
  tenant: Tenant,
  statement: Statement,
  identifiers: readonly Identifier[],
): Promise<string[]> {
  const marketing = marketingPurposes(statement);
  const asked = identifiers.filter(({ kind }) => reachable.includes(kind));
  if (marketing.length === 0 || asked.length === 0) return [];
  const reasons = await vault.suppressedFor(tenant, asked, [anyDirectMarketing, ...marketing]);
  return reasons.includes(anyDirectMarketing) ? marketing : reasons;
}
