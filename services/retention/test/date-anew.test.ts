import { describe, expect, test } from 'vitest';
import { lifeAt, person } from './person-scenarios.ts';

const enquirer = () => {
  const life = lifeAt('kaukus');
  life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
  life.tell('technical-log.written', '2026-03-05T09:00:00Z', 'kaukus-site');
  return life;
};
type Life = ReturnType<typeof enquirer>;
const published = (life: Life, change: (statement: Life['statement']) => void = () => {}) => {
  const statement = structuredClone(life.statement);
  change(statement);
  return life.command({ command: 'date-anew', statement, statementVersion: '1.1', person });
};
const ruleOf = (statement: Life['statement'], id: string) => {
  const found = statement.retention.find((rule) => rule.id === id);
  if (!found) throw new Error(`No rule ${id}.`);
  return found;
};

describe('a new version of the statement', () => {
  test('dates at once what is held by a rule that became shorter, and leaves the others alone', () => {
    const events = published(enquirer(), (statement) => {
      ruleOf(statement, 'enquiries').keep = { atMost: 'P6M' };
    });
    expect(events).toMatchObject([
      {
        facts: {
          rule: 'enquiries',
          erasableFrom: '2026-09-05',
          statementVersion: '1.1',
          anchored: '2026-03-05T09:00:00Z',
        },
      },
    ]);
  });

  test('that changes nothing about the keeping records nothing', () => {
    expect(published(enquirer())).toEqual([]);
  });

  test('without the rule leaves the holding as it was promised, and still orders it on its day', () => {
    const life = enquirer();
    const events = published(life, (statement) => {
      statement.retention = statement.retention.filter(({ id }) => id !== 'technical-logs');
    });
    expect(events).toEqual([]);
    expect(life.allTimePasses('2026-04-06T10:00:00Z')).toMatchObject([
      { facts: { dataCategories: ['technical-log'] } },
    ]);
  });

  test('never dates what is on its way out already', () => {
    const life = enquirer();
    life.allTimePasses('2026-04-06T10:00:00Z');
    expect(
      published(life, (statement) => {
        ruleOf(statement, 'technical-logs').keep = { atMost: 'P2M' };
      }),
    ).toEqual([]);
  });
});
