import type { disposalCompleted, disposalConfirmed } from '@vitne/contracts/catalogue/retention-events';
import { accept, type Decision, reject } from '@vitne/contracts/decider';
import type { FactsOf } from '@vitne/contracts/event-definition';
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
import { nothingIsKept, type Shredding, shreddingFor, sparedBy } from './shredding.ts';

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

export const unknownDisposal = () => reject('unknown-disposal', 'No such disposal is known.');
