import type { disposalAnonymised, remainsSchema } from '@vitne/contracts/catalogue/anonymisation-events';
import { type Rejected, reject } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { z } from 'zod';

export type Remains = z.infer<typeof remainsSchema>;

/**
 * How few people may share what is left. The number is ours, because the law gives none (recital 26 asks what is reasonably
 * likely to single somebody out): below ten, a group that one member leaves tells too much about those who stay.
 */
export const anonymisationRule = { version: 'anonymisation-2026-1', leastGroup: 10 } as const;

export type AnonymisationRejection =
  | 'anonymising-undeclared'
  | 'anonymous-group-too-small'
  | 'anonymous-fields-identify'
  | 'evidence-leads-to-person'
  | 'anonymous-still-linkable';

/** What a system says of an anonymised disposal, and what is known beside it. Nothing of it is recorded as it is. */
export type Anonymised = {
  remains: Remains | undefined;
  evidence: string;
  person: string;
  /** The names that the system has told for its records of the person, as far as they still open. */
  references: readonly string[];
  /** What the statement calls a direct identifier, by its attributes' ids. */
  directIdentifiers: readonly string[];
  /** Whether anything else of the person stays, under whose key the references stay readable. */
  somethingStays: boolean;
};

/** Refuses what could still be linked to the person; undefined when nothing speaks against it. */
export function refuseLinkable(said: Anonymised): Rejected<AnonymisationRejection> | undefined {
  const { remains, evidence, person, references, directIdentifiers, somethingStays } = said;
  if (remains === undefined) {
    return reject(
      'anonymising-undeclared',
      'Say under remains what is left: its form, the size of the smallest group, and every field.',
    );
  }
  const { leastGroup } = anonymisationRule;
  if (remains.smallestGroup < leastGroup) {
    return reject('anonymous-group-too-small', `Make groups of at least ${leastGroup} people, or erase the data.`, {
      leastGroup,
    });
  }
  const identifying = remains.fields.filter((field) => isIdentifying(field, directIdentifiers));
  if (identifying.length > 0)
    return reject('anonymous-fields-identify', 'Leave these fields out, or erase the data.', { fields: identifying });
  if (leadsTo(evidence, [person, ...references])) {
    return reject(
      'evidence-leads-to-person',
      'Evidence of anonymised data names a job or a count. Leave out whatever names a record, an address or the person.',
    );
  }
  if (references.length > 0 && somethingStays) {
    return reject(
      'anonymous-still-linkable',
      'You have told us the names of your records of this person, and we still need them for other data: erase instead.',
    );
  }
  return undefined;
}

/** The facts of the event that goes with the confirmation. */
export const declaredFacts = (
  disposal: string,
  system: string,
  { remains, person, references }: Anonymised & { remains: Remains },
  declared: string,
): FactsOf<typeof disposalAnonymised> => ({
  disposal,
  person,
  system,
  remains,
  leastGroup: anonymisationRule.leastGroup,
  rule: anonymisationRule.version,
  referencesTold: references.length,
  declared,
});

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

/** Names under which systems keep what singles a person out, whatever the statement calls it. */
const singlingOut: ReadonlySet<string> = new Set(
  `name firstname lastname givenname familyname surname fullname navn fornavn etternavn username user userid personid id uuid
  guid recordid rowid reference ref key email emailaddress epost mail phone phonenumber telephone mobile telefon ip ipaddress
  cookie cookieid sessionid deviceid advertisingid fingerprint customernumber customerid kundenummer accountnumber iban
  nationalid ssn fodselsnummer personnummer address streetaddress adresse message text freetext comment`.split(/\s+/),
);
const endsLikeId = /(?:[a-z0-9][_.-]?I[Dd]|[_.-]id|[_.-](?:key|ref|reference|uuid|guid|number))$/;

function isIdentifying(field: string, directIdentifiers: readonly string[]): boolean {
  // The last step of a path is what the value is: `visitor.email` is an address.
  const last = field.split('.').at(-1) ?? field;
  const names = new Set([plain(field), plain(last)]);
  return (
    endsLikeId.test(field) ||
    [...names].some((name) => singlingOut.has(name)) ||
    directIdentifiers.some((attribute) => names.has(plain(attribute)))
  );
}

const address = /[^\s@]+@[^\s@]+\.[^\s@]+/;
const phone = /(?:\+|\b00)\d[\d\s-]{6,}\d/;

/** A short name such as `7` would be found in any text, so it counts only as a word of its own. */
function leadsTo(text: string, names: readonly string[]): boolean {
  if (address.test(text) || phone.test(text)) return true;
  const words = new Set(text.split(/[^\p{L}\p{N}_-]+/u).filter((word) => word !== ''));
  return names.some((name) => (name.length >= 6 ? text.includes(name) : words.has(name)));
}

/** What singles a person out by the statement: identifiers, and names, addresses and numbers by their terms. */
export function directIdentifiersOf({ dataCategories }: Statement): string[] {
  const found = dataCategories.flatMap(({ attributes, identifiers }) => [
    ...identifiers,
    ...attributes
      .filter(({ term, masked }) => term !== undefined && identifyingTerms.has(term) && masked !== true)
      .map(({ id }) => id),
  ]);
  return [...new Set(found)];
}

const identifyingTerms: ReadonlySet<string> = new Set([
  'pd:Name',
  'pd:EmailAddress',
  'pd:TelephoneNumber',
  'pd:IPAddress',
  'pd:Communication',
]);
