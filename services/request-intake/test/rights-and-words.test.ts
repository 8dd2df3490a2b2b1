import { requestTypes } from '@vitne/contracts/law/requests';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivationInWords } from '../src/domain/derivation-in-words.ts';
import { immediateClocks, rightsGiven } from '../src/domain/rights-given.ts';
import { dueOf, kaukusTerms, now, statementOf, withoutPromise } from './request-scenarios.ts';

const at = { received: now, rules: '2026-1' } as const;

describe('whoever answers sees whether the right is given', () => {
  it('names the purposes whose basis gives it', () => {
    const { given, byStatement, purposes } = rightsGiven(statementOf('catacloud'), 'withdrawal');
    expect({ given, byStatement }).toEqual({ given: true, byStatement: true });
    expect(purposes).toContain('newsletter');
    expect(purposes).not.toContain('course-delivery');
  });

  it('says so when neither the statement nor a basis gives it', () => {
    expect(rightsGiven(statementOf('catacloud'), 'automated-decision')).toMatchObject({
      given: false,
      byStatement: false,
      purposes: [],
      hint: { en: expect.stringContaining('has to be answered') },
    });
  });

  it('counts the law where the statement is silent', () => {
    const statement = statementOf('kaukus');
    statement.requests.rights = statement.requests.rights.filter(({ right }) => right !== 'portability');
    expect(rightsGiven(statement, 'portability')).toMatchObject({ given: true, byStatement: false });
  });
});

describe('what has to happen at once is shown at once', () => {
  it('for a withdrawal', () => {
    const [clock, ...none] = immediateClocks(statementOf('kaukus'), 'withdrawal', at);
    expect(clock).toMatchObject({ clock: 'gdpr-7-3', article: 'GDPR 7(3)', due: now });
    expect(none).toEqual([]);
  });

  it('for an objection: marketing stops, other use is restricted', () => {
    const clocks = immediateClocks(statementOf('catacloud'), 'objection', at);
    const purposesOf = (id: string) => clocks.find(({ clock }) => clock === id)?.purposes;
    expect(purposesOf('gdpr-21-3')).toContain('newsletter');
    expect(purposesOf('gdpr-21-1')).toContain('support');
    expect(purposesOf('gdpr-21-1')).not.toContain('newsletter');
  });

  it('and for nothing else', () => {
    const others = requestTypes.filter((type) => type !== 'withdrawal' && type !== 'objection');
    for (const type of others) expect(immediateClocks(statementOf('kaukus'), type, at)).toEqual([]);
  });
});

describe('a due date can be explained to the person', () => {
  it('in both languages, with the day that does not exist and the days passed over', () => {
    const { nb, en } = derivationInWords(dueOf('access', '2026-01-31T09:00:00+01:00', withoutPromise));
    expect(nb).toEqual([
      'Henvendelsen kom inn 31. januar 2026; den dagen telles ikke med (1182/71 3(1)).',
      'Fristen er én måned og ender 31. februar 2026 (GDPR 12(3); 1182/71 3(2)(c)).',
      'Den dagen finnes ikke, så fristen ender den siste i måneden, 28. februar 2026 (1182/71 3(2)(c)).',
      'Fristen flyttes til neste virkedag, 2. mars 2026, forbi 28. februar 2026 (lørdag), 1. mars 2026 (søndag) (1182/71 3(4)).',
      'Svaret skal være gitt senest 2. mars 2026.',
    ]);
    expect(en.at(-1)).toBe('The answer has to be given by the end of 2 March 2026.');
  });

  it('names holidays and the promise', () => {
    const { nb, en } = derivationInWords(dueOf('access', '2026-03-05T10:00:00Z'));
    expect(nb.join(' ')).toContain('5. april 2026 (søndag, første påskedag), 6. april 2026 (andre påskedag)');
    expect(en.at(-1)).toBe(
      'The answer has to be given by the end of 4 April 2026, the promise, which is earlier than the law’s time.',
    );
  });

  it('ends with the day that counts, whenever a request comes in', () => {
    const moments = fc.date({ min: new Date('2000-01-01'), max: new Date('2090-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moments, fc.boolean(), (moment, promised) => {
        const due = dueOf('erasure', moment.toISOString(), promised ? kaukusTerms : withoutPromise);
        const { nb, en } = derivationInWords(due);
        expect(nb).toHaveLength(due.derivation.length + 1);
        expect(en.at(-1)).toContain(due.dueDate.slice(0, 4));
        expect([...nb, ...en].join(' ')).not.toMatch(/undefined|NaN|\d{4}-\d{2}/);
      }),
      { numRuns: 200 },
    );
  });
});
