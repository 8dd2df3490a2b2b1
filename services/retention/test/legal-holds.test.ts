import { describe, expect, test } from 'vitest';
import { factsOf, lifeAt, person } from './person-scenarios.ts';

const site = 'kaukus-site';

describe('A legal hold (Art. 17(3)(e))', () => {
  test('keeps what it names and lets the rest go; when it is lifted, that goes at once', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['enquiry'],
      ground: 'legal-claim' as const,
      reference: 'case 7',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['enquiry'], now: '2026-04-01T09:00:00Z' });
    const first = factsOf(life.allTimePasses('2028-03-06T00:00:00Z'), 'disposal.ordered.v1');
    expect(first.map(({ dataCategories }) => dataCategories)).toEqual([['identity', 'contact']]);
    expect(life.file().holdings['enquiries']?.dataCategories).toEqual(['enquiry']);
    expect(life.systemsConfirm('2028-03-06T01:00:00Z')).toMatchObject([{ dataCategories: ['identity', 'contact'] }]);
    life.command({ command: 'lift-legal-hold', person, hold: 'h-1', now: '2028-05-01T00:00:00Z' });
    const second = factsOf(life.allTimePasses('2028-05-01T00:00:00Z'), 'disposal.ordered.v1');
    expect(second.map(({ dataCategories }) => dataCategories)).toEqual([['enquiry']]);
  });

  test('with a last day ends by itself, and not a day early', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', '2026-03-03T10:00:00Z', site);
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['technical-log'],
      ground: 'authority' as const,
      reference: 'case 8',
      until: '2026-06-30',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['technical-log'], now: '2026-04-01T09:00:00Z' });
    expect(life.allTimePasses('2026-06-30T23:59:59Z')).toEqual([]);
    expect(factsOf(life.allTimePasses('2026-07-01T00:00:00Z'), 'disposal.ordered.v1')).toHaveLength(1);
  });

  test('that comes while a disposal is under way still saves the key, which goes when the hold is over', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', '2026-03-03T10:00:00Z', site);
    life.timePasses('2026-04-03T00:00:00Z');
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['technical-log'],
      ground: 'authority' as const,
      reference: 'case 9',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['technical-log'], now: '2026-04-03T09:00:00Z' });
    expect(life.systemsConfirm('2026-04-04T00:00:00Z')).toMatchObject([{ everything: false, dataCategories: [] }]);
    expect(Object.keys(life.file().holdings)).toHaveLength(1);
    expect(life.allTimePasses('2026-04-05T00:00:00Z')).toEqual([]);
    life.command({ command: 'lift-legal-hold', person, hold: 'h-1', now: '2026-05-01T00:00:00Z' });
    expect(factsOf(life.allTimePasses('2026-05-01T00:00:00Z'), 'disposal.ordered.v1')).toHaveLength(1);
    expect(life.systemsConfirm('2026-05-02T00:00:00Z')).toMatchObject([
      { dataCategories: ['technical-log', 'system-reference'] },
    ]);
  });

  test('on what is not there keeps no reference to the systems, since nothing would end it afterwards', () => {
    const life = lifeAt('kaukus');
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['enquiry'],
      ground: 'authority' as const,
      reference: 'case 10',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['enquiry'], now: '2026-03-01T09:00:00Z' });
    life.tell('technical-log.written', '2026-03-03T10:00:00Z', site);
    life.timePasses('2026-04-03T00:00:00Z');
    expect(life.systemsConfirm('2026-04-04T00:00:00Z')).toMatchObject([
      { everything: false, dataCategories: ['technical-log', 'system-reference'] },
    ]);
  });

  test('is not overrun by an erasure', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['enquiry'],
      ground: 'legal-claim' as const,
      reference: 'case 7',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['enquiry'], now: '2026-04-01T09:00:00Z' });
    const [order] = factsOf(life.asksForErasure('2026-04-02T00:00:00Z'), 'disposal.ordered.v1');
    expect(order?.dataCategories).not.toContain('enquiry');
    expect(life.file().holdings['enquiries']?.dataCategories).toEqual(['enquiry']);
    expect(life.systemsConfirm('2026-04-03T00:00:00Z')).toMatchObject([{ everything: false }]);
  });
});

describe('Data that arrives while a disposal is under way', () => {
  test('is kept under its own new date, and its key is not destroyed', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', site);
    life.timePasses('2028-03-06T00:00:00Z');
    life.tell('enquiry.received', '2028-03-07T09:00:00Z', site);
    expect(life.systemsConfirm('2028-03-08T00:00:00Z')).toMatchObject([{ everything: false, dataCategories: [] }]);
    expect(life.file().holdings['enquiries']?.erasableFrom).toBe('2030-03-07');
  });
});
