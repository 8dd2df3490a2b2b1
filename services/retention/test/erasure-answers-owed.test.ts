import { answerAddressCategory } from '@vitne/contracts/catalogue/request-address-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { describe, expect, test } from 'vitest';
import {
  answerOwedAfter,
  answersOwed,
  leadsAfterErasure,
  type RecordMatter,
  recordParts,
} from '../src/domain/record-matters.ts';
import { factsOf, lifeAt, person } from './person-scenarios.ts';

const asked = '2026-05-20T10:00:00Z';
const done = '2026-05-21T10:00:00Z';

/** Somebody of whom everything can go, and whose systems have erased it. */
function erased() {
  const life = lifeAt('kaukus');
  life.tell('enquiry.received', '2026-05-05T09:00:00Z', 'kaukus-site');
  life.asksForErasure(asked);
  const [disposal = ''] = Object.keys(life.file().disposals);
  life.confirms(disposal, done);
  return { life, disposal };
}

describe('C23 an erasure while another request of the person is open (Art. 12(3))', () => {
  test('takes everything but where that one is answered, and says for which requests it stays', () => {
    const { life, disposal } = erased();
    const shredding = life.shreddingOf(disposal, done, ['r-2']);
    expect(shredding).toMatchObject({ everything: true, answering: ['r-2'] });
    expect(shredding.dataCategories).not.toContain(answerAddressCategory);
    const events = life.completes(disposal, done, { shredding });
    expect(events.map(({ type }) => type)).toEqual(['erasure.answer-address-left.v1', 'disposal.completed.v1']);
    expect(factsOf(events, 'erasure.answer-address-left.v1')).toEqual([
      { person, request: 'r-1', disposal, forRequests: ['r-2'], decided: done },
    ]);
  });

  test('takes it too where nothing else is open, and says nothing of it', () => {
    const { life, disposal } = erased();
    expect(life.shreddingOf(disposal, done).dataCategories).toContain(answerAddressCategory);
    expect(life.completes(disposal, done).map(({ type }) => type)).toEqual(['disposal.completed.v1']);
  });

  test('says nothing of it where a claim keeps the contact data, whose address stays by itself', () => {
    const { life, disposal } = erased();
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['contact'],
      ground: 'legal-claim' as const,
      reference: 'case 7',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['contact'], now: done });
    const shredding = life.shreddingOf(disposal, done, ['r-2']);
    expect(shredding.answering).toEqual([]);
    expect(factsOf(life.completes(disposal, done, { shredding }), 'erasure.answer-address-left.v1')).toEqual([]);
  });
});

describe('C22, C23 for which requests an erasure leaves the address', () => {
  const address = { owner: person, category: answerAddressCategory, key: 'k-1' };
  const matter = (over: Partial<RecordMatter>): RecordMatter => ({
    matter: 'request/r-2',
    owners: [person],
    keys: [address],
    open: false,
    written: '2026-05-01T10:00:00.000Z',
    ...over,
  });
  const erasure = matter({ matter: 'request/r-1', open: true, asks: 'erasure' });

  test('those that are open, or whose answer is on its way, and that have an address; not its own', () => {
    expect(answersOwed(person, 'r-1', [erasure])).toEqual([]);
    expect(answersOwed(person, 'r-1', [erasure, matter({})])).toEqual([]);
    expect(answersOwed(person, 'r-1', [erasure, matter({ open: true })])).toEqual(['r-2']);
    expect(answersOwed(person, 'r-1', [erasure, matter({ answerOwed: true })])).toEqual(['r-2']);
    expect(answersOwed(person, 'r-1', [erasure, matter({ open: true, keys: [] })])).toEqual([]);
    expect(answersOwed(person, 'r-1', [matter({ matter: 'consent/p/newsletter', open: true })])).toEqual([]);
  });

  test('it goes at once when they are answered, also where a restriction had been in force or nobody could be told', () => {
    const restricted = matter({ matter: 'request/r-3', binds: 'restriction' });
    const served = (isErased: boolean) =>
      recordParts(
        person,
        [erasure, restricted].map((one) => ({ ...one, open: false })),
        new Set(),
        isErased,
      )[0]?.served;
    expect(served(true)).toBe(true);
    expect(served(false)).toBeUndefined();
    const settled = { meta: { type: 'request.telling-settled.v1' }, facts: {} } as unknown as AnyRecordedEvent;
    expect(answerOwedAfter(true, settled)).toBeUndefined();
  });

  test('the directory leads to the person as long as somebody has to be known to be answered, or has said something since', () => {
    const by = { request: 'r-1', at: '2026-05-21T10:00:00.000Z' };
    expect(leadsAfterErasure(by, [erasure])).toBe(false);
    expect(leadsAfterErasure(by, [erasure, matter({ open: true, asks: 'access' })])).toBe(true);
    expect(leadsAfterErasure(by, [erasure, matter({ open: true, asks: 'objection', binds: 'objection' })])).toBe(false);
    const consent = matter({ matter: 'consent/p/newsletter', open: true, keys: [] });
    expect(leadsAfterErasure(by, [erasure, consent])).toBe(false);
    expect(leadsAfterErasure(by, [erasure, { ...consent, written: '2026-05-22T10:00:00.000Z' }])).toBe(true);
  });
});
