import { systemReferenceCategory } from '@vitne/contracts/catalogue/user-events';
import { describe, expect, test } from 'vitest';
import { type Life, lifeAt, person } from './person-scenarios.ts';

const begun = '2026-03-05T09:00:00Z';
const due = '2040-01-01T10:00:00Z';

/** A life of which everything is ordered away, in two disposals that all systems have confirmed. */
function twoGoing() {
  const life = lifeAt('kaukus');
  life.tell('technical-log.written', begun, 'kaukus-site');
  life.tell('enquiry.received', begun, 'kaukus-site');
  life.allTimePasses(due);
  const [first = '', second = ''] = Object.keys(life.file().disposals);
  for (const disposal of [first, second]) life.confirms(disposal, due);
  return { life, first, second };
}

describe('Two disposals of a person that end in the same moment', () => {
  test('the later one takes the reference to the systems, though the earlier stood open when its keys were destroyed', () => {
    const { life, first, second } = twoGoing();
    const seenWithTheFirstOpen = life.shreddingOf(second, due);
    expect(seenWithTheFirstOpen.dataCategories).not.toContain(systemReferenceCategory);
    life.completes(first, due);
    expect(() => life.completes(second, due, { shredding: seenWithTheFirstOpen })).toThrow(
      expect.objectContaining({ code: 'more-to-destroy' }),
    );
    expect(life.completes(second, due).map(({ type }) => type)).toEqual(['disposal.completed.v1']);
  });

  test('more than the file asks for is no reason to refuse', () => {
    const { life, first } = twoGoing();
    const shredding = { ...life.shreddingOf(first, due), everything: true };
    expect(life.completes(first, due, { shredding }).map(({ type }) => type)).toEqual(['disposal.completed.v1']);
  });
});

describe('A legal hold that ends in the moment in which a disposal is completed', () => {
  test('does not keep what it kept when the keys were destroyed', () => {
    const { life, first } = twoGoing();
    const [category = ''] = life.file().disposals[first]?.dataCategories ?? [];
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: [category],
      ground: 'legal-claim' as const,
      reference: 'case 7',
    };
    life.command({ command: 'place-legal-hold', hold, known: [category], now: '2039-12-31T09:00:00Z' });
    const held = life.shreddingOf(first, due);
    expect(held).toMatchObject({ saved: [category], dataCategories: [] });
    life.command({ command: 'lift-legal-hold', person, hold: 'h-1', now: due });
    expect(() => life.completes(first, due, { shredding: held })).toThrow(
      expect.objectContaining({ code: 'more-to-destroy' }),
    );
  });
});

describe('An erasure during which more of the person comes in', () => {
  const seen = (life: Life, occurred: string) => life.tell('behaviour.observed', occurred, 'catacloud-app');
  /** Somebody of two months asked for erasure, and was seen again before everything was gone. */
  function seenAgain(again: string) {
    const life = lifeAt('catacloud');
    seen(life, '2026-01-05T09:00:00Z');
    seen(life, '2026-02-05T09:00:00Z');
    const asked = '2026-03-05T09:00:00Z';
    life.asksForErasure(asked);
    seen(life, again);
    const [disposal = ''] = Object.keys(life.file().disposals);
    return { life, disposal, done: '2026-03-20T09:00:00Z' };
  }

  test('takes the months that it was about, and leaves the one that began since', () => {
    const { life, disposal, done } = seenAgain('2026-03-10T09:00:00Z');
    expect(life.shreddingOf(disposal, done)).toMatchObject({
      everything: false,
      dataCategories: expect.arrayContaining(['behaviour']),
      kept: { behaviour: [{ period: '2026-03' }] },
      older: {},
    });
  });

  test('takes of a month of which there is something new what is older than its order, and the other month whole', () => {
    const { life, disposal, done } = seenAgain('2026-02-20T09:00:00Z');
    expect(life.shreddingOf(disposal, done)).toMatchObject({
      kept: { behaviour: [{ period: '2026-02' }] },
      older: { behaviour: [] },
    });
  });

  test('is done again when more has come in of what was to be taken in part only', () => {
    const { life, disposal, done } = seenAgain('2026-02-20T09:00:00Z');
    const shredding = life.shreddingOf(disposal, done);
    life.confirms(disposal, done);
    expect(() =>
      life.completes(disposal, done, { shredding: { ...shredding, older: {}, dataCategories: [] } }),
    ).toThrow(expect.objectContaining({ code: 'more-to-destroy' }));
  });

  test('is done again when the new month was ordered away before it was completed', () => {
    const { life, disposal } = seenAgain('2026-03-10T09:00:00Z');
    const later = '2029-01-01T09:00:00Z';
    const shredding = life.shreddingOf(disposal, later);
    life.confirms(disposal, later);
    life.allTimePasses(later);
    expect(() => life.completes(disposal, later, { shredding })).toThrow(
      expect.objectContaining({ code: 'more-to-destroy' }),
    );
  });
});

describe('The accounting material of one year', () => {
  /** Somebody whose invoices and other material of a year are kept, each kind by its own rule. */
  function bookkept(materials: string[]) {
    const life = lifeAt('catacloud');
    for (const material of materials)
      life.tell('accounting-material.recorded', '2026-03-05T09:00:00Z', 'catacloud-crm', {
        material,
        accountingYearEnd: '2026-12-31',
      });
    return life;
  }
  const [secondaryEnds, primaryEnds] = ['2030-07-01T10:00:00Z', '2032-01-01T10:00:00Z'];

  test('takes what was sealed before there were compartments with the last of them, when both end in one moment', () => {
    const life = bookkept(['primary', 'secondary']);
    life.allTimePasses(primaryEnds);
    const [first = '', second = ''] = Object.keys(life.file().disposals);
    for (const disposal of [first, second]) life.confirms(disposal, primaryEnds);
    expect(life.shreddingOf(first, primaryEnds).kept).toEqual({});
    expect(life.shreddingOf(second, primaryEnds).kept).toEqual({});
  });

  test('is done again when its other half was ordered away before it was completed', () => {
    const life = bookkept(['primary', 'secondary']);
    life.allTimePasses(secondaryEnds);
    const [disposal = ''] = Object.keys(life.file().disposals);
    life.confirms(disposal, secondaryEnds);
    const shredding = life.shreddingOf(disposal, secondaryEnds);
    life.allTimePasses(primaryEnds);
    expect(() => life.completes(disposal, primaryEnds, { shredding })).toThrow(
      expect.objectContaining({ code: 'more-to-destroy' }),
    );
  });
});
