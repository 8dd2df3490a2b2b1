import { recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { RequestCommand } from '../src/domain/request-commands.ts';
import {
  closedStatuses,
  type KnownRequest,
  type RecordedRequestEvent,
  type RequestFact,
} from '../src/domain/request-state.ts';
import { nextLookAt } from '../src/domain/request-time.ts';
import { allDone, dueOf, fulfilled, id, judging, received, receiving, withoutPromise } from './request-scenarios.ts';

const spec = specificationFor(request);
const { dueDate, due, boundBy } = dueOf('access');
const at = (moment: string) => ({ command: 'pass-time', now: moment }) as const;

describe('a request is brought to mind before its strict time is over, and said to be overdue once', () => {
  const soon = (before: string, reminded: string) =>
    ({ type: 'request.due-soon.v1', facts: { ...id, dueDate, due, before, reminded } }) as const;
  const week = soon('P7D', '2026-06-23T22:00:00.000Z');
  const overdue = {
    type: 'request.overdue.v1',
    facts: { ...id, dueDate, due, boundBy, overdue: '2026-07-01T22:00:00.000Z' },
  } as const;

  it('reminds a week and two days before, at the beginning of the day in the controller’s zone', () => {
    spec.given([received()]).when(at('2026-06-23T21:59:59.999Z')).thenNothing();
    spec.given([received()]).when(at('2026-06-23T22:00:00.000Z')).then([week]);
    spec.given([received(), week]).when(at('2026-06-24T10:00:00.000Z')).thenNothing();
    const days = soon('P2D', '2026-06-28T22:00:00.000Z');
    spec.given([received(), week]).when(at('2026-06-28T22:00:00.000Z')).then([days]);
  });

  it('reminds once of what was written down late', () => {
    const late = soon('P2D', '2026-06-30T08:00:00.000Z');
    spec.given([received()]).when(at('2026-06-30T08:00:00.000Z')).then([late]);
    spec.given([received(), late]).when(at('2026-06-30T09:00:00.000Z')).thenNothing();
  });

  it('is overdue after the last moment, once, and never when it was answered', () => {
    spec
      .given([received()])
      .when(at(due))
      .then([soon('P2D', due)]);
    spec.given([received()]).when(at('2026-07-01T22:00:00.000Z')).then([overdue]);
    spec.given([received(), overdue]).when(at('2026-07-09T22:00:00.000Z')).thenNothing();
    spec.given([received(), fulfilled]).when(at('2026-07-09T22:00:00.000Z')).thenNothing();
  });
});

const day = 86_400_000;
const start = Date.parse('2026-03-05T10:00:00.000Z');
const refusal = { reason: 'manifestly-excessive', explanation: 'Nei.', complaintTo: 'Datatilsynet' } as const;
type Step = (moment: string) => RequestCommand;
const steps: Record<string, Step> = {
  time: at,
  acknowledge: (moment) => ({ command: 'acknowledge', now: moment }),
  accept: () => judging,
  ask: (moment) => ({ command: 'ask', ground: 'clarification', question: 'Hva mener du?', now: moment }),
  askByHand: (moment) => ({
    command: 'ask',
    ground: 'clarification',
    question: 'Hva mener du?',
    byHand: { how: 'phone', told: moment },
    now: moment,
  }),
  tell: (moment) => ({ command: 'tell', message: 'question-1', how: 'phone', told: moment, now: moment }),
  reply: (moment) => ({
    command: 'record-reply',
    message: 'question-1',
    answered: moment,
    answeredThrough: 'phone',
    now: moment,
  }),
  extend: (moment) => ({ command: 'extend', reasons: ['complexity'], now: moment }),
  tellExtension: (moment) => ({ command: 'tell', message: 'extension', how: 'phone', told: moment, now: moment }),
  split: () => ({ command: 'split', items: [{ words: 'Det ene' }, { words: 'Det andre' }] }),
  fulfilItem: (moment) => ({ command: 'fulfil-item', item: 'item-1', work: allDone, now: moment }),
  refuseItem: (moment) => ({ command: 'refuse-item', item: 'item-2', ...refusal, now: moment }),
  fulfil: (moment) => ({ command: 'fulfil', work: allDone, now: moment }),
  refuse: (moment) => ({ command: 'refuse', ...refusal, now: moment }),
  withdraw: (moment) => ({ command: 'withdraw', now: moment }),
};

/** A life: which step is tried after how many days. */
const life = fc.array(fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.nat({ max: 40 })), { maxLength: 25 });

/** Lives one life; whenever time passed, the timer has looked before anything else happened. */
function live(tried: readonly (readonly [string, number])[], promised: boolean) {
  const terms = promised ? { zone: 'Europe/Oslo', answerWithin: 'P30D' } : withoutPromise;
  const cameIn = new Date(start).toISOString();
  const facts: RequestFact[] = [];
  let state = request.initial();
  const carryOut = (command: RequestCommand) => {
    const before = state;
    const decision = request.decide(command, state);
    const events = 'accepted' in decision ? decision.accepted : [];
    facts.push(...events);
    state = recordEvents(events).reduce((known, event) => request.evolve(known, event as RecordedRequestEvent), state);
    return { before: before as KnownRequest, after: state as KnownRequest };
  };
  carryOut(receiving({ received: cameIn, terms, now: cameIn }));
  const seen: { before: KnownRequest; after: KnownRequest; moment: number }[] = [];
  let moment = start;
  for (const [name, days] of tried) {
    moment += days * day;
    const text = new Date(moment).toISOString();
    carryOut(at(text));
    seen.push({ ...carryOut((steps[name] as Step)(text)), moment });
  }
  return { facts, seen };
}

describe('whatever happens to a request, in whichever order', () => {
  it('an open request past its strict time has exactly one overdue event for that time', () => {
    fc.assert(
      fc.property(life, fc.boolean(), (tried, promised) => {
        const { facts, seen } = live([...tried, ['time', 1]], promised);
        const last = seen.at(-1);
        if (!last || closedStatuses.some((status) => status === last.after.status)) return;
        const found = facts.filter((event) => event.type === 'request.overdue.v1');
        const dues = found.map((event) => (event.type === 'request.overdue.v1' ? event.facts.due : ''));
        expect(new Set(dues).size).toBe(dues.length);
        const isOver = last.moment > Date.parse(last.after.due.due);
        expect(dues.includes(last.after.due.due)).toBe(isOver);
        const next = nextLookAt(last.after);
        expect(next === undefined ? isOver : Date.parse(next) > last.moment).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('the strict time is never later than three months after the receipt, moved to a working day, and no pause moves it', () => {
    // From 5 March: 5 June is a Friday; the first end is Easter Sunday, moved to 7 April, or the promise of 4 April.
    fc.assert(
      fc.property(life, fc.boolean(), (tried, promised) => {
        for (const { after } of live(tried, promised).seen) {
          const allowed = promised ? ['2026-04-04'] : ['2026-04-07', ...(after.extended ? ['2026-06-05'] : [])];
          expect(allowed).toContain(after.due.dueDate);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a closed request keeps its answer', () => {
    fc.assert(
      fc.property(life, (tried) => {
        for (const { before, after } of live(tried, false).seen) {
          if (!closedStatuses.some((status) => status === before.status)) continue;
          const { messages: _, ...answer } = after;
          const { messages: _before, ...answered } = before;
          expect(answer).toEqual(answered);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('a request is closed exactly when nothing of it is open, and says in which way', () => {
    fc.assert(
      fc.property(life, (tried) => {
        for (const { after } of live(tried, false).seen) {
          const outcomes = after.items.map(({ outcome }) => outcome);
          if (after.status === 'partly-fulfilled') {
            expect(outcomes).toContain('fulfilled');
            expect(outcomes).toContain('refused');
          }
          if (after.status === 'fulfilled') expect(outcomes.every((one) => one === 'fulfilled')).toBe(true);
          if (after.status === 'refused') expect(outcomes.every((one) => one === 'refused')).toBe(true);
          const isClosed = closedStatuses.some((status) => status === after.status);
          if (outcomes.length > 0 && !outcomes.includes(undefined)) expect(isClosed).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
