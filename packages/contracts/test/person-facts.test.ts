import { describe, expect, it } from 'vitest';
import {
  foldPersonFacts,
  hasObjected,
  hasObjectedToMarketing,
  isRestricted,
  noFacts,
} from '../src/decisions/person-facts.ts';
import type { AnyRecordedEvent } from '../src/envelope.ts';

const after = (...events: [type: string, facts: object][]) =>
  events
    .map(([type, facts], index) => {
      const meta = { type, time: '2026-06-01T10:00:00.000Z' };
      return {
        meta,
        facts: { request: 'r-1', person: 'p', ...facts },
        position: index + 1,
      } as unknown as AnyRecordedEvent;
    })
    .reduce(foldPersonFacts, noFacts());
const objected = (directMarketing?: boolean): [string, object] => [
  'request.received.v1',
  { requestType: 'objection', ...(directMarketing !== undefined && { directMarketing }) },
];
const owed: [string, object] = ['request.message-owed.v1', { message: 'answer', matter: 'refusal' }];
const refused: [string, object] = ['request.refused.v1', { reason: 'compelling-grounds' }];
const told: [string, object] = ['request.told.v1', { message: 'answer', matter: 'refusal' }];
const restricted: [string, object][] = [
  ['request.received.v1', { requestType: 'restriction' }],
  ['request.accepted.v2', { requestType: 'restriction' }],
];

describe('an objection stops what it is against from its receipt', () => {
  it('against direct marketing alone it stops marketing, and nothing else', () => {
    const facts = after(objected(true));
    expect([hasObjectedToMarketing(facts), hasObjected(facts)]).toEqual([true, false]);
  });

  it('goes on until the person was told that it is refused (Art. 18(3))', () => {
    expect(hasObjected(after(objected(false), owed, refused))).toBe(true);
    expect(hasObjected(after(objected(false), owed, refused, told))).toBe(false);
    expect(hasObjected(after(objected(false), refused))).toBe(false);
  });

  it('is none where a rule had misread a question, and is one again where the question turns out to be one', () => {
    const question: [string, object] = ['request.taken-as-enquiry.v1', {}];
    const afterAll: [string, object] = ['request.classified.v1', { requestType: 'objection' }];
    expect(hasObjected(after(objected(), question))).toBe(false);
    expect(hasObjectedToMarketing(after(objected(), question))).toBe(false);
    expect(hasObjected(after(objected(), question, afterAll))).toBe(true);
  });

  it('leaves marketing stopped after a refusal, unless the person said that marketing was not meant', () => {
    expect(hasObjectedToMarketing(after(objected(), owed, refused, told))).toBe(true);
    expect(hasObjectedToMarketing(after(objected(false), owed, refused, told))).toBe(false);
  });

  it('is void at once when nobody knows whose it was', () => {
    const unknown: [string, object] = ['request.refused.v1', { reason: 'identity-not-established' }];
    expect(hasObjected(after(objected(), owed, unknown))).toBe(false);
  });
});

describe('a restriction stands from its acceptance until it is lifted', () => {
  it('restricts nothing for a stranger', () => {
    expect(isRestricted(after(...restricted.slice(0, 1)))).toBe(false);
    expect(isRestricted(after(...restricted))).toBe(true);
  });

  it('is not ended by its answer, nor by a refusal that nobody has told, but by being lifted', () => {
    expect(isRestricted(after(...restricted, ['request.fulfilled.v1', { by: 'staff' }]))).toBe(true);
    expect(isRestricted(after(...restricted, owed, refused))).toBe(true);
    expect(isRestricted(after(...restricted, owed, refused, told))).toBe(false);
    expect(isRestricted(after(...restricted, ['request.restriction-lifted.v1', {}]))).toBe(false);
  });
});
