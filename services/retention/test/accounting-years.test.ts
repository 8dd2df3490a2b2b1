import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { factsOf, type Life, lifeAt } from './person-scenarios.ts';

const crm = 'catacloud-crm';

const record = (life: Life, material: 'primary' | 'secondary', year: number) =>
  life.tell('accounting-material.recorded', `${year}-02-15T10:00:00Z`, crm, {
    material,
    accountingYearEnd: `${year}-12-31`,
  });
const ordered = (life: Life, now: string) => factsOf(life.allTimePasses(now), 'disposal.ordered.v1');

describe('C15, C18: each accounting year of a person goes by its own date (bokføringsloven § 13)', () => {
  test('an older year goes while a younger one stays, and the order says which year and which material', () => {
    const life = lifeAt('catacloud');
    for (const year of [2026, 2027]) record(life, 'primary', year);
    expect(life.file().holdings).toMatchObject({
      'bookkeeping-primary-2026-12': { period: '2026-12', material: 'primary', erasableFrom: '2032-01-01' },
      'bookkeeping-primary-2027-12': { period: '2027-12', material: 'primary', erasableFrom: '2033-01-01' },
    });
    expect(ordered(life, '2032-01-01T12:00:00Z')).toMatchObject([
      { holdings: ['bookkeeping-primary-2026-12'], period: '2026-12', material: 'primary', systems: [crm] },
    ]);
    expect(life.systemsConfirm('2032-01-02T12:00:00Z')).toMatchObject([
      { everything: false, dataCategories: ['accounting-material'], period: '2026-12' },
    ]);
    expect(Object.keys(life.file().holdings)).toEqual(['bookkeeping-primary-2027-12']);
  });

  test('secondary material goes with its keys before the primary material of its year, whose keys live on', () => {
    const life = lifeAt('catacloud');
    record(life, 'primary', 2026);
    record(life, 'secondary', 2026);
    expect(ordered(life, '2030-07-01T12:00:00Z')).toMatchObject([
      { holdings: ['bookkeeping-secondary-2026-12'], material: 'secondary', dataCategories: ['accounting-material'] },
    ]);
    expect(life.systemsConfirm('2030-07-02T12:00:00Z')).toMatchObject([
      {
        dataCategories: ['accounting-material'],
        period: '2026-12',
        compartment: 'secondary',
        kept: { 'accounting-material': [{ period: '2026-12', compartment: 'primary' }] },
      },
    ]);
    expect(Object.keys(life.file().holdings)).toEqual(['bookkeeping-primary-2026-12']);
    ordered(life, '2032-01-01T12:00:00Z');
    expect(life.systemsConfirm('2032-01-02T12:00:00Z')).toMatchObject([
      { dataCategories: ['accounting-material', 'system-reference'], compartment: 'primary', kept: {} },
    ]);
  });

  test('more material of a year changes nothing about it or any other', () => {
    const life = lifeAt('catacloud');
    record(life, 'primary', 2026);
    expect(record(life, 'primary', 2026)).toHaveLength(1);
  });

  test('whatever came in, and in whatever order, every year of every kind goes on its own day and not with another', () => {
    const pieces = fc.array(fc.tuple(fc.constantFrom('primary', 'secondary'), fc.integer({ min: 2020, max: 2032 })), {
      minLength: 1,
      maxLength: 12,
    });
    fc.assert(
      fc.property(pieces, (given) => {
        const life = lifeAt('catacloud');
        for (const [material, year] of given) record(life, material, year);
        const days = new Map<string, string>(
          given.map(([material, year]) => [
            `bookkeeping-${material}-${year}-12`,
            material === 'primary' ? `${year + 6}-01-01` : `${year + 4}-07-01`,
          ]),
        );
        for (const day of [...new Set(days.values())].sort()) {
          expect(life.allTimePasses(`${day}T00:00:00+03:00`)).toEqual([]);
          const gone = ordered(life, `${day}T12:00:00Z`).flatMap(({ holdings }) => holdings);
          expect(gone.sort()).toEqual([...days].flatMap(([holding, end]) => (end === day ? [holding] : [])).sort());
        }
        expect(life.file().holdings).toEqual({});
      }),
      { numRuns: 60 },
    );
  });
});
