import type { HeldData, PortabilityPackage } from '@vitne/contracts/interop/access-package';
import type { Purpose, Statement } from '@vitne/contracts/statement/schema';

/**
 * Which sources count as the person: what was given, and what was seen while the person used the service, but nothing that
 * somebody else told (Art. 20(1); Article 29 Working Party, WP 242 rev.01, endorsed by the EDPB).
 */
const providedKinds: readonly string[] = ['provided', 'collected'];

/** Bases that give the right (Art. 20(1)(a)). */
const portableBases: Readonly<Record<string, 'consent' | 'contract'>> = {
  '6(1)(a)': 'consent',
  '9(2)(a)': 'consent',
  '6(1)(b)': 'contract',
};

type Portable = PortabilityPackage['data'][number];

/**
 * What of the data a person has a right to take along: provided by the person, and processed on consent that stands or for
 * a contract. Everything here is processed by automated means. Where from is not known, a category counts that nobody else tells.
 * @param consented purposes that the person has said yes to, and not no since
 */
export function portableData(
  statement: Statement,
  data: readonly HeldData[],
  consented: ReadonlySet<string>,
): Portable[] {
  return data.flatMap((held) => {
    const isProvided = held.sources.length > 0 && held.sources.every(({ kind }) => providedKinds.includes(kind));
    if (!isProvided || !held.readable || held.items.length === 0) return [];
    const purposes = statement.purposes.flatMap((purpose) => portableFor(purpose, held.dataCategory.id, consented));
    return purposes.length > 0 ? [{ ...held, purposes }] : [];
  });
}

/** Where the controller is only a processor, the right is against somebody else. */
function portableFor(
  { id, name, role, bases, dataCategories }: Purpose,
  category: string,
  consented: ReadonlySet<string>,
): Portable['purposes'] {
  if (role !== 'controller' || !dataCategories.includes(category)) return [];
  const found = bases.find(({ article, appliesTo }) => {
    const basis = portableBases[article];
    if (basis === undefined || !(appliesTo.dataCategories ?? dataCategories).includes(category)) return false;
    return basis === 'contract' || consented.has(id);
  });
  const basis = found && portableBases[found.article];
  return found && basis ? [{ id, name, basis, article: found.article }] : [];
}
