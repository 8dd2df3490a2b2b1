import { choiceKey } from '@vitne/contracts/decisions/choice';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConsentCommand, consentsOfAPerson } from '../src/domain/consents-of-a-person.ts';
import { consentExpiriesProjection, consentsProjection } from '../src/projections/consents.ts';
import { choosing, notice, person, shown, termsOf } from './consent-scenarios.ts';

type Recorded = Parameters<typeof consentsOfAPerson.evolve>[1];

const recipients = [undefined, 'hetzner'];
const purposes = ['analytics', 'newsletter'];
const hours = fc.integer({ min: 0, max: 72 });
const at = (hour: number) => new Date(Date.UTC(2026, 2, 2, hour)).toISOString();

/** Any command at any moment, moments also going back: two instances' clocks differ. */
const anyCommand: fc.Arbitrary<ConsentCommand> = fc
  .record({
    name: fc.constantFrom('give', 'refuse', 'withdraw', 'expire'),
    purpose: fc.constantFrom(...purposes),
    recipient: fc.constantFrom(...recipients),
    version: fc.constantFrom('1.0', '1.1'),
    hash: fc.constantFrom(notice.nb, 'f'.repeat(64)),
    expires: fc.constantFrom(undefined, 'PT12H', 'P1D'),
    hour: hours,
  })
  .map(({ name, purpose, recipient, version, hash, expires, hour }) => {
    const about = { person, purpose, recipient };
    const now = at(hour);
    if (name === 'withdraw') return { command: name, ...about, surface: 'portal', statementVersion: version };
    if (name === 'expire') return { command: name, ...about, now };
    const terms = termsOf(expires === undefined ? {} : { expires });
    return choosing(name as 'give', {
      ...about,
      now,
      statementVersion: version,
      terms,
      shown: { ...shown, noticeHash: hash },
    });
  });

function ledgerAfter(commands: readonly ConsentCommand[]): Recorded[] {
  const past: PastEvent[] = [];
  for (const command of commands) {
    const state = recordEvents(past).reduce((folded, event) => evolve(folded, event), consentsOfAPerson.initial());
    const decision = consentsOfAPerson.decide(command, state);
    if ('accepted' in decision) past.push(...(decision.accepted as PastEvent[]));
  }
  return recordEvents(past) as unknown as Recorded[];
}
const evolve = (state: ReturnType<typeof consentsOfAPerson.initial>, event: unknown) =>
  consentsOfAPerson.evolve(state, event as Recorded);

describe('no consent outlives its end', () => {
  it('a choice is given if and only if the last thing that happened to it was being given', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
        const events = ledgerAfter(commands);
        const { choices } = events.reduce(evolve, consentsOfAPerson.initial());
        const last = new Map(events.map((event) => [choiceKey(event.facts as { purpose: string }), event.meta.type]));
        expect(Object.keys(choices).sort()).toEqual([...last.keys()].sort());
        for (const [key, type] of last) expect(choices[key]?.status === 'given').toBe(type === 'consent.given.v1');
      }),
    );
  });

  it('once a person has withdrawn or refused, no passing of time and no repeat brings the consent back', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 15 }), fc.array(hours), (commands, later) => {
        const state = ledgerAfter(commands).reduce(evolve, consentsOfAPerson.initial());
        for (const [key, { status }] of Object.entries(state.choices)) {
          if (status === 'given') continue;
          const [purpose = '', recipient] = key.split('~');
          for (const hour of later) {
            const expire = { command: 'expire', person, purpose, recipient, now: at(hour) } as const;
            expect(consentsOfAPerson.decide(expire, state)).toEqual({ accepted: [] });
          }
        }
      }),
    );
  });

  it('the read models say of every choice what the decider says', () => {
    fc.assert(
      fc.property(fc.array(anyCommand, { maxLength: 25 }), (commands) => {
        const events = ledgerAfter(commands);
        const { choices } = events.reduce(evolve, consentsOfAPerson.initial());
        const recorded = events as unknown as AnyRecordedEvent[];
        const document = recorded.reduce<ReturnType<typeof consentsProjection.evolve>>(
          (doc, event) => consentsProjection.evolve(doc, event, person),
          undefined,
        );
        const read = Object.entries(document?.choices ?? {}).map(([key, { status, expires }]) => [
          key,
          status,
          expires,
        ]);
        expect(read).toEqual(Object.entries(choices).map(([key, { status, expires }]) => [key, status, expires]));
        expect(document?.history.length ?? 0).toBe(events.length);

        const expiries = new Map<string, ReturnType<typeof consentExpiriesProjection.evolve>>();
        for (const event of recorded) {
          for (const key of consentExpiriesProjection.keysOf(event))
            expiries.set(key, consentExpiriesProjection.evolve(expiries.get(key), event, key));
        }
        const ending = Object.entries(choices).filter(([, choice]) => choice.expires !== undefined);
        expect([...expiries].filter(([, doc]) => doc).map(([key, doc]) => [key, doc?.expires])).toEqual(
          ending.map(([key, { expires }]) => [`${person}~${key}`, expires]),
        );
      }),
    );
  });
});
