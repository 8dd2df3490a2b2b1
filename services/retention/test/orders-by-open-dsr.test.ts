import { describe, expect, test } from 'vitest';
import { factsOf, type Life, lifeAt, person } from './person-scenarios.ts';

const begun = '2026-01-15T10:00:00Z';
const now = '2026-05-01T10:00:00Z';
const ordersOf = (life: Life) => Object.keys(life.file().disposals);
const passOn = (life: Life, disposal: string, system = 'kaukus-site', at = now) =>
  life.command({
    command: 'pass-order-on',
    disposal,
    systems: [{ system, holds: ['identity', 'contact', 'enquiry', 'technical-log'] }],
    now: at,
  });

describe('an order to a processor that speaks OpenDSR', () => {
  test('is passed on where nothing else of the person is kept there', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', begun, 'kaukus-site');
    life.asksForErasure(now);
    const [disposal = ''] = ordersOf(life);
    expect(passOn(life, disposal)).toEqual([
      {
        type: 'disposal.passed-on.v1',
        facts: { disposal, person, system: 'kaukus-site', request: 'r-1', ordered: now, passedOn: now },
      },
    ]);
  });

  test('fails visibly while another rule lets that system keep something, which OpenDSR would erase too', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', begun, 'kaukus-site');
    life.tell('enquiry.received', begun, 'kaukus-site');
    life.allTimePasses('2026-02-20T10:00:00.000Z');
    const [disposal = ''] = ordersOf(life);
    const [failed] = factsOf(passOn(life, disposal), 'disposal.failed.v1');
    expect(failed).toMatchObject({ disposal, system: 'kaukus-site', reason: 'other', failed: now });
    expect(failed?.detail).toContain('contact, enquiry, identity may still be kept there');
    expect(passOn(life, disposal)).toEqual([]);
  });

  test('fails while a legal hold keeps what that system holds, and is passed on once the hold is lifted', () => {
    const life = lifeAt('kaukus');
    life.tell('technical-log.written', begun, 'kaukus-site');
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['contact'],
      ground: 'authority' as const,
      reference: 'case 7',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['contact'], now: '2026-04-01T09:00:00Z' });
    life.allTimePasses(now);
    const [disposal = ''] = ordersOf(life);
    expect(passOn(life, disposal).map(({ type }) => type)).toEqual(['disposal.failed.v1']);
    life.command({ command: 'lift-legal-hold', hold: 'h-1', person, now });
    expect(passOn(life, disposal).map(({ type }) => type)).toEqual(['disposal.passed-on.v1']);
  });

  test('says no to a disposal that was never ordered, and stays quiet once the system has confirmed', () => {
    const life = lifeAt('kaukus');
    expect(() => passOn(life, 'never')).toThrow(expect.objectContaining({ code: 'unknown-disposal' }));
    life.tell('enquiry.received', begun, 'kaukus-site');
    life.asksForErasure(now);
    const [disposal = ''] = ordersOf(life);
    expect(passOn(life, disposal, 'moteadm')).toEqual([]);
    life.systemsConfirm(now);
    expect(passOn(life, disposal)).toEqual([]);
  });
});
