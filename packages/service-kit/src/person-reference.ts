import type { Tenant } from '@vitne/contracts/channels';
import { type PersonId, personIdSchema } from '@vitne/contracts/event-definition';
import { identifierSchema } from '@vitne/contracts/identifiers';
import type { Identifier, Vault } from '@vitne/vault/vault';
import { z } from 'zod';

/** A person, by the id that Vitne answered with earlier or by an identifier. */
export const personReferenceSchema = z.union([z.strictObject({ person: personIdSchema }), identifierSchema]);
export type PersonReference = z.infer<typeof personReferenceSchema>;

/** The person's id if there is one. Asking remembers nobody, so it is the way to look before a command is accepted. */
export async function knownPerson(
  vault: Vault,
  tenant: Tenant,
  reference: PersonReference,
): Promise<PersonId | undefined> {
  return 'person' in reference ? reference.person : vault.findPerson(tenant, reference satisfies Identifier);
}

/** The person's id; an identifier that nobody has used before is given a new one. */
export async function personOf(vault: Vault, tenant: Tenant, reference: PersonReference): Promise<PersonId> {
  return 'person' in reference ? reference.person : vault.resolvePerson(tenant, reference satisfies Identifier);
}
