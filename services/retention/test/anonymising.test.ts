import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anonymisationRule, directIdentifiersOf, type Remains } from '../src/domain/anonymisation.ts';
import { factsOf, type Life, lifeAt, person, statementOf } from './person-scenarios.ts';

const remains: Remains = { form: 'aggregate', smallestGroup: 25, fields: ['page', 'month', 'visits'] };
type Said = { remains?: Remains | undefined; evidence?: string; references?: string[]; directIdentifiers?: string[] };

const confirm = (life: Life, system: string, method: 'anonymised' | 'erased' = 'anonymised', said: Said = {}) =>
  life.command({
    command: 'confirm-disposal',
    disposal: Object.keys(life.file().disposals)[0] ?? '',
    person,
    system,
    method,
    evidence: said.evidence ?? 'aggregated by job 17',
    confirmed: '2030-01-01T00:00:00Z',
    ...(method === 'anonymised' && {
      anonymised: {
        remains: 'remains' in said ? said.remains : remains,
        references: said.references ?? [],
        directIdentifiers: said.directIdentifiers ?? directIdentifiersOf(life.statement),
      },
    }),
  });
const refusedWith = (code: string) => expect.objectContaining({ code });
const notOffered = refusedWith('anonymising-not-offered');

/** A visitor of Catacloud whose behaviour has fallen due, and what else is kept of the visitor. */
function dueVisitor(alsoKept = false): Life {
  const life = lifeAt('catacloud');
  life.tell('behaviour.observed', '2026-01-15T10:00:00Z', 'catacloud-app');
  if (alsoKept) life.tell('newsletter.signed-up', '2026-01-15T10:00:00Z', 'catacloud-crm');
  life.allTimePasses('2028-01-01T00:00:00Z');
  return life;
}

describe('C20: data is anonymised instead of erased only where the statement offers it', () => {
  test('a rule that leaves the choice takes either, and the order says so', () => {
    const life = lifeAt('catacloud');
    life.tell('behaviour.observed', '2026-01-15T10:00:00Z', 'catacloud-app');
    expect(life.allTimePasses('2028-01-01T00:00:00Z')).toMatchObject([
      { facts: { action: 'erase', mayAnonymiseInstead: true } },
    ]);
    expect(confirm(life, 'catacloud-app')).toMatchObject([
      { type: 'disposal.confirmed.v1' },
      { type: 'disposal.anonymised.v1' },
    ]);
    expect(confirm(life, 'catacloud-site', 'erased')).toHaveLength(1);
  });

  test('a rule that makes data anonymous takes either too', () => {
    const life = lifeAt('kaukus');
    life.tell('behaviour.observed', '2026-01-15T10:00:00Z', 'kaukus-site');
    life.allTimePasses('2028-01-01T00:00:00Z');
    expect(confirm(life, 'kaukus-site')).toHaveLength(2);
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

describe('C20: what is called anonymous is checked before it is taken, and what was checked is recorded', () => {
  test('what is left, the rule and its version stand beside the confirmation', () => {
    const [facts] = factsOf(confirm(dueVisitor(), 'catacloud-app'), 'disposal.anonymised.v1');
    expect(facts).toEqual({
      disposal: facts?.disposal,
      person,
      system: 'catacloud-app',
      remains,
      leastGroup: 10,
      rule: 'anonymisation-2026-1',
      referencesTold: 0,
      declared: '2030-01-01T00:00:00Z',
    });
  });

  test('nothing that does not say what is left', () => {
    expect(() => confirm(dueVisitor(), 'catacloud-app', 'anonymised', { remains: undefined })).toThrow(
      refusedWith('anonymising-undeclared'),
    );
  });

  test('no group that is smaller than the rule, whatever its size, and every other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (smallestGroup) => {
        const tried = () =>
          confirm(dueVisitor(), 'catacloud-app', 'anonymised', { remains: { ...remains, smallestGroup } });
        if (smallestGroup < anonymisationRule.leastGroup)
          expect(tried).toThrow(refusedWith('anonymous-group-too-small'));
        else expect(tried()).toHaveLength(2);
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    'email',
    'visitor.email',
    'Email_Address',
    'userId',
    'visitor_id',
    'crm-ref',
    'Fodselsnummer',
    'ip_address',
    'customerNumber',
    'cookieId',
    'message',
    'record.uuid',
  ])('no field %s, which tells who it is about', (field) => {
    expect(() =>
      confirm(dueVisitor(), 'catacloud-app', 'anonymised', { remains: { ...remains, fields: ['page', field] } }),
    ).toThrow(expect.objectContaining({ code: 'anonymous-fields-identify' }));
  });

  test.each(['page', 'month', 'visits', 'grid', 'paid', 'browser', 'operatingSystem', 'device.type', 'void', 'valid'])(
    'and every field %s, which tells of no one',
    (field) => {
      expect(
        confirm(dueVisitor(), 'catacloud-app', 'anonymised', { remains: { ...remains, fields: [field] } }),
      ).toHaveLength(2);
    },
  );

  test.each([
    ['the person', `rows of ${person}`],
    ['a record', 'row crm-000417 aggregated'],
    ['a record with a short name', 'row 7 aggregated'],
    ['an address', 'done for kari@example.no'],
    ['a phone number', 'done for +47 400 00 000'],
  ])('no evidence that leads to %s', (_what, evidence) => {
    expect(() =>
      confirm(dueVisitor(), 'catacloud-app', 'anonymised', { evidence, references: ['crm-000417', '7'] }),
    ).toThrow(refusedWith('evidence-leads-to-person'));
  });

  test('a count that only looks like a short name is evidence', () => {
    expect(
      confirm(dueVisitor(), 'catacloud-app', 'anonymised', { evidence: '70 rows, job A7', references: ['7'] }),
    ).toHaveLength(2);
  });

  test('nothing while the system’s own names of its records stay readable for other data; then it erases', () => {
    const life = dueVisitor(true);
    const said = { references: ['crm-000417'] };
    expect(() => confirm(life, 'catacloud-app', 'anonymised', said)).toThrow(refusedWith('anonymous-still-linkable'));
    expect(confirm(life, 'catacloud-app', 'erased')).toHaveLength(1);
    expect(confirm(dueVisitor(), 'catacloud-app', 'anonymised', said)).toMatchObject([
      {},
      { facts: { referencesTold: 1 } },
    ]);
    expect(confirm(dueVisitor(true), 'catacloud-app')).toHaveLength(2);
  });

  test('what on our side still leads to the person is looked for when the disposal is complete', () => {
    const life = dueVisitor();
    confirm(life, 'catacloud-app');
    confirm(life, 'catacloud-site', 'erased');
    const [disposal = ''] = Object.keys(life.file().disposals);
    const at = '2030-01-02T00:00:00Z';
    const left = { keys: 0, referenceKeys: 0, identifiers: 1 };
    const events = life.completes(disposal, at, { left });
    expect(factsOf(events, 'disposal.anonymisation-checked.v1')).toEqual([
      {
        disposal,
        person,
        systems: ['catacloud-app'],
        keysLeft: 0,
        referenceKeysLeft: 0,
        identifiersLeft: 1,
        checked: at,
      },
    ]);
  });

  test('direct identifiers are those of the statement, and a shortened address is none', () => {
    expect(directIdentifiersOf(statementOf('catacloud'))).toEqual([
      'name',
      'email',
      'phone',
      'message',
      'customerNumber',
      'ipAddress',
      'cookieId',
    ]);
  });
});
