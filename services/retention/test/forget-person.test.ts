import { describe, expect, test } from 'vitest';
import { bindsAfter, stillLeads } from '../src/domain/record-matters.ts';
import { type Life, lifeAt, person } from './person-scenarios.ts';

const forget = (life: Life, now: string) =>
  life.command({ command: 'forget-person', person, because: 'nothing-kept', now });

describe('whom the directory forgets', () => {
  test('nobody of whom something is kept, is on its way out, or is under a legal hold', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
    expect(forget(life, '2026-03-06T00:00:00Z')).toEqual([]);
    life.allTimePasses('2028-03-06T00:00:00Z');
    expect(forget(life, '2028-03-06T00:00:00Z')).toEqual([]);
    const hold = {
      hold: 'h-1',
      person,
      dataCategories: ['enquiry'],
      ground: 'legal-claim' as const,
      reference: 'case 7',
    };
    life.command({ command: 'place-legal-hold', hold, known: ['enquiry'], now: '2028-03-06T09:00:00Z' });
    life.systemsConfirm('2028-03-07T00:00:00Z');
    expect(forget(life, '2028-03-07T00:00:00Z')).toEqual([]);
    life.command({ command: 'lift-legal-hold', person, hold: 'h-1', now: '2028-03-08T00:00:00Z' });
    expect(forget(life, '2028-03-08T00:00:00Z')).toEqual([]);
    life.allTimePasses('2028-03-08T00:00:00Z');
    life.systemsConfirm('2028-03-08T00:00:00Z');
    expect(forget(life, '2028-03-08T00:00:00Z')).toEqual([
      {
        type: 'person.forgotten.v1',
        facts: { person, because: 'nothing-kept', forgotten: '2028-03-08T00:00:00Z' },
      },
    ]);
  });

  test('once, and again after something was told of the person anew', () => {
    const life = lifeAt('kaukus');
    const comesAndGoes = (year: number) => {
      life.tell('enquiry.received', `${year}-03-05T09:00:00Z`, 'kaukus-site');
      life.allTimePasses(`${year + 2}-03-06T00:00:00Z`);
      life.systemsConfirm(`${year + 2}-03-07T00:00:00Z`);
      return forget(life, `${year + 2}-03-08T00:00:00Z`);
    };
    expect(comesAndGoes(2026)).toHaveLength(1);
    expect(forget(life, '2028-03-09T00:00:00Z')).toEqual([]);
    expect(comesAndGoes(2030)).toHaveLength(1);
  });
});

describe('what has to be honoured after it is answered', () => {
  const id = { request: 'r1', person };
  const received = (requestType: string, more: object = {}) => ({ ...id, requestType, ...more });
  const refused = (reason: string) => ({ ...id, reason });
  const after = (...steps: (readonly [string, object])[]) =>
    steps.reduce<ReturnType<typeof bindsAfter>>(
      (before, [type, facts]) => bindsAfter(before, { meta: { type }, facts } as never),
      undefined,
    );
  const said = 'request.received.v1';
  const no = 'request.refused.v1';

  test.each([
    ['access', after([said, received('access')]), undefined],
    ['an objection', after([said, received('objection')], ['request.fulfilled.v1', id]), 'objection'],
    ['a restriction', after([said, received('restriction')], ['request.fulfilled.v1', id]), 'restriction'],
    ['a lifted restriction', after([said, received('restriction')], ['request.restriction-lifted.v1', id]), undefined],
    ['a refused restriction', after([said, received('restriction')], [no, refused('unfounded')]), undefined],
    ['an objection that is taken back', after([said, received('objection')], ['request.withdrawn.v1', id]), undefined],
    [
      'a refused objection, which may be to marketing',
      after([said, received('objection')], [no, refused('overriding')]),
      'objection',
    ],
    [
      'an objection of nobody knows whom',
      after([said, received('objection')], [no, refused('identity-not-established')]),
      undefined,
    ],
    [
      'a refused one that was not to marketing',
      after([said, received('objection', { directMarketing: false })], [no, refused('overriding')]),
      undefined,
    ],
    [
      'what staff settled to be an objection',
      after([said, received('access')], ['request.classified.v1', received('objection')]),
      'objection',
    ],
  ] as const)('%s', (_what, binds, expected) => {
    expect(binds).toBe(expected);
    const matter = { matter: 'request/r1', owners: [person], keys: [], open: false, written: '' };
    expect(stillLeads({ ...matter, ...(binds !== undefined && { binds }) })).toBe(expected !== undefined);
  });
});
