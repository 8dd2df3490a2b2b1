import { describe, expect, test } from 'vitest';
import { type Life, lifeAt, person } from './person-scenarios.ts';

const confirm = (life: Life, system: string, method: 'anonymised' | 'erased' = 'anonymised') =>
  life.command({
    command: 'confirm-disposal',
    disposal: Object.keys(life.file().disposals)[0] ?? '',
    person,
    system,
    method,
    evidence: 'aggregated into 1 row',
    confirmed: '2030-01-01T00:00:00Z',
  });
const notOffered = expect.objectContaining({ code: 'anonymising-not-offered' });

describe('C20: data is anonymised instead of erased only where the statement offers it', () => {
  test('a rule that leaves the choice takes either, and the order says so', () => {
    const life = lifeAt('catacloud');
    life.tell('behaviour.observed', '2026-01-15T10:00:00Z', 'catacloud-app');
    expect(life.allTimePasses('2028-01-01T00:00:00Z')).toMatchObject([
      { facts: { action: 'erase', mayAnonymiseInstead: true } },
    ]);
    expect(confirm(life, 'catacloud-app')).toMatchObject([{ type: 'disposal.confirmed.v1' }]);
    expect(confirm(life, 'catacloud-site', 'erased')).toHaveLength(1);
  });

  test('a rule that makes data anonymous takes either too', () => {
    const life = lifeAt('kaukus');
    life.tell('behaviour.observed', '2026-01-15T10:00:00Z', 'kaukus-site');
    life.allTimePasses('2028-01-01T00:00:00Z');
    expect(confirm(life, 'kaukus-site')).toHaveLength(1);
  });

  test('a rule that erases does not, and the system can still say that it erased', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', '2026-01-15T10:00:00Z', 'kaukus-site');
    life.allTimePasses('2028-01-01T00:00:00Z');
    const before = life.past.length;
    expect(() => confirm(life, 'kaukus-site')).toThrow(notOffered);
    expect(life.past).toHaveLength(before);
    expect(confirm(life, 'kaukus-site', 'erased')).toHaveLength(1);
    expect(confirm(life, 'kaukus-site')).toEqual([]);
  });

  test('whoever asked for erasure gets it, whatever the rule offers', () => {
    const life = lifeAt('catacloud');
    life.tell('behaviour.observed', '2026-01-15T10:00:00Z', 'catacloud-app');
    life.asksForErasure('2026-02-01T10:00:00Z');
    expect(() => confirm(life, 'catacloud-app')).toThrow(notOffered);
    expect(confirm(life, 'catacloud-app', 'erased')).toHaveLength(1);
  });
});
