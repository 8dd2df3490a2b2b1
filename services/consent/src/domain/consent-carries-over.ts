import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import { EEA_COUNTRIES } from '@vitne/contracts/statement/check-recipients';
import type { DataCategory, Purpose, Recipient, Statement } from '@vitne/contracts/statement/schema';
import { dataCategoryById, purposeById, recipientById } from '@vitne/contracts/statement/statement-index';

/** A version of the statement as it was published. */
export type KnownStatement = { version: string; published: string; position: number; statement: Statement };

/**
 * Whether a consent given under one version still counts under the newest: none of the versions since has changed what
 * was consented to (Art. 4(11): specific and informed). A change that was taken back later has voided it all the same.
 * @param statements oldest first, the one in force last.
 */
export function carriesOver(statements: readonly KnownStatement[], givenUnder: string, purpose: string): boolean {
  const from = statements.findIndex(({ version }) => version === givenUnder);
  if (from < 0) return false;
  return statements.slice(from + 1).every(({ statement }, index) => {
    const before = statements[from + index] as KnownStatement;
    return !isVoided(before.statement, statement, purpose);
  });
}

/** Whether somebody who agreed to the older text would now have agreed to something else, or to more. */
function isVoided(older: Statement, newer: Statement, id: string): boolean {
  const before = purposeById(older, id);
  const after = purposeById(newer, id);
  if (!before?.consent || !after?.consent) return true;
  return (
    isAskedAnew(older, before, newer, after) ||
    after.dataCategories.some((category) => isWiderData(older, before, newer, category)) ||
    after.recipients.some((recipient) => isWiderSharing(older, before, newer, recipient))
  );
}

function isAskedAnew(older: Statement, before: Purpose, newer: Statement, after: Purpose): boolean {
  const asked = ({ controller }: Statement, { name, role, term, directMarketing, consent }: Purpose) =>
    canonicalJson({
      controller: [controller.name, controller.registrationNumber ?? null],
      purpose: [name, role, term, directMarketing ?? false],
      consent: [consent?.level ?? null, consent?.ask ?? null],
    });
  return asked(older, before) !== asked(newer, after);
}

function isWiderData(older: Statement, { dataCategories }: Purpose, newer: Statement, id: string): boolean {
  const before = dataCategories.includes(id) ? dataCategoryById(older, id) : undefined;
  const after = dataCategoryById(newer, id);
  if (!before || !after) return true;
  const held = (category: DataCategory) => new Set(category.attributes.map(attributeKey));
  return (
    [...held(after)].some((attribute) => !held(before).has(attribute)) ||
    (before.anonymous === true && !after.anonymous)
  );
}

/** A masked attribute that is kept whole from now on is another one. */
const attributeKey = ({ id, masked }: DataCategory['attributes'][number]): string => `${id}/${masked === true}`;

function isWiderSharing(older: Statement, { recipients }: Purpose, newer: Statement, id: string): boolean {
  const before = recipients.includes(id) ? recipientById(older, id) : undefined;
  const after = recipientById(newer, id);
  if (!before || !after) return true;
  return before.kind !== after.kind || outsideEea(after).some((country) => !outsideEea(before).includes(country));
}

const outsideEea = ({ locations }: Recipient): string[] =>
  locations.filter((country) => !EEA_COUNTRIES.includes(country));
