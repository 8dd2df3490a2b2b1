import { describe, expect, test } from 'vitest';
import { isSettledBy } from '../src/domain/tell-of-erasure.ts';
import { factsOf, lifeAt, person } from './person-scenarios.ts';

const asked = '2026-05-01T10:00:00Z';
const placed = '2026-05-02T10:00:00Z';
const confirmed = '2026-05-03T10:00:00Z';
const over = '2026-09-01T00:00:00Z';

/** Somebody who wrote to us and asks for erasure; systems were told. */
function asking() {
  const life = lifeAt('kaukus');
  life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
  life.tell('technical-log.written', '2026-04-20T09:00:00Z', 'kaukus-site');
  const [order] = factsOf(life.asksForErasure(asked), 'disposal.ordered.v1');
  const disposal = String(order?.disposal);
  const places = (now = placed, dataCategories = ['enquiry'], until: string | undefined = '2026-08-31') => {
    const hold = { hold: `h-${now}`, person, dataCategories, ground: 'legal-claim' as const, reference: 'case 7' };
    const limited = until === undefined ? hold : { ...hold, until };
    return life.command({ command: 'place-legal-hold', hold: limited, known: [...dataCategories], now });
  };
  const lifts = (now: string) => life.command({ command: 'lift-legal-hold', person, hold: `h-${placed}`, now });
  const systemsSay = () => life.confirms(disposal, confirmed);
  const owesTelling = (now = confirmed) =>
    factsOf(life.command({ command: 'owe-telling', disposal, now }), 'erasure.telling-owed.v1');
  return { life, disposal, places, lifts, systemsSay, owesTelling };
}
const part = { dataCategories: ['enquiry'], because: 'legal-hold', article: 'GDPR 17(3)(e)', until: '2026-09-01' };

describe('a legal hold that meets an erasure half-way (Art. 17(3)(e))', () => {
  test('is a remainder of that erasure, said with its article and its day, and the person is told of it', () => {
    const { places, systemsSay, owesTelling } = asking();
    expect(places().map(({ type }) => type)).toEqual(['legal-hold.placed.v1', 'erasure.remainder-held.v1']);
    systemsSay();
    expect(owesTelling()).toMatchObject([{ request: 'r-1', held: [part], confirmed }]);
  });

  test('when it is over, what it saved goes at once and by the request, not when its rule ends', () => {
    const { life, disposal, places, systemsSay } = asking();
    places();
    systemsSay();
    expect(life.shreddingOf(disposal, confirmed)).toMatchObject({ everything: false, saved: ['enquiry'] });
    life.completes(disposal, confirmed);
    // Its own rule would keep it until March 2028.
    expect(life.file().holdings['enquiries']?.dataCategories).toEqual(['enquiry']);
    expect(life.heldBackGoes('2026-08-31T23:59:59Z')).toEqual([]);
    expect(factsOf(life.heldBackGoes(over), 'disposal.ordered.v1')).toMatchObject([
      {
        reason: 'erasure-request',
        request: 'r-1',
        dataCategories: ['enquiry'],
        systems: ['kaukus-mail', 'kaukus-site'],
      },
    ]);
    expect(life.file().holdings).toEqual({});
    expect(life.systemsConfirm('2026-09-02T10:00:00Z')).toMatchObject([{ everything: true }]);
    expect(life.heldBackGoes('2027-01-01T00:00:00Z')).toEqual([]);
  });

  test('that is lifted before the keys went saved nothing, and nothing is ordered twice', () => {
    const { life, disposal, places, lifts, systemsSay } = asking();
    places();
    lifts('2026-05-02T12:00:00Z');
    expect(life.heldBackGoes('2026-05-02T13:00:00Z')).toEqual([]);
    systemsSay();
    expect(life.shreddingOf(disposal, confirmed)).toMatchObject({ everything: true, saved: [] });
    life.completes(disposal, confirmed);
    expect(life.file().heldBack).toBeUndefined();
    expect(life.heldBackGoes('2027-01-01T00:00:00Z')).toEqual([]);
  });

  test('that comes after the person was to be told owes a telling anew, and the keys wait for that one', () => {
    const { life, disposal, places, systemsSay, owesTelling } = asking();
    systemsSay();
    expect(owesTelling()).toMatchObject([{ held: [] }]);
    const later = '2026-05-03T10:05:00Z';
    expect(factsOf(places(later), 'erasure.telling-owed.v1')).toMatchObject([
      { disposal, held: [part], confirmed, tellBy: '2026-05-06T10:05:00.000Z' },
    ]);
    const waiting = life.file().disposals[disposal];
    if (!waiting) throw new Error('The disposal is under way.');
    expect([isSettledBy(waiting, confirmed), isSettledBy(waiting, later)]).toEqual([false, true]);
  });

  test('leaves alone what the erasure does not take, what the person gave anew, and a disposal that nobody asked for', () => {
    const { life, places } = asking();
    life.tell('enquiry.received', '2026-05-01T12:00:00Z', 'kaukus-site');
    expect(places().map(({ type }) => type)).toEqual(['legal-hold.placed.v1']);
    const byRule = lifeAt('kaukus');
    byRule.tell('technical-log.written', '2026-03-03T10:00:00Z', 'kaukus-site');
    byRule.timePasses('2026-04-03T00:00:00Z');
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['technical-log'],
      ground: 'authority' as const,
      reference: '9',
    };
    const events = byRule.command({
      command: 'place-legal-hold',
      hold,
      known: ['technical-log'],
      now: '2026-04-03T10:00:00Z',
    });
    expect(events.map(({ type }) => type)).toEqual(['legal-hold.placed.v1']);
  });

  test('folds to the same file from the ledger', () => {
    const { life, disposal, places, systemsSay, owesTelling } = asking();
    places();
    systemsSay();
    owesTelling();
    life.completes(disposal, confirmed);
    expect(life.fold()).toEqual(life.file());
  });
});
