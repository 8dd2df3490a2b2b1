import { answerAddressCategory } from '@vitne/contracts/catalogue/request-address-events';
import type { disposalCompleted, disposalConfirmed } from '@vitne/contracts/catalogue/retention-events';
import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import { accept, type Decision, reject } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import {
  type AnonymisationRejection,
  type Anonymised,
  declaredFacts,
  type Remains,
  refuseLinkable,
} from './anonymisation.ts';
import type { Holding } from './holding.ts';
import { omit } from './omit.ts';
import type { Disposal, PersonEvent, PersonFile } from './person-state.ts';
import { scheduledEvent } from './record-user-event.ts';
import { compartmentOf, heldCategories, sameMonths } from './what-goes.ts';

type Confirmation = FactsOf<typeof disposalConfirmed>;
export type DestroyedKeys = FactsOf<typeof disposalCompleted>['keysDestroyed'];

export type ConfirmDisposal = { command: 'confirm-disposal' } & Confirmation & {
    /** Of data that was made anonymous: what is left, and what could link it to the person. */
    anonymised?: Pick<Anonymised, 'remains' | 'references' | 'directIdentifiers'> | undefined;
  };
export type CompleteDisposal = {
  command: 'complete-disposal';
  disposal: string;
  /** What the file asked for when the keys were destroyed. */
  shredding: Shredding;
  keysDestroyed: DestroyedKeys;
  /** When the keys were gone. */
  effective: string;
  now: string;
  /** What is left on our side afterwards; recorded where a system made the data anonymous. */
  left: { keys: number; referenceKeys: number; identifiers: number };
};

export type DisposalRejection =
  | 'unknown-disposal'
  | 'system-not-asked'
  | 'anonymising-not-offered'
  | AnonymisationRejection
  | 'not-all-confirmed'
  | 'more-to-destroy';

/** A system says that it has done what it was told to. Saying it again changes nothing. */
export function confirmDisposal(
  file: PersonFile,
  { command: _command, anonymised, ...confirmation }: ConfirmDisposal,
): Decision<PersonEvent, DisposalRejection> {
  if (file.completed.includes(confirmation.disposal)) return accept();
  const disposal = file.disposals[confirmation.disposal];
  if (!disposal) return unknownDisposal();
  if (!disposal.systems.includes(confirmation.system)) {
    return reject('system-not-asked', 'This disposal was not ordered from the system that confirms it.', {
      systems: disposal.systems,
    });
  }
  if (disposal.confirmed.includes(confirmation.system)) return accept();
  if (confirmation.method === 'anonymised' && !mayAnonymise(disposal)) {
    return reject('anonymising-not-offered', notOffered[disposal.reason], { action: disposal.action });
  }
  const confirmed: PersonEvent = { type: 'disposal.confirmed.v1', facts: confirmation };
  if (confirmation.method !== 'anonymised') return accept(confirmed);
  const said: Anonymised = {
    remains: anonymised?.remains,
    references: anonymised?.references ?? [],
    directIdentifiers: anonymised?.directIdentifiers ?? [],
    evidence: confirmation.evidence,
    person: confirmation.person,
    somethingStays: !nothingIsKept(
      { ...file, disposals: omit(file.disposals, [disposal.disposal]) },
      confirmation.confirmed,
    ),
  };
  const linkable = refuseLinkable(said);
  if (linkable) return linkable;
  const facts = declaredFacts(
    confirmation.disposal,
    confirmation.system,
    said as Anonymised & { remains: Remains },
    confirmation.confirmed,
  );
  return accept<PersonEvent>(confirmed, { type: 'disposal.anonymised.v1', facts });
}

/** Whoever asked for erasure gets it; otherwise the rule says whether anonymous data may stay. */
const mayAnonymise = ({ reason, action, mayAnonymiseInstead }: Disposal): boolean =>
  reason !== 'erasure-request' && (action === 'anonymise' || mayAnonymiseInstead === true);

const byRule = 'The rule of this disposal does not leave it to you to anonymise: erase the data, and say so.';
const notOffered: Record<Disposal['reason'], string> = {
  'retention-rule': byRule,
  staff: byRule,
  'erasure-request': 'The person asked for erasure: erase the data, and say so.',
};

/** The data is disposed of when every system has confirmed and the keys are destroyed, and never before. */
export function completeDisposal(
  file: PersonFile,
  command: CompleteDisposal,
): Decision<PersonEvent, DisposalRejection> {
  if (file.completed.includes(command.disposal)) return accept();
  const disposal = file.disposals[command.disposal];
  if (!disposal) return unknownDisposal();
  if (waitingFor(disposal).length > 0) {
    return reject('not-all-confirmed', 'Not every system has confirmed yet.', { waitingFor: waitingFor(disposal) });
  }
  const spared = sparedBy(command.shredding, shreddingFor(file, disposal, command.now, command.shredding.answering));
  if (spared.length > 0) {
    return reject('more-to-destroy', 'Since the keys were destroyed, more of them have to go.', { spared });
  }
  const { person, holdings, request } = disposal;
  const keysDestroyed = command.keysDestroyed.filter(({ key }) => !file.destroyed.includes(key));
  const { keys, referenceKeys, identifiers } = command.left;
  const checked: PersonEvent[] =
    (disposal.anonymised ?? []).length === 0
      ? []
      : [
          {
            type: 'disposal.anonymisation-checked.v1',
            facts: {
              disposal: command.disposal,
              person,
              systems: disposal.anonymised ?? [],
              keysLeft: keys,
              referenceKeysLeft: referenceKeys,
              identifiersLeft: identifiers,
              checked: command.now,
            },
          },
        ];
  const completed: PersonEvent = {
    type: 'disposal.completed.v1',
    facts: {
      disposal: command.disposal,
      person,
      holdings,
      keysDestroyed,
      effective: command.effective,
      completed: command.now,
      ...(request !== undefined && { request }),
    },
  };
  const { answering } = command.shredding;
  const left: PersonEvent[] =
    request === undefined || answering.length === 0
      ? []
      : [
          {
            type: 'erasure.answer-address-left.v1',
            facts: {
              person,
              request,
              disposal: command.disposal,
              forRequests: answering.slice(0, mostNamed),
              decided: command.now,
            },
          },
        ];
  return accept(...left, completed, ...checked, ...stillHeld(file, command).map(scheduledEvent));
}

const mostNamed = 100;

/**
 * The categories that the file now asks to be destroyed and that were not: another disposal of the person was completed,
 * or a legal hold ended, between the reading of the file and this moment.
 */
const sparedBy = (destroyed: Shredding, asked: Shredding): string[] =>
  destroyed.everything
    ? []
    : [
        ...asked.dataCategories.filter(
          (category) =>
            !destroyed.dataCategories.includes(category) || !goneBeside(destroyed.kept[category], asked.kept[category]),
        ),
        ...Object.entries(asked.older).flatMap(([category, kept]) =>
          destroyed.dataCategories.includes(category) || goneBeside(destroyed.older[category] ?? [{}], kept)
            ? []
            : [category],
        ),
        ...(asked.everything ? ['everything'] : []),
      ];

/** Whether all went that does not have to stay. */
const goneBeside = (spared: readonly KeysKept[] = [], kept: readonly KeysKept[] = []): boolean =>
  spared.every((one) => kept.some((other) => canonicalJson(one) === canonicalJson(other)));

/** What a legal hold saved is held as before, so that it is ordered again when the hold is over. */
const stillHeld = (
  { holdings, ending = {} }: PersonFile,
  { disposal, shredding: { saved } }: CompleteDisposal,
): Holding[] =>
  (ending[disposal] ?? [])
    .filter(({ holding }) => holdings[holding] === undefined)
    .map((holding) => ({ ...holding, dataCategories: holding.dataCategories.filter((one) => saved.includes(one)) }))
    .filter(({ dataCategories }) => dataCategories.length > 0);

export const waitingFor = ({ systems, confirmed }: Disposal): string[] =>
  systems.filter((system) => !confirmed.includes(system));

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

export const unknownDisposal = () => reject('unknown-disposal', 'No such disposal is known.');
