import {
  erasureReferred,
  erasureRemainderHeld,
  erasureTellingOwed,
  erasureWithheld,
} from '@vitne/contracts/catalogue/erasure-events';
import { clientsFollowed, disposalOrdered, legalHoldPlaced } from '@vitne/contracts/catalogue/retention-events';
import { parseChannel } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { eraseHeldBack } from '@vitne/retention/domain/erase-held-back';
import { eraseOnRequest } from '@vitne/retention/domain/erase-on-request';
import { placeLegalHold } from '@vitne/retention/domain/legal-holds';
import { orderDue } from '@vitne/retention/domain/order-disposals';
import { followUpDisposal } from '@vitne/retention/domain/order-follow-up';
import {
  emptyFile,
  evolveFile,
  type PersonEvent,
  type PersonFile,
  type RecordedPersonEvent,
} from '@vitne/retention/domain/person-state';
import { oweTelling } from '@vitne/retention/domain/tell-of-erasure';
import { personEventTypes } from '@vitne/retention/projections/person-files';
import { compared, differing, type Redecided, type Redecider, type Statements } from './decision.ts';

/** The events that one command recorded about one person, and the file that it was decided on. */
type Command = {
  file: PersonFile;
  events: AnyRecordedEvent[];
  dataCategories: string[];
  /** Position of the newest event of any client by then. */
  clientsUpTo: number;
};

/**
 * What was ordered to be disposed of: because a rule's time was over, because a person asked, when the person was to be told, and what was done about
 * systems that did not confirm. Each command is decided again on the person's file as it stood.
 */
export function disposals(): Redecider {
  const files = new Map<string, PersonFile>();
  /** The command of each person whose events may go on. */
  const open = new Map<string, Command>();
  let clientsUpTo = 0;
  return {
    decisions: 'disposals',
    look(event, statements) {
      const { context, entity } = parseChannel(event.channel) ?? {};
      if (context === 'retention' && entity === 'client') clientsUpTo = event.position;
      if (!personEventTypes.includes(event.meta.type)) return [];
      const person = event.meta.entity;
      const before = files.get(person) ?? emptyFile();
      files.set(person, evolveFile(before, event as unknown as RecordedPersonEvent));
      const known = open.get(person);
      if (known && commandOf(known.events[0] as AnyRecordedEvent) === commandOf(event)) {
        known.events.push(event);
        return [];
      }
      open.set(person, { file: before, events: [event], dataCategories: categoriesOf(event, statements), clientsUpTo });
      return known ? decideAgain(known) : [];
    },
    end: () => [...open.values()].flatMap(decideAgain),
  };
}

/** A command's events are `<command>.0`, `<command>.1`, … */
const commandOf = ({ meta }: AnyRecordedEvent): string => meta.id.slice(0, meta.id.lastIndexOf('.'));

/** Every category of the statement that can be linked to a person. */
const categoriesOf = (event: AnyRecordedEvent, statements: Statements): string[] =>
  (statements.of(event)?.dataCategories ?? []).filter(({ anonymous }) => !anonymous).map(({ id }) => id);

function decideAgain(command: Command): Redecided[] {
  const { events } = command;
  const again = anew(command);
  if (!again) return [];
  const redecided = events.map((event, index) => compared(event, again[index]));
  const more = again.slice(events.length);
  const last = events.at(-1) as AnyRecordedEvent;
  return [...redecided, ...more.map(({ type }) => differing(last, 'further-event', undefined, type))];
}

/** What the command would decide; undefined for commands that decide nothing by themselves. */
function anew({ file, events, dataCategories, clientsUpTo }: Command): PersonEvent[] | undefined {
  const [first] = events;
  const order = events.find(({ meta }) => meta.type === disposalOrdered.type);
  const ordered = order?.facts as FactsOf<typeof disposalOrdered> | undefined;
  const person = first?.meta.entity ?? '';
  if (ordered?.reason === 'retention-rule') {
    const { disposal, ordered: now } = ordered;
    const commandId = disposal.slice(0, disposal.lastIndexOf('-'));
    const followed = first?.meta.type === clientsFollowed.type && { clientsUpTo };
    return accepted(orderDue(file, { command: 'order-due', person, now, commandId, ...followed }));
  }
  if (first?.meta.type === erasureTellingOwed.type) {
    const { disposal, confirmed: now } = first.facts as FactsOf<typeof erasureTellingOwed>;
    return accepted(oweTelling(file, { command: 'owe-telling', disposal, now }));
  }
  const held = events.find(({ meta }) => meta.type === erasureRemainderHeld.type);
  if (first?.meta.type === legalHoldPlaced.type && held) {
    const hold = first.facts as FactsOf<typeof legalHoldPlaced>;
    const command = { command: 'place-legal-hold', hold, known: hold.dataCategories, now: decidedIn(held) } as const;
    return accepted(placeLegalHold(file, command));
  }
  const erased = events.find(({ meta }) => whatBecomesOfErasure.includes(meta.type));
  const request = ordered?.request ?? (erased?.facts['request'] as string | undefined);
  if (request !== undefined) {
    const now = ordered?.ordered ?? decidedIn(erased as AnyRecordedEvent);
    const commandId = ordered?.disposal.slice(0, ordered.disposal.lastIndexOf('-')) ?? '';
    if (ordered?.dataCategories.some((category) => file.heldBack?.[category] === request))
      return accepted(eraseHeldBack(file, { command: 'erase-held-back', person, now, commandId }));
    const command = { command: 'erase-on-request', person, request, now, commandId, dataCategories } as const;
    return accepted(eraseOnRequest(file, command));
  }
  if (first?.meta.type === 'disposal.asked-again.v1' || first?.meta.type === 'disposal.overdue.v1') {
    const now = String(first.facts['asked'] ?? first.facts['overdue']);
    return accepted(
      followUpDisposal(file, { command: 'follow-up-disposal', disposal: String(first.facts['disposal']), now }),
    );
  }
  return undefined;
}

/** What is decided of a request for erasure, beside its order. */
const whatBecomesOfErasure: readonly string[] = [erasureRemainderHeld.type, erasureWithheld.type, erasureReferred.type];

const decidedIn = ({ facts }: AnyRecordedEvent): string => String(facts['decided']);

const accepted = (decision: { accepted: PersonEvent[] } | { rejected: unknown }): PersonEvent[] =>
  'accepted' in decision ? decision.accepted : [];
