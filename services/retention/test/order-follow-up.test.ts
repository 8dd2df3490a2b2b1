import { describe, expect, test } from 'vitest';
import { daysAfter } from '../src/domain/moments.ts';
import { followUpRules, nextFollowUp } from '../src/domain/order-follow-up.ts';
import { factsOf, type Life, lifeAt, person } from './person-scenarios.ts';

const begun = '2026-01-15T10:00:00Z';
const due = '2026-02-20T10:00:00.000Z';
const idOf = (life: Life) => Object.keys(life.file().disposals)[0] ?? '';
const inDays = (days: number) => daysAfter(due, days);

/** A person of whom a log line is due and ordered from its system. */
function ordered(): Life {
  const life = lifeAt('kaukus');
  life.tell('technical-log.written', begun, 'kaukus-site');
  life.allTimePasses(due);
  return life;
}
const follow = (life: Life, now: string) => life.command({ command: 'follow-up-disposal', disposal: idOf(life), now });
const fails = (life: Life, over: object = {}) =>
  life.command({
    command: 'report-failure',
    disposal: idOf(life),
    person,
    system: 'kaukus-site',
    reason: 'technical',
    failed: inDays(1),
    ...over,
  });
const confirms = (life: Life, over: object = {}) =>
  life.command({
    command: 'confirm-disposal',
    disposal: idOf(life),
    person,
    system: 'kaukus-site',
    method: 'erased',
    evidence: 'job 1',
    confirmed: inDays(2),
    ...over,
  });

describe('an order that nobody confirms', () => {
  test('is not pressed before its time', () => {
    expect(follow(ordered(), inDays(2))).toEqual([]);
  });

  test('is given again to those that have not confirmed, once per step', () => {
    const life = ordered();
    expect(follow(life, inDays(3))).toMatchObject([
      { type: 'disposal.asked-again.v1', facts: { systems: ['kaukus-site'], afterDays: 3, rule: '2026-2' } },
    ]);
    expect(follow(life, inDays(3))).toEqual([]);
    expect(follow(life, inDays(7))).toMatchObject([{ facts: { afterDays: 7 } }]);
  });

  test('is overdue after two weeks, and that is said once', () => {
    const life = ordered();
    expect(follow(life, inDays(14)).map(({ type }) => type)).toEqual([
      'disposal.asked-again.v1',
      'disposal.overdue.v1',
    ]);
    expect(factsOf(follow(life, inDays(300)), 'disposal.overdue.v1')).toEqual([]);
  });

  test('is asked for once, and not six times, when the platform was away for a year', () => {
    const life = ordered();
    expect(follow(life, inDays(365)).map(({ facts }) => (facts as { afterDays: number }).afterDays)).toEqual([
      84, 14, 98,
    ]);
    expect(follow(life, inDays(365))).toEqual([]);
  });

  test('is given up two weeks after it was given for the last time, which is said once, and stays under way', () => {
    const life = ordered();
    follow(life, inDays(84));
    expect(follow(life, inDays(97))).toEqual([]);
    expect(follow(life, inDays(98))).toEqual([
      {
        type: 'disposal.given-up.v1',
        facts: {
          disposal: idOf(life),
          person,
          waitingFor: ['kaukus-site'],
          afterDays: 98,
          rule: '2026-2',
          ordered: due,
          givenUp: inDays(98),
        },
      },
    ]);
    const disposal = life.file().disposals[idOf(life)];
    expect(disposal && nextFollowUp(disposal)).toBeUndefined();
    expect(follow(life, inDays(3_000))).toEqual([]);
    expect(life.file().completed).toEqual([]);
  });

  test('of a person who asked for erasure is pressed harder than of a rule that ended', () => {
    const { 'erasure-request': asked, 'retention-rule': ended } = followUpRules;
    expect(asked.overdueAfterDays).toBeLessThan(ended.overdueAfterDays);
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', begun, 'kaukus-site');
    life.asksForErasure(due);
    expect(follow(life, inDays(10)).map(({ type }) => type)).toContain('disposal.overdue.v1');
  });

  test('is left alone as soon as everybody has confirmed', () => {
    const life = ordered();
    const id = idOf(life);
    confirms(life);
    expect(follow(life, inDays(30))).toEqual([]);
    life.completes(id, due);
    expect(life.command({ command: 'follow-up-disposal', disposal: id, now: inDays(30) })).toEqual([]);
  });
});

describe('a system that says it cannot', () => {
  test('is on record with its reason, and the order stands', () => {
    const life = ordered();
    expect(fails(life, { detail: 'ticket 7' })).toMatchObject([
      { type: 'disposal.failed.v1', facts: { system: 'kaukus-site', reason: 'technical', detail: 'ticket 7' } },
    ]);
    expect(follow(life, inDays(3))).toMatchObject([{ type: 'disposal.asked-again.v1' }]);
    expect(life.file().disposals[idOf(life)]?.failures).toHaveProperty('kaukus-site');
  });

  test('says the same once, and something else anew', () => {
    const life = ordered();
    fails(life);
    expect(fails(life, { failed: inDays(2) })).toEqual([]);
    expect(fails(life, { reason: 'data-locked' })).toHaveLength(1);
  });

  test('can confirm after all, which ends the failure', () => {
    const life = ordered();
    fails(life);
    expect(confirms(life)).toMatchObject([{ type: 'disposal.confirmed.v1' }]);
    expect(life.file().disposals[idOf(life)]?.failures).toBeUndefined();
  });

  test('cannot take back what it confirmed, nor speak of an order that it never got', () => {
    const life = ordered();
    confirms(life);
    expect(() => fails(life)).toThrow(expect.objectContaining({ code: 'already-confirmed' }));
    expect(() => fails(ordered(), { system: 'moteadm' })).toThrow(
      expect.objectContaining({ code: 'system-not-asked' }),
    );
    expect(() => fails(ordered(), { disposal: 'never-given' })).toThrow(
      expect.objectContaining({ code: 'unknown-disposal' }),
    );
  });
});

describe('a confirmation', () => {
  test('of an order that was never given, or by a system that got none, is refused and leaves nothing', () => {
    const life = ordered();
    const before = life.past.length;
    expect(() => confirms(life, { disposal: 'never-given' })).toThrow(
      expect.objectContaining({ code: 'unknown-disposal' }),
    );
    expect(() => confirms(life, { system: 'moteadm' })).toThrow(expect.objectContaining({ code: 'system-not-asked' }));
    expect(life.past).toHaveLength(before);
  });
});
