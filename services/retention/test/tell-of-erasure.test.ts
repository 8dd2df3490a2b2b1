import { describe, expect, test } from 'vitest';
import { waitsForTelling } from '../src/domain/tell-of-erasure.ts';
import { factsOf, lifeAt } from './person-scenarios.ts';

const now = '2026-05-01T10:00:00Z';
const later = '2026-05-02T10:00:00Z';

/** Somebody with an invoice and some clicks, who asks for erasure. */
function asking() {
  const life = lifeAt('catacloud');
  life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', 'catacloud-crm', {
    material: 'primary',
    accountingYearEnd: '2026-12-31',
  });
  life.tell('behaviour.observed', '2026-02-15T10:00:00Z', 'catacloud-app');
  const [order] = factsOf(life.asksForErasure(now), 'disposal.ordered.v1');
  const disposal = String(order?.disposal);
  const owe = (at = later) => life.command({ command: 'owe-telling', disposal, now: at });
  const confirms = (system: string) =>
    life.command({
      command: 'confirm-disposal',
      disposal,
      person: String(order?.person),
      system,
      method: 'erased',
      evidence: 'job 1',
      confirmed: later,
    });
  return { life, disposal, systems: order?.systems ?? [], owe, confirms };
}

describe('the person is told what stays while there is an address', () => {
  test('when every system has confirmed, with the remainder as it was decided, within three days', () => {
    const { disposal, systems, owe, confirms } = asking();
    for (const system of systems) confirms(system);
    expect(owe()).toMatchObject([
      {
        type: 'erasure.telling-owed.v1',
        facts: {
          request: 'r-1',
          disposal,
          held: [{ because: 'legal-duty', article: 'GDPR 17(3)(b)', until: '2032-01-01' }],
          confirmed: later,
          tellBy: '2026-05-05T10:00:00.000Z',
          terms: '2026-1',
        },
      },
    ]);
  });

  test('not while a system has not confirmed, and not twice', () => {
    const { systems, owe, confirms } = asking();
    expect(owe()).toEqual([]);
    for (const system of systems.slice(1)) confirms(system);
    expect(owe()).toEqual([]);
    confirms(String(systems[0]));
    expect(owe()).toHaveLength(1);
    expect(owe()).toEqual([]);
  });

  test('the keys wait from the order on, until the moment that was set and no longer', () => {
    const { life, disposal, systems, owe, confirms } = asking();
    const waits = (at: string) => {
      const ordered = life.file().disposals[disposal];
      return ordered && waitsForTelling(ordered, at);
    };
    expect(waits(now)).toBe(true);
    for (const system of systems) confirms(system);
    owe();
    expect([waits('2026-05-05T09:59:59Z'), waits('2026-05-05T10:00:00Z')]).toEqual([true, false]);
  });

  test('a disposal that nobody asked for waits for nobody', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', '2026-01-05T09:00:00Z', 'kaukus-site');
    life.timePasses('2026-03-10T10:00:00Z');
    const [disposal] = Object.values(life.file().disposals);
    expect(disposal && waitsForTelling(disposal, '2026-03-10T10:00:00Z')).toBe(false);
  });
});
