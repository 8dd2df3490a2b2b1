import { answerAddressCategory } from '@vitne/contracts/catalogue/request-address-events';
import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { Holding } from './holding.ts';
import { omit } from './omit.ts';
import type { Disposal, PersonFile } from './person-state.ts';
import { compartmentOf, heldCategories, sameMonths } from './what-goes.ts';

/** Keys of a category that something keeps: of a month, or of any; of a compartment, or of any. */
type KeysKept = { period?: string; compartment?: string };

/** What is to be destroyed when a disposal completes. */
export type Shredding = {
  /** The person asked for erasure and nothing is kept: every key of the person goes, named or not. */
  everything: boolean;
  dataCategories: string[];
  /** By category, what other open holdings keep while the rest of it goes. */
  kept: Record<string, KeysKept[]>;
  /** Categories of which an erasure takes only what is older than its order, for something came in since; and what others keep of that. */
  older: Record<string, KeysKept[]>;
  /** Those whose keys a legal hold saves. */
  saved: string[];
  /** The person's other requests for whose answers the address of answers stays, whatever else goes. */
  answering: string[];
  period?: string | undefined;
  /** The kind of accounting material or the client that it is about; keys of before there were compartments are of any. */
  compartment?: string | undefined;
};

/**
 * The categories whose keys go with a disposal: not those that a legal hold keeps, and of those that another open holding
 * keeps meanwhile, the months, years and compartments that it does not keep. The systems' own references go when nothing is left to order: a legal hold on
 * what is not there does not keep them, and when it ends there is no disposal that they would go with. Whoever asked for erasure
 * has been told by then: where their requests are answered goes with the address, unless others of them are still to be answered.
 * @param answersOwed those others (Art. 12(3)); the record of them ends the address with the last answer
 */
export function shreddingFor(
  file: PersonFile,
  disposal: Disposal,
  now: string,
  answersOwed: readonly string[] = [],
): Shredding {
  const open = Object.values(file.holdings);
  const held = heldCategories(Object.values(file.legalHolds), now);
  const others = { ...file, disposals: omit(file.disposals, [disposal.disposal]) };
  const erases = disposal.reason === 'erasure-request';
  const leftToOrder = !nothingIsLeftToOrder(others);
  const saved = disposal.dataCategories.filter((category) => held.has(category));
  const leaving = disposal.dataCategories.filter((category) => !held.has(category));
  const ending = leaving.flatMap((category) => {
    const kept = keysKept(open, category, disposal);
    return kept ? [{ category, kept }] : [];
  });
  const going = ending.map(({ category }) => category);
  const everything = nothingIsKept(others, now) && erases;
  const takesAddress = everything || (erases && going.includes(contactCategory));
  const answering = takesAddress ? [...answersOwed] : [];
  return {
    everything,
    dataCategories: [
      ...going,
      ...(leftToOrder || saved.length > 0 ? [] : [systemReferenceCategory]),
      ...(takesAddress && answering.length === 0 ? [answerAddressCategory] : []),
    ],
    kept: Object.fromEntries(
      ending.filter(({ kept }) => kept.length > 0).map(({ category, kept }) => [category, kept]),
    ),
    older: erases ? olderThanOrder(file, leaving, disposal) : {},
    saved,
    answering,
    period: disposal.period,
    compartment: compartmentOf(disposal),
  };
}

/** What was ordered away and is kept anew hangs on what came in since: nothing keeps what is older. */
function olderThanOrder(
  { holdings, ending = {} }: PersonFile,
  leaving: readonly string[],
  disposal: Disposal,
): Shredding['older'] {
  const ordered = new Set((ending[disposal.disposal] ?? []).map(({ holding }) => holding));
  const open = Object.values(holdings);
  const lasting = open.filter(({ holding }) => !ordered.has(holding));
  const cameAnew = (category: string) =>
    open.some(({ holding, dataCategories }) => ordered.has(holding) && dataCategories.includes(category));
  return Object.fromEntries(
    leaving.filter(cameAnew).flatMap((category) => {
      const kept = keysKept(lasting, category, disposal);
      return kept ? [[category, kept]] : [];
    }),
  );
}

/** What other open holdings keep of a category; undefined when one of them keeps all that the disposal is about. */
function keysKept(open: readonly Holding[], category: string, disposal: Disposal): KeysKept[] | undefined {
  const keepers = open.filter((other) => other.dataCategories.includes(category) && sameMonths(other, disposal));
  const compartment = compartmentOf(disposal);
  const keepsAll = (keeper: Holding) =>
    (keeper.period === undefined || disposal.period !== undefined) &&
    (compartmentOf(keeper) === undefined || compartmentOf(keeper) === compartment);
  if (keepers.some(keepsAll)) return undefined;
  return keepers.map((keeper) => {
    const apart = compartmentOf(keeper);
    return {
      ...(keeper.period !== undefined && { period: keeper.period }),
      ...(apart !== undefined && { compartment: apart }),
    };
  });
}

/** The category in which people give an address with their requests. */
const contactCategory = 'contact';

const nothingIsLeftToOrder = ({ holdings, disposals }: PersonFile): boolean =>
  Object.keys(holdings).length === 0 && Object.keys(disposals).length === 0;

/** Whether nothing at all is kept of the person, nor on its way out. */
export const nothingIsKept = (file: PersonFile, now: string): boolean =>
  nothingIsLeftToOrder(file) && heldCategories(Object.values(file.legalHolds), now).size === 0;

/**
 * The categories that the file now asks to be destroyed and that were not: another disposal of the person was completed,
 * or a legal hold ended, between the reading of the file and this moment.
 */
export function sparedBy(destroyed: Shredding, asked: Shredding): string[] {
  const isTaken = (category: string) => destroyed.dataCategories.includes(category);
  return destroyed.everything
    ? []
    : [
        ...asked.dataCategories.filter(
          (category) => !(isTaken(category) && goneBeside(destroyed.kept[category], asked.kept[category])),
        ),
        ...Object.keys(asked.older).filter(
          (category) =>
            !isTaken(category) &&
            !(category in destroyed.older && goneBeside(destroyed.older[category], asked.older[category])),
        ),
        ...(asked.everything ? ['everything'] : []),
      ];
}

/** Whether all went that does not have to stay. */
const goneBeside = (spared: readonly KeysKept[] = [], kept: readonly KeysKept[] = []): boolean =>
  spared.every((one) => kept.some((other) => canonicalJson(one) === canonicalJson(other)));
