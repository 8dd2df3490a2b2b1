import { type ConsentsOfAPerson, isNo } from '@vitne/contracts/decisions/choice';
import { type ChoiceEvent, choicesOf, standingOf } from '@vitne/contracts/decisions/standing-choices';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type PastEvent, recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consentsOfAPerson } from '../src/domain/consents-of-a-person.ts';
import type { TakeOver } from '../src/domain/taking-over.ts';
import {
  choosing,
  given,
  now,
  person,
  purpose,
  refused,
  refusedBySignal,
  withdrawing,
  withdrawn,
} from './consent-scenarios.ts';

const visitor = 'v4k7w2m9x1c6v3b8n5z0';
const spec = specificationFor(consentsOfAPerson);
const merged = { type: 'person.merged.v1', facts: { person, into: visitor } } satisfies PastEvent;

type Recorded = Parameters<typeof consentsOfAPerson.evolve>[1];
const stateOf = (events: readonly unknown[]): ConsentsOfAPerson =>
  (events as Recorded[]).reduce(consentsOfAPerson.evolve, consentsOfAPerson.initial());
const takeOver = (events: readonly PastEvent[], over: Partial<TakeOver> = {}): TakeOver => ({
  command: 'take-over',
  person,
  visitor,
  choices: stateOf(recordEvents(events)).choices,
  closedAt: 1_000,
  yesCounts: true,
  optedOut: {},
  now,
  ...over,
});
const taken = (status: string, over: object = {}) =>
  expect.objectContaining({
    type: 'consent.taken-over.v1',
    facts: expect.objectContaining({ person, purpose, status, ...over }) as object,
  }) as unknown;
function decided(own: readonly PastEvent[], command: TakeOver) {
  const decision = consentsOfAPerson.decide(command, stateOf(recordEvents(own)));
  if ('rejected' in decision) throw new Error(decision.rejected.code);
  return decision.accepted;
}

describe('a visitor who turns out to be a known person', () => {
  it('brings a consent where the person has chosen nothing about the purpose, with its origin', () => {
    expect(decided([], takeOver([given({ expires: '2027-01-01T00:00:00Z' })]))).toEqual([
      taken('given', {
        statementVersion: '1.0',
        expires: '2027-01-01T00:00:00Z',
        origin: { visitor, event: 'command-1.0', position: 1, chosen: '2026-01-01T00:00:00.000Z' },
      }),
    ]);
  });

  it('brings no consent where the person has chosen otherwise, or for a part of it', () => {
    for (const own of [
      refused(),
      withdrawn,
      given(),
      given({ recipient: 'hetzner' }),
      refused({ recipient: 'hetzner' }),
    ]) {
      expect(decided([own], takeOver([given()]))).toEqual([]);
    }
    expect(decided([refused()], takeOver([given({ recipient: 'hetzner' })]))).toEqual([]);
  });

  it('brings no consent that is over, opted out of, or restricted by other means', () => {
    expect(decided([], takeOver([given({ expires: now })]))).toEqual([]);
    expect(decided([], takeOver([given()], { optedOut: { [purpose]: 5 } }))).toEqual([]);
    expect(decided([], takeOver([given()], { yesCounts: false }))).toEqual([]);
    expect(decided([], takeOver([refused(), given()], { optedOut: { [purpose]: 1 } }))).toEqual([taken('given')]);
  });

  it('brings every no, also against a yes of the person, and repeats none', () => {
    for (const no of [refused(), withdrawn, refusedBySignal()]) {
      const past = no === withdrawn ? [given(), no] : [no];
      expect(decided([given()], takeOver(past))).toHaveLength(1);
      expect(decided([], takeOver(past, { yesCounts: false }))).toHaveLength(1);
      expect(decided([refused()], takeOver(past))).toEqual([]);
    }
  });

  it('does not undo what the person said after the visitor was known', () => {
    expect(decided([given()], takeOver([refused()], { closedAt: 1 }))).toEqual([]);
  });

  it('chooses nothing more under the visitor’s id', () => {
    for (const command of [choosing('give'), choosing('refuse'), withdrawing]) {
      spec.given([given(), merged]).when(command).thenRejected('person-merged');
    }
    spec.given([given()]).when({ command: 'close', person, into: visitor }).then([merged]);
    spec.given([merged]).when({ command: 'close', person, into: visitor }).thenNothing();
    spec
      .given([merged])
      .when({ command: 'close', person, into: 'another-person-0000000' })
      .thenRejected('person-merged');
    const ended = given({ expires: now });
    spec
      .given([ended, merged])
      .when({ command: 'expire', person, purpose, now })
      .then([{ type: 'consent.expired.v1', facts: { person, purpose, expired: now } }]);
  });
});

const recipients = [undefined, 'hetzner', 'partner'];
const anyPast: fc.Arbitrary<PastEvent> = fc
  .record({
    kind: fc.constantFrom(
      'given',
      'given',
      'given',
      'refused',
      'withdrawn',
      'signal',
      'expired',
      'invalidated',
      'revoked',
    ),
    purpose: fc.constantFrom('analytics', 'newsletter'),
    recipient: fc.constantFrom(...recipients),
    expires: fc.constantFrom(undefined, '2026-02-01T00:00:00Z', '2027-01-01T00:00:00Z'),
    company: fc.constantFrom(undefined, 'one', 'two'),
  })
  .map(({ kind, purpose: of, recipient, expires, company }) => {
    const about = { purpose: of, ...(recipient !== undefined && { recipient }) };
    const facts = { person, ...about };
    switch (kind) {
      case 'given':
        return given({ ...about, ...(expires && { expires }), ...(company && { company }) });
      case 'refused':
        return refused(about);
      case 'signal':
        return refusedBySignal(about);
      case 'withdrawn':
        return { ...withdrawn, facts: { ...withdrawn.facts, ...about } };
      case 'expired':
        return { type: 'consent.expired.v1', facts: { ...facts, expired: now } };
      case 'invalidated':
        return { type: 'consent.invalidated.v1', facts: { ...facts, givenUnder: '1.0', statementVersion: '1.1' } };
      case 'revoked':
        return { type: 'consent.revoked.v1', facts: { ...facts, reason: 'not-informed', statementVersion: '1.0' } };
    }
  });

/** Two histories in one ledger, whose acts alternate as the flags say. */
const anyTwo = fc.array(fc.tuple(fc.boolean(), anyPast), { maxLength: 24 }).map((acts) => {
  const recorded = recordEvents(acts.map(([, event]) => event)) as unknown as AnyRecordedEvent[];
  const of = (whose: boolean) => recorded.filter((_event, index) => acts[index]?.[0] === whose);
  return { own: of(true), visitors: of(false), end: recorded.length };
});
const choicesAfter = (events: readonly unknown[]) => choicesOf(events as ChoiceEvent[]);

describe('merging never widens', () => {
  it('whatever both had chosen, nothing is in force that neither had agreed to or that one had said no to', () => {
    let inForce = 0;
    let narrowed = 0;
    fc.assert(
      fc.property(anyTwo, ({ own, visitors, end }) => {
        const command: TakeOver = { ...takeOver([]), choices: stateOf(visitors).choices, closedAt: end + 1 };
        const decision = consentsOfAPerson.decide(command, stateOf(own));
        const events = 'accepted' in decision ? decision.accepted : [];
        const recorded = recordEvents(events as PastEvent[]).map((event, index) => ({
          ...event,
          position: end + 2 + index,
        }));
        const [before, visitor_, after] = [
          choicesAfter(own),
          choicesAfter(visitors),
          choicesAfter([...own, ...recorded]),
        ];
        for (const one of ['analytics', 'newsletter']) {
          for (const recipient of recipients) {
            for (const company of [undefined, 'one', 'two']) {
              const asked = { purpose: one, recipient, company, at: now };
              const [was, wasVisitors, is] = [before, visitor_, after].map((choices) => standingOf(choices, asked));
              if (was?.status === 'in-force' && is?.status !== 'in-force') narrowed++;
              if (is?.status !== 'in-force') continue;
              inForce++;
              expect([was?.status, wasVisitors?.status]).toContain('in-force');
              expect(['refused', 'withdrawn']).not.toContain(was?.status);
              expect(['refused', 'withdrawn']).not.toContain(wasVisitors?.status);
            }
          }
        }
        // Done again, it changes nothing more.
        const again = consentsOfAPerson.decide(command, stateOf([...own, ...recorded]));
        expect(again).toEqual({ accepted: [] });
        // Every no of the visitor is a no of the person.
        const noes = Object.entries(command.choices).filter(([, choice]) => isNo(choice));
        const { choices } = stateOf([...own, ...recorded]);
        for (const [key] of noes) expect(isNo(choices[key] as { status: 'refused' })).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(Math.min(inForce, narrowed)).toBeGreaterThan(50);
  });

  it('nothing stands under the visitor’s id any more', () => {
    fc.assert(
      fc.property(anyTwo, ({ visitors, end }) => {
        const [closed] = recordEvents([merged]);
        const { standing } = choicesAfter([...visitors, { ...closed, position: end + 1 }]);
        expect(standing).toEqual({});
      }),
      { numRuns: 50 },
    );
  });
});
