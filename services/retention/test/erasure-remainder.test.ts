import { describe, expect, test } from 'vitest';
import { heldBackDue } from '../src/domain/erase-held-back.ts';
import { clientId, factsOf, lifeAt, person, statementOf } from './person-scenarios.ts';

const now = '2026-05-01T10:00:00Z';

describe('Art. 17(3): what the law keeps is held, and said with its reason and its day', () => {
  test('accounting material stays until the Bookkeeping Act lets it go, and everything else of the person goes', () => {
    const life = lifeAt('catacloud');
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', 'catacloud-crm', {
      material: 'primary',
      accountingYearEnd: '2026-12-31',
    });
    life.tell('behaviour.observed', '2026-02-15T10:00:00Z', 'catacloud-app');
    const events = life.asksForErasure(now);
    const [order] = factsOf(events, 'disposal.ordered.v1');
    const [remainder] = factsOf(events, 'erasure.remainder-held.v1');
    expect(remainder).toMatchObject({
      request: 'r-1',
      held: [{ because: 'legal-duty', article: 'GDPR 17(3)(b)', until: '2032-01-01' }],
    });
    const held = remainder?.held.flatMap(({ dataCategories }) => dataCategories) ?? [];
    expect(order?.dataCategories.filter((category) => held.includes(category))).toEqual([]);
    expect(order?.dataCategories).toContain('behaviour');
  });

  test('where the answers to requests go, goes with the contact data that the person asked to be erased, and with no opt-out', () => {
    const life = lifeAt('catacloud');
    life.tell('newsletter.signed-up', '2026-02-15T10:00:00Z', 'catacloud-crm');
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', 'catacloud-crm', {
      material: 'primary',
      accountingYearEnd: '2026-12-31',
    });
    life.tell('newsletter.opted-out', '2026-03-15T10:00:00Z', 'catacloud-crm');
    const [optedOut] = factsOf(life.timePasses('2026-03-15T10:00:00Z'), 'disposal.ordered.v1');
    expect(life.shreddingOf(optedOut?.disposal ?? '', now)).toMatchObject({ dataCategories: ['identity', 'contact'] });
    const [erasure] = factsOf(life.asksForErasure(now), 'disposal.ordered.v1');
    const shredding = life.shreddingOf(erasure?.disposal ?? '', now);
    expect(shredding.everything).toBe(false);
    expect(shredding.dataCategories).toEqual(expect.arrayContaining(['contact', 'answer-address']));
  });

  test('what a legal hold keeps is said by its ground, and the day after its last day', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['enquiry'],
      ground: 'legal-claim' as const,
      reference: 'case 7',
      until: '2026-08-31',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['enquiry'], now: '2026-04-01T09:00:00Z' });
    expect(factsOf(life.asksForErasure(now), 'erasure.remainder-held.v1')).toMatchObject([
      {
        held: [{ dataCategories: ['enquiry'], because: 'legal-hold', article: 'GDPR 17(3)(e)', until: '2026-09-01' }],
      },
    ]);
  });

  test('where nothing stays, nothing is said to stay', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
    expect(life.asksForErasure(now).map(({ type }) => type)).toEqual(['disposal.ordered.v1']);
  });

  test('the same request is carried out once', () => {
    const life = lifeAt('catacloud');
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', 'catacloud-crm', {
      material: 'primary',
      accountingYearEnd: '2026-12-31',
    });
    expect(life.asksForErasure(now).length).toBeGreaterThan(1);
    expect(life.asksForErasure(now)).toEqual([]);
  });
});

const everything = statementOf('kaukus')
  .dataCategories.filter(({ anonymous }) => !anonymous)
  .map(({ id }) => id);
const holdOn = (dataCategories: string[], until?: string, hold = 'h-1') =>
  ({
    command: 'place-legal-hold',
    hold: {
      hold,
      person,
      dataCategories,
      ground: 'legal-claim' as const,
      reference: 'case 7',
      ...(until !== undefined && { until }),
    },
    known: everything,
    now: '2026-04-01T09:00:00Z',
  }) as const;
const lift = { command: 'lift-legal-hold', person, hold: 'h-1', now: '2026-07-01T10:00:00Z' } as const;

describe('an erasure of which the law keeps everything', () => {
  const underHold = (until?: string) => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
    life.command(holdOn(everything, until));
    return life;
  };

  test('orders nothing and says so, with each part, its reason and its day', () => {
    const life = underHold('2026-08-31');
    const events = life.asksForErasure(now);
    expect(events.map(({ type }) => type)).toEqual(['erasure.remainder-held.v1', 'erasure.withheld.v1']);
    expect(factsOf(events, 'erasure.withheld.v1')).toMatchObject([
      { request: 'r-1', decided: now, held: [{ article: 'GDPR 17(3)(e)', until: '2026-09-01' }] },
    ]);
    expect(Object.keys(life.file().disposals)).toEqual([]);
    expect(life.asksForErasure(now)).toEqual([]);
  });

  test('goes by itself when the hold is over, without being asked for again', () => {
    const life = underHold('2026-08-31');
    life.asksForErasure(now);
    expect(heldBackDue(life.file())).toBe('2026-09-01T00:00:00.000Z');
    expect(life.heldBackGoes('2026-08-31T23:59:59Z')).toEqual([]);
    const [order] = factsOf(life.heldBackGoes('2026-09-01T00:00:00Z'), 'disposal.ordered.v1');
    expect(order).toMatchObject({ reason: 'erasure-request', request: 'r-1', action: 'erase' });
    expect(order?.dataCategories.toSorted()).toEqual(everything.toSorted());
    expect(order?.systems).toContain('kaukus-site');
    expect(life.file().holdings).toEqual({});
    expect(life.heldBackGoes('2026-09-02T00:00:00Z')).toEqual([]);
    expect(heldBackDue(life.file())).toBeUndefined();
  });

  test('goes when a hold without an end is lifted, and not while another keeps it', () => {
    const life = underHold();
    life.command(holdOn(['enquiry'], '2026-12-31', 'h-2'));
    life.asksForErasure(now);
    expect(heldBackDue(life.file())).toBeUndefined();
    life.command(lift);
    const [order] = factsOf(life.heldBackGoes('2026-07-01T10:00:00Z'), 'disposal.ordered.v1');
    expect(order?.dataCategories).toContain('contact');
    expect(order?.dataCategories).not.toContain('enquiry');
    const [rest] = factsOf(life.heldBackGoes('2027-01-01T00:00:00Z'), 'disposal.ordered.v1');
    expect(rest?.dataCategories).toEqual(['enquiry']);
  });

  test('what the person gives anew meanwhile is theirs to have kept', () => {
    const life = underHold('2026-08-31');
    life.asksForErasure(now);
    life.tell('enquiry.received', '2026-06-05T09:00:00Z', 'kaukus-site');
    const [order] = factsOf(life.heldBackGoes('2026-09-01T00:00:00Z'), 'disposal.ordered.v1');
    expect(order?.dataCategories).not.toContain('enquiry');
    expect(Object.keys(life.file().holdings)).not.toEqual([]);
  });

  test('what a duty keeps goes by its own rule, and nothing is ordered for it twice', () => {
    const life = lifeAt('catacloud');
    life.tell('accounting-material.recorded', '2026-02-15T10:00:00Z', 'catacloud-crm', {
      material: 'primary',
      accountingYearEnd: '2026-12-31',
    });
    life.asksForErasure(now);
    expect(life.file().heldBack).toBeUndefined();
    expect(life.heldBackGoes('2040-01-01T00:00:00Z')).toEqual([]);
    expect(factsOf(life.timePasses('2032-01-01T00:00:00Z'), 'disposal.ordered.v1')).toHaveLength(1);
  });
});

describe('Art. 28(3)(a): who stands in the books of clients alone is referred to them', () => {
  const entry = (life: ReturnType<typeof lifeAt>) =>
    life.tell('client-material.recorded', '2026-03-01T10:00:00Z', 'catacloud-app', { client: clientId });

  test('nothing is ordered, no key goes, and the clients are named', () => {
    const life = lifeAt('catacloud');
    entry(life);
    expect(life.asksForErasure(now)).toMatchObject([
      { type: 'erasure.referred-to-clients.v1', facts: { request: 'r-1', clients: [clientId] } },
    ]);
    expect(life.file().disposals).toEqual({});
    expect(Object.keys(life.file().holdings)).toEqual([`client-books-${clientId}`]);
  });

  test('who is also a customer of ours is erased with us, and told of the rest', () => {
    const life = lifeAt('catacloud');
    entry(life);
    life.tell('behaviour.observed', '2026-02-15T10:00:00Z', 'catacloud-app');
    const events = life.asksForErasure(now);
    expect(factsOf(events, 'disposal.ordered.v1')).toHaveLength(1);
    expect(factsOf(events, 'erasure.remainder-held.v1')).toMatchObject([
      { held: [{ dataCategories: ['client-material'], because: 'kept-for-client', client: clientId }] },
    ]);
  });
});
