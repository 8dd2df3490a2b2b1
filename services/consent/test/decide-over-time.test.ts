import type { Statement } from '@vitne/contracts/statement/schema';
import { answerQuestions } from '@vitne/service-kit/answer-questions';
import { statementOf } from '@vitne/testing/statement-files';
import { describe, expect, it } from 'vitest';
import { analytics, bothConsents, day, logs, news, now, sharing } from './decide-cases.ts';
import { consents, merged, person, publish, requests, visitor, worldOf } from './decision-world.ts';

const { given } = consents;
describe('what was agreed to under an older version', () => {
  const newest = async (...changes: ((statement: Statement) => void)[]) => {
    const world = await worldOf('kaukus');
    await world.happens(given('analytics', '1.0'), day(2));
    for (const [index, change] of changes.entries()) {
      await publish(world, statementOf('kaukus', { revision: index + 1 }), day(3 + index), change);
    }
    const { reasons, statementVersion } = await world.ask(analytics, now);
    return { reasons, statementVersion };
  };
  const purposeOf = ({ purposes }: Statement) =>
    purposes.find(({ id }) => id === 'analytics') as Statement['purposes'][number];
  const still = { reasons: ['consent-in-force'], statementVersion: '1.1' };
  const over = { reasons: ['consent-invalidated'], statementVersion: '1.1' };

  it.each<[string, (statement: Statement) => void, object]>([
    ['nothing but the date', () => {}, still],
    ['another purpose', ({ purposes }) => void purposes.pop(), still],
    ['less data', (statement) => void purposeOf(statement).dataCategories.splice(1, 1), still],
    ['no recipient any more', (statement) => void (purposeOf(statement).recipients = []), still],
    [
      'another question',
      (statement) => void ((purposeOf(statement).consent as { ask: object }).ask = { nb: 'Ny?', en: 'New?' }),
      over,
    ],
    ['more data', (statement) => void purposeOf(statement).dataCategories.push('technical-log'), over],
    [
      'more in a category',
      ({ dataCategories }) =>
        void dataCategories
          .find(({ id }) => id === 'behaviour')
          ?.attributes.push({ id: 'speed', name: { nb: 'Fart', en: 'Speed' } }),
      over,
    ],
    [
      'another name of the recipient',
      ({ recipients: [one] }) => void Object.assign(one ?? {}, { name: 'Another' }),
      over,
    ],
    ['another controller', ({ controller }) => void (controller.registrationNumber = '999 999 999'), over],
    ['used for direct marketing', (statement) => void (purposeOf(statement).directMarketing = true), over],
  ])('%s', async (_says, change, expected) => {
    expect(await newest(change)).toEqual(expected);
  });

  it('does not come back when the change is taken back', async () => {
    const more = (statement: Statement) => void purposeOf(statement).dataCategories.push('technical-log');
    expect(await newest(more, () => {})).toEqual({ reasons: ['consent-invalidated'], statementVersion: '1.2' });
  });

  it('takes a consent of a company with it', async () => {
    const world = await worldOf('catacloud');
    for (const consent of bothConsents('sharing-with-partners')) await world.happens(consent, day(2));
    await publish(world, statementOf('catacloud', { revision: 11 }), day(3), ({ purposes }) => {
      purposes.find(({ id }) => id === 'sharing-with-partners')?.dataCategories.push('payment');
    });
    const { reasons } = await world.ask(sharing, now);
    expect([...reasons].sort()).toEqual(['company-consent-invalidated', 'consent-invalidated']);
  });
});

describe('a moment', () => {
  it('before the first statement: no', async () => {
    const world = await worldOf('kaukus');
    expect(await world.ask(logs, now, '2025-12-31T23:00:00+00:00')).toMatchObject({
      decision: 'deny',
      reasons: ['no-statement'],
      asOf: '2025-12-31T23:00:00+00:00',
    });
  });

  it('that has not come: no', async () => {
    const world = await worldOf('kaukus');
    expect(await world.ask(logs, now, '2026-03-02T09:00:00.001Z')).toMatchObject({ reasons: ['moment-in-future'] });
  });

  it('in another offset is the same moment', async () => {
    const world = await worldOf('kaukus');
    await world.happens(given('newsletter', '1.0'), '2026-02-01T12:00:00.000Z');
    const as = async (asOf: string) => (await world.ask(news, now, asOf)).decision;
    expect([await as('2026-02-01T12:59:59.999+01:00'), await as('2026-02-01T13:00:00+01:00')]).toEqual([
      'deny',
      'allow',
    ]);
  });

  it('is not before what another instance, whose clock is ahead, has recorded', async () => {
    const world = await worldOf('kaukus');
    await world.happens(given('newsletter', '1.0'), '2026-03-02T09:00:00.250Z');
    const answer = await world.ask(news, now);
    expect(answer).toMatchObject({ decision: 'allow', asOf: '2026-03-02T09:00:00.250Z' });
    expect(await world.ask(news, '2026-03-03T09:00:00.000Z', answer.asOf)).toEqual(answer);
  });
});

describe('a visitor who turns out to be a known person', () => {
  it('has objected as the person too, from then on', async () => {
    const world = await worldOf('kaukus');
    const objection = requests.received('r-1', 'objection', day(2));
    await world.happens({ ...objection, facts: { ...objection.facts, person: visitor } }, day(2));
    const before = await world.ask(logs, day(3));
    expect(before.reasons).toEqual(['legitimate-interest']);
    await world.happens(merged, day(4));
    const after = await world.ask(logs, day(4));
    expect(after.reasons).toEqual(['objection']);
    expect(await world.ask(logs, now, before.asOf)).toEqual({ ...before, position: after.position });
    expect(await world.ask(logs, now, after.asOf)).toEqual(after);
    await world.happens(
      { ...requests.withdrawn('r-1', day(5)), facts: { request: 'r-1', person: visitor, withdrawn: day(5) } },
      day(5),
    );
    expect((await world.ask(logs, now)).reasons).toEqual(['legitimate-interest']);
  });
});

it('nothing is answered while the read models are behind the ledger, so that an objection cannot be overlooked', async () => {
  const world = await worldOf('kaukus');
  const behind = { ...world.sources, caughtUp: async () => false };
  expect(await answerQuestions(behind, 'kaukus', [{ question: logs, person }], now)).toBe('behind');
});

describe('a visitor who turned out to be somebody known', () => {
  it('is that person, also when asked about by the visitor’s id: no objection is got round by it', async () => {
    const world = await worldOf('kaukus');
    await world.happens(requests.received('r-1', 'objection', day(2)), day(2));
    const by = async (id: string, asOf?: string) =>
      (await world.askedAt({ question: logs, person: id, ...(asOf !== undefined && { asOf }) }, now)).answer;
    expect([(await by(person)).decision, (await by(visitor)).decision]).toEqual(['deny', 'allow']);
    await world.happens(merged, day(5));
    expect(await by(visitor)).toEqual(await by(person));
    expect((await by(visitor)).reasons).toContain('objection');
    expect((await by(visitor, day(4))).decision).toBe('allow');
  });
});

describe('a visitor who became another visitor first', () => {
  it('has objected as the person too, and is the person by the oldest id', async () => {
    const world = await worldOf('kaukus');
    const first = 'w4k7w2m9x1c6v3b8n5z0';
    const objection = requests.received('r-1', 'objection', day(2));
    await world.happens({ ...objection, facts: { ...objection.facts, person: first } }, day(2));
    await world.happens({ type: merged.type, id: first, facts: { person: first, into: visitor } }, day(3));
    await world.happens(merged, day(4));
    expect((await world.ask(logs, now)).reasons).toEqual(['objection']);
    expect((await world.ask(logs, now, day(4))).reasons).toEqual(['objection']);
    expect((await world.ask(logs, now, day(3))).reasons).toEqual(['legitimate-interest']);
    expect((await world.ask(logs, now, undefined, first)).reasons).toEqual(['objection']);
  });
});

describe('an act that was under way when the question came', () => {
  it('can be on either side of the moment, and the answer’s position tells on which it was', async () => {
    const world = await worldOf('kaukus');
    await world.happens(given('newsletter', '1.0'), day(2));
    const { answer, position } = await world.askedAt({ question: news, person }, now);
    // It began a moment earlier, and its place in the ledger is behind the answer.
    await world.happens(consents.withdrawn('newsletter', '1.0'), now);
    const later = '2026-03-03T09:00:00.000Z';
    const { asOf } = answer;
    expect(answer.decision).toBe('allow');
    expect((await world.askedAt({ question: news, person, asOf, position }, later)).answer).toEqual(answer);
    expect((await world.askedAt({ question: news, person, asOf }, later)).answer.decision).toBe('deny');
  });

  it('of two that contradict each other in one instant, the one that is later in the ledger counts', async () => {
    for (const [first, last, decision] of [
      [given('newsletter', '1.0'), consents.refused('newsletter', '1.0'), 'deny'],
      [consents.refused('newsletter', '1.0'), given('newsletter', '1.0'), 'allow'],
    ] as const) {
      const world = await worldOf('kaukus');
      await world.happens(first, day(2));
      await world.happens(last, day(2));
      expect((await world.ask(news, now)).decision).toBe(decision);
    }
  });

  it('a position that the ledger has not reached is no', async () => {
    const world = await worldOf('kaukus');
    const ahead = { question: logs, person, asOf: day(3), position: 99 };
    expect((await world.askedAt(ahead, now)).answer.reasons).toEqual(['moment-in-future']);
  });
});
