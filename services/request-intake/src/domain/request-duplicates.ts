import type { groundsOfDistinction } from '@vitne/contracts/catalogue/request-duplicate-events';
import { accept, reject } from '@vitne/contracts/decider';
import type { RequestType } from '@vitne/contracts/law/requests';
import type { CommandNamed, Comparable, RequestCommand } from './request-commands.ts';
import {
  type Answer,
  idOf,
  isClosed,
  type KnownRequest,
  type RequestFact,
  type RequestStatus,
} from './request-state.ts';
import { lapsing, oneOfAKind, telling } from './request-telling.ts';

/** Requests that one answer can serve. What counts at once, and whom to complain to, is no matter of one answer. */
const servedByOneAnswer: Record<RequestType, boolean> = {
  access: true,
  rectification: true,
  erasure: true,
  restriction: true,
  portability: true,
  'automated-decision': true,
  objection: false,
  withdrawal: false,
  complaint: false,
};

/** Why a request is no duplicate of another, in words; undefined when it can be one. */
export function whyDistinct(one: Comparable, first: Comparable): string | undefined {
  if (one.request === first.request) return 'A request is no duplicate of itself.';
  if (one.person !== first.person) return 'The requests are of different people.';
  if (!servedByOneAnswer[one.requestType]) return `Each ${one.requestType} counts by itself.`;
  if (one.requestType !== first.requestType) return 'The requests are of different types.';
  if (one.typeRead === 'unclear' || first.typeRead === 'unclear') return 'It is not settled what one of them asks for.';
  if (one.items.length > 0 || first.items.length > 0)
    return 'One of them asks for named things, and has its own scope.';
  if (isClosed(first.status as RequestStatus)) return 'The first is answered: whoever asks again makes a new request.';
  if (first.duplicateOf !== undefined)
    return 'The first is a duplicate itself: name the one that it is a duplicate of.';
  if (Date.parse(first.due.received) > Date.parse(one.due.received)) return 'The first came later than this one.';
  return undefined;
}

/**
 * Staff records that somebody asks the same again. A request that was accepted is under way and stays one of its own: who
 * asked was settled for that request, and is settled for no other by it.
 */
export function markDuplicate({ first, now }: CommandNamed<'mark-duplicate'>, state: KnownRequest): Answer {
  if (state.duplicateOf !== undefined)
    return state.duplicateOf === first?.request ? accept() : isDuplicate(state.duplicateOf);
  if (state.identity !== undefined)
    return reject('already-accepted', 'The request is accepted and under way: answer it by itself.');
  const why = first ? whyDistinct(state, first) : 'There is no such first request: check its id.';
  if (why !== undefined || !first) return reject('not-a-duplicate', why ?? '');
  return accept({ type: 'request.duplicate-found.v1', facts: { ...idOf(state), of: first.request, found: now } });
}

/** What no duplicate can be asked for, because the first is. */
const ofTheFirst: readonly RequestCommand['command'][] = [
  'announce-fee',
  'charge-fee',
  'classify',
  'extend',
  'fulfil',
  'fulfil-item',
  'name-corrections',
  'refuse',
  'refuse-item',
  'split',
  'take-as-enquiry',
];

export function whileDuplicate({ command }: RequestCommand, { duplicateOf }: KnownRequest): Answer | undefined {
  return duplicateOf !== undefined && ofTheFirst.includes(command) ? isDuplicate(duplicateOf) : undefined;
}

const isDuplicate = (of: string): Answer =>
  reject(
    'is-duplicate',
    `It is answered with the request ${of}. Answer that one, or say that this one is no duplicate.`,
    {
      of,
    },
  );

/** The request stands by itself again; its own time ran on all the while. */
export function dismissing(state: KnownRequest, because: (typeof groundsOfDistinction)[number]): RequestFact[] {
  if (state.duplicateOf === undefined) return [];
  const facts = { ...idOf(state), of: state.duplicateOf, because };
  return [{ type: 'request.duplicate-dismissed.v1', facts }];
}

/** What becomes of a duplicate when the first is closed; a first whose asker stayed unknown answers nobody else. */
export function followFirst(command: CommandNamed<'follow-first'>, state: KnownRequest): Answer {
  const { first, outcome, firstReceived, now } = command;
  if (state.duplicateOf !== first) return accept();
  if (outcome === 'first-withdrawn' || outcome === 'first-unidentified') return accept(...dismissing(state, outcome));
  const owed = telling(state, { message: oneOfAKind.answer, matter: 'answer' }, { now });
  if ('rejected' in owed) return owed;
  const facts = { ...idOf(state), of: first, outcome, firstReceived, answered: now };
  return accept(...lapsing(state, 'answered', now), ...owed.accepted, {
    type: 'request.answered-with-first.v1',
    facts,
  });
}
