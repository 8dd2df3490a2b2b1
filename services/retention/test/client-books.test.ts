import { describe, expect, test } from 'vitest';
import { clientId, factsOf, type Life, lifeAt } from './person-scenarios.ts';

const app = 'catacloud-app';
const other = 'c9k7w2m9x1c6v3b8n5z0';
const entry = (life: Life, client = clientId, occurred = '2026-03-01T10:00:00Z') =>
  life.tell('client-material.recorded', occurred, app, { client });

describe('C2: what a client keeps in the product is kept as its processor', () => {
  test('the holding says the role and on whose behalf, and has no date while the agreement runs', () => {
    const life = lifeAt('catacloud');
    const [holding] = factsOf(entry(life), 'holding.scheduled.v1');
    expect(holding).toMatchObject({
      holding: `client-books-${clientId}`,
      rule: 'client-books',
      role: 'processor',
      client: clientId,
      dataCategories: ['client-material'],
      systems: [app],
    });
    expect(holding).not.toHaveProperty('due');
    expect(entry(life)).toHaveLength(1);
  });

  test('it goes when the agreement of that client ends, and the order says whose books are meant', () => {
    const life = lifeAt('catacloud');
    entry(life);
    life.tellOfClient('service-agreement.ended', '2026-06-01T10:00:00Z');
    expect(factsOf(life.allTimePasses('2026-06-01T12:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { role: 'processor', client: clientId, dataCategories: ['client-material'], action: 'erase' },
    ]);
    expect(life.systemsConfirm('2026-06-02T10:00:00Z')).toMatchObject([
      { dataCategories: ['client-material', 'system-reference'] },
    ]);
  });

  test('the books of another client stay, and so does their key, while those that ended can be read no more', () => {
    const life = lifeAt('catacloud');
    entry(life);
    entry(life, other);
    life.tellOfClient('service-agreement.ended', '2026-06-01T10:00:00Z');
    expect(factsOf(life.allTimePasses('2026-06-01T12:00:00Z'), 'disposal.ordered.v1')).toMatchObject([
      { holdings: [`client-books-${clientId}`], client: clientId },
    ]);
    expect(life.systemsConfirm('2026-06-02T10:00:00Z')).toMatchObject([
      {
        dataCategories: ['client-material'],
        compartment: clientId,
        kept: { 'client-material': [{ compartment: other }] },
      },
    ]);
    expect(Object.keys(life.file().holdings)).toEqual([`client-books-${other}`]);
  });

  test('an agreement that runs again takes the date away, and what is gone does not come back', () => {
    const life = lifeAt('catacloud');
    entry(life);
    life.tellOfClient('service-agreement.ended', '2026-06-01T10:00:00Z');
    life.tellOfClient('service-agreement.started', '2026-06-01T11:00:00Z');
    expect(life.file().holdings[`client-books-${clientId}`]).not.toHaveProperty('due');
    life.tellOfClient('service-agreement.ended', '2026-07-01T10:00:00Z');
    life.allTimePasses('2026-07-01T12:00:00Z');
    life.systemsConfirm('2026-07-02T10:00:00Z');
    expect(life.tellOfClient('service-agreement.started', '2026-08-01T10:00:00Z')).toEqual([]);
  });

  test('who stands in the books of a client is none of its users: what we keep for ourselves does not hang on it', () => {
    const life = lifeAt('catacloud');
    life.tell('profile.created', '2026-01-10T10:00:00Z', app, { client: clientId });
    entry(life, other);
    life.tellOfClient('subscription.ended', '2026-06-01T10:00:00Z');
    expect(life.file().clients).toEqual([clientId]);
    expect(life.file().holdings['customer-after-subscription']).toMatchObject({
      role: 'controller',
      erasableFrom: '2027-06-01',
    });
  });

  test('a later statement that gives the rule another role leaves the books with the client that they are of', () => {
    const life = lifeAt('catacloud');
    entry(life);
    const rule = life.statement.retention.find(({ id }) => id === 'client-books');
    if (rule) rule.role = 'controller';
    life.tellOfClient('service-agreement.ended', '2026-06-01T10:00:00Z');
    expect(life.file().holdings).toMatchObject({
      [`client-books-${clientId}`]: { role: 'processor', client: clientId, erasableFrom: '2026-06-01' },
    });
    expect(Object.keys(life.file().holdings)).toHaveLength(1);
  });

  test('an erasure leaves it alone, because the client decides about it (Art. 28(3)(a), 29)', () => {
    const life = lifeAt('catacloud');
    entry(life);
    life.tell('support.contacted', '2026-03-02T10:00:00Z', 'catacloud-crm');
    const [order] = factsOf(life.asksForErasure('2026-04-01T10:00:00Z'), 'disposal.ordered.v1');
    expect(order?.holdings).toEqual(['support']);
    expect(order?.dataCategories).not.toContain('client-material');
    expect(life.systemsConfirm('2026-04-02T10:00:00Z')).toMatchObject([{ everything: false }]);
    expect(Object.keys(life.file().holdings)).toEqual([`client-books-${clientId}`]);
  });
});
