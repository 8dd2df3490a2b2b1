import { accept, reject } from '@vitne/contracts/decider';
import { mayRefuse } from '@vitne/contracts/law/refusals';
import { isIdentityNeeded } from '@vitne/contracts/law/requests';
import type { CommandNamed, ToldByHand } from './request-commands.ts';
import { untold } from './request-erasure.ts';
import { type Answer, type Item, idOf, type KnownRequest, type RequestFact } from './request-state.ts';
import { lapsing, oneOfAKind, telling } from './request-telling.ts';
import { whileWorkIsLeft } from './request-work.ts';

/** The answer of staff: what was asked for, or what was left of it, is done, by every system that had to do it. */
export function fulfil({ answer, work, byHand, now }: CommandNamed<'fulfil'>, state: KnownRequest): Answer {
  const isSplit = openItems(state).length > 0;
  const settled = whoAsks(state) ?? whileWorkIsLeft(state, work, isSplit ? openItems(state) : undefined);
  if (settled) return settled;
  return closing(state, fulfilItems(state, now), { byHand, now, by: 'staff' }, answer);
}

/**
 * A completed disposal answers an erasure, and nothing else; the data is gone, so nothing stands against saying so. Where
 * something has to stay (Art. 17(3)) it is answered in part, with what stays, why, and until when.
 */
export function fulfilByDisposal({ person, now }: CommandNamed<'fulfil-by-disposal'>, state: KnownRequest): Answer {
  if (state.requestType !== 'erasure' || state.person !== person) return accept();
  return closing(state, fulfilItems(state, now), { now, by: 'disposal' });
}

/** The consents are withdrawn, which is all that such a request asks for. */
export function fulfilByWithdrawal({ now }: CommandNamed<'fulfil-by-withdrawal'>, state: KnownRequest): Answer {
  if (state.requestType !== 'withdrawal') return accept();
  return closing(state, fulfilItems(state, now), { now, by: 'withdrawal' });
}

/** A package that the person has the way to answers a request for access or portability, and nothing else. */
export function fulfilByPackage({ person, work, now }: CommandNamed<'fulfil-by-package'>, state: KnownRequest): Answer {
  const isPackaged = state.requestType === 'access' || state.requestType === 'portability';
  if (!isPackaged || state.person !== person || state.status !== 'accepted') return accept();
  // Without what a system owes the answer is not in full; its part makes the package anew.
  if (whileWorkIsLeft(state, work)) return accept();
  return closing(state, fulfilItems(state, now), { now, by: 'package' });
}

/** Whoever asks for what is not there has an answer too: the confirmation that nothing is kept (GDPR 15(1)). */
export function answerNothingKept(command: CommandNamed<'answer-nothing-kept'>, state: KnownRequest): Answer {
  const { person, upTo, systems, work, now } = command;
  const isPackaged = state.requestType === 'access' || state.requestType === 'portability';
  if (!isPackaged || state.person !== person || state.status !== 'accepted' || whileWorkIsLeft(state, work))
    return accept();
  const nothing: RequestFact = {
    type: 'request.nothing-kept.v1',
    facts: { ...idOf(state), upTo, systems, found: now },
  };
  return closing(state, [nothing, ...fulfilItems(state, now)], { now, by: 'package' });
}

/** No, for a reason that the law knows, with the complaint route and the right to a court (GDPR 12(4)). */
export function refuse(command: CommandNamed<'refuse'>, state: KnownRequest): Answer {
  const { reason, explanation, directMarketing = state.directMarketing, byHand, now } = command;
  if (state.requestType === 'objection' && directMarketing === undefined) {
    return reject(
      'direct-marketing-unsaid',
      'Say in directMarketing whether the objection is against direct marketing: such an objection is absolute.',
    );
  }
  if (state.directMarketing !== undefined && directMarketing !== state.directMarketing)
    return reject('direct-marketing-said', 'The person said at the receipt whether direct marketing is meant.');
  const complaintTo = refusable(state, command, { directMarketing: directMarketing ?? false });
  if (typeof complaintTo === 'object') return complaintTo;
  if (state.items.some(({ outcome }) => outcome === 'fulfilled')) {
    const refusals = openItems(state).map(({ item }) => refusedItem(state, item, command, complaintTo));
    return closing(state, refusals, { byHand, now, by: 'staff' });
  }
  return ending(state, 'refusal', { byHand, now }, [
    ...openItems(state).map(({ item }) => refusedItem(state, item, command, complaintTo)),
    {
      type: 'request.refused.v1',
      facts: { ...idOf(state), refused: now, reason, complaintTo, courtRemedyStated: true },
      personal: { explanation: { text: explanation } },
    },
  ]);
}

/** Several things that are asked for, each to be answered by itself; what is not named apart stays one request. */
export function split({ items }: CommandNamed<'split'>, state: KnownRequest): Answer {
  if (state.items.length > 0) return reject('already-split', 'The items of the request are named already.');
  const named = items.map((one, index) => ({ item: `item-${index + 1}`, ...one }));
  const wording = named.flatMap(({ item, words }) => (words === undefined ? [] : [{ item, words }]));
  return accept({
    type: 'request.split.v1',
    facts: {
      ...idOf(state),
      items: named.map(({ item, dataCategory }) => ({ item, ...(dataCategory !== undefined && { dataCategory }) })),
    },
    ...(wording.length > 0 && { personal: { wording: { items: wording } } }),
  });
}

export function fulfilItem(command: CommandNamed<'fulfil-item'>, state: KnownRequest): Answer {
  const { item, answer, work, byHand, now } = command;
  const open = whoAsks(state) ?? openItem(state, item);
  if ('rejected' in open) return open;
  const waiting = whileWorkIsLeft(state, work, [open]);
  if (waiting) return waiting;
  return closing(state, [fulfilledItem(state, item, now, answer)], { byHand, now, by: 'staff' });
}

export function refuseItem(command: CommandNamed<'refuse-item'>, state: KnownRequest): Answer {
  const { item, byHand, now } = command;
  const open = openItem(state, item);
  if ('rejected' in open) return open;
  // Who asks is settled for the whole request or not at all.
  if (command.reason === 'identity-not-established')
    return reject('reason-not-allowed', 'For the reason that nobody knows who asks, refuse the whole request.');
  const complaintTo = refusable(state, command, { directMarketing: state.directMarketing ?? false });
  if (typeof complaintTo === 'object') return complaintTo;
  return closing(state, [refusedItem(state, item, command, complaintTo)], { byHand, now, by: 'staff' });
}

function whoAsks({ requestType, identity }: KnownRequest): Extract<Answer, { rejected: unknown }> | undefined {
  return isIdentityNeeded(requestType) && identity === undefined
    ? reject('not-accepted', 'Settle who asks and accept the request before it is carried out.')
    : undefined;
}

/** The authority that the refusal names, or why it cannot be refused so. */
function refusable(
  state: KnownRequest,
  { reason, complaintTo }: Pick<CommandNamed<'refuse'>, 'reason' | 'complaintTo'>,
  traits: { directMarketing: boolean },
): string | Extract<Answer, { rejected: unknown }> {
  if (!mayRefuse(state.requestType, reason, traits))
    return reject('reason-not-allowed', `The law knows no refusal of this request for the reason ${reason}.`);
  if (reason === 'identity-not-established' && state.identity !== undefined) {
    return reject('identity-settled', 'The request was accepted: it is settled who asks.', {
      identity: state.identity,
    });
  }
  return (
    complaintTo ??
    reject(
      'complaint-authority-missing',
      'The statement in force names no supervisory authority, and a refusal must name it: publish a statement that does.',
    )
  );
}

const openItems = ({ items }: KnownRequest): Item[] => items.filter(({ outcome }) => outcome === undefined);

function openItem(state: KnownRequest, item: string): Extract<Answer, { rejected: unknown }> | Item {
  const known = state.items.find((one) => one.item === item);
  if (!known) return reject('item-unknown', 'The request was not split into an item of that name.');
  return known.outcome === undefined ? known : reject('item-answered', 'That item is answered, and stays so.');
}

const fulfilItems = (state: KnownRequest, now: string): RequestFact[] =>
  openItems(state).map(({ item }) => fulfilledItem(state, item, now));

const fulfilledItem = (state: KnownRequest, item: string, now: string, answer?: string): RequestFact => ({
  type: 'request.item-fulfilled.v1',
  facts: { ...idOf(state), item, fulfilled: now },
  ...(answer !== undefined && { personal: { answer: { text: answer } } }),
});

const refusedItem = (
  state: KnownRequest,
  item: string,
  { reason, explanation, now }: Pick<CommandNamed<'refuse'>, 'reason' | 'explanation' | 'now'>,
  complaintTo: string,
): RequestFact => ({
  type: 'request.item-refused.v1',
  facts: { ...idOf(state), item, refused: now, reason, complaintTo, courtRemedyStated: true },
  personal: { explanation: { text: explanation } },
});

type Closing = { byHand?: ToldByHand | undefined; now: string; by: 'staff' | 'disposal' | 'package' | 'withdrawal' };

/** Records what was answered of the items, and the answer to the whole once nothing of it is open. */
function closing(state: KnownRequest, answered: RequestFact[], { by, ...told }: Closing, answer?: string): Answer {
  const items = state.items.map((one) => answeredBy(answered, one));
  if (items.some(({ outcome }) => outcome === undefined)) return accept(...answered);
  const of = (outcome: Item['outcome']) => items.flatMap((one) => (one.outcome === outcome ? [one.item] : []));
  const [done, refused] = [of('fulfilled'), of('refused')];
  const { now } = told;
  const held = by === 'disposal' ? (state.erasing?.held ?? []) : [];
  if ((done.length > 0 && refused.length > 0) || held.length > 0) {
    const facts = { ...idOf(state), closed: now, by, fulfilled: done, refused, held };
    return ending(state, 'answer', told, [...answered, { type: 'request.partly-fulfilled.v2', facts }]);
  }
  const last = answered.findLast((event) => event.type === 'request.item-refused.v1');
  if (refused.length > 0 && last?.type === 'request.item-refused.v1') {
    // Each item has its own reason; the whole request is refused for that of the last.
    const { reason, complaintTo } = last.facts;
    const facts = { ...idOf(state), refused: now, reason, complaintTo, courtRemedyStated: true } as const;
    return ending(state, 'refusal', told, [...answered, { type: 'request.refused.v1', facts }]);
  }
  const fulfilled: RequestFact = {
    type: 'request.fulfilled.v1',
    facts: { ...idOf(state), fulfilled: now, by },
    ...(answer !== undefined && { personal: { answer: { text: answer } } }),
  };
  return ending(state, 'answer', told, [...answered, fulfilled]);
}

function answeredBy(events: readonly RequestFact[], one: Item): Item {
  for (const event of events) {
    if (event.type === 'request.item-fulfilled.v1' && event.facts.item === one.item)
      return { ...one, outcome: 'fulfilled' };
    if (event.type === 'request.item-refused.v1' && event.facts.item === one.item)
      return { ...one, outcome: 'refused', reason: event.facts.reason };
  }
  return one;
}

/**
 * The end of a request: what was to be told meanwhile lapses, and the person is told of the answer. That it is to be told
 * stands before the answer, so that nobody sees a refusal without it (Art. 18(3)).
 */
function ending(
  state: KnownRequest,
  matter: 'answer' | 'refusal',
  told: { byHand?: ToldByHand | undefined; now: string },
  events: RequestFact[],
): Answer {
  const before = lapsing(state, 'answered', told.now);
  // Of an erasure the person was told before the address went.
  if (state.erasing) return accept(...before, ...untold(state, told.now), ...events);
  const message = telling(state, { message: oneOfAKind.answer, matter }, told);
  if ('rejected' in message) return message;
  return accept(...before, ...message.accepted, ...events);
}
