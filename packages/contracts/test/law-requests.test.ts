import { describe, expect, it } from 'vitest';
import { ageOfConsent } from '../src/law/age-of-consent.ts';
import { clockIds } from '../src/law/clocks.ts';
import { groundsToKeep, mayRefuse, refusalReasons, refusalRules } from '../src/law/refusals.ts';
import { clocksOf, legalBases, requestRules, requestTypes, rightsGivenBy } from '../src/law/requests.ts';
import { rules } from '../src/law/rules.ts';

describe('the rights that a purpose gives', () => {
  const always = ['access', 'rectification', 'erasure', 'restriction', 'automated-decision', 'complaint'];
  it.each([
    ['6(1)(a)', ['portability', 'withdrawal']],
    ['6(1)(b)', ['portability']],
    ['6(1)(c)', []],
    ['6(1)(d)', []],
    ['6(1)(e)', ['objection']],
    ['6(1)(f)', ['objection']],
  ] as const)('on basis %s: always the common ones, and %j', (basis, more) => {
    expect(rightsGivenBy(basis).toSorted()).toEqual([...always, ...more].toSorted());
  });

  it('direct marketing can always be objected to, whatever its basis', () => {
    for (const basis of legalBases) expect(rightsGivenBy(basis, { directMarketing: true })).toContain('objection');
  });

  it('every right names clocks that exist', () => {
    for (const type of requestTypes) expect(clockIds).toContain(requestRules[type].answer);
    expect(clocksOf('withdrawal')).toEqual({ answer: 'gdpr-12-3', immediate: 'gdpr-7-3' });
    expect(clocksOf('objection')).toEqual({ answer: 'gdpr-12-3', immediate: 'gdpr-21-1' });
    expect(clocksOf('objection', { directMarketing: true })).toEqual({ answer: 'gdpr-12-3', immediate: 'gdpr-21-3' });
    expect(clocksOf('access')).toEqual({ answer: 'gdpr-12-3' });
  });
});

describe('refusing', () => {
  it('a withdrawal and a complaint can never be refused', () => {
    for (const reason of refusalReasons) {
      expect(mayRefuse('withdrawal', reason)).toBe(false);
      expect(mayRefuse('complaint', reason)).toBe(false);
    }
  });

  it('an objection to direct marketing is never weighed', () => {
    expect(mayRefuse('objection', 'compelling-grounds')).toBe(true);
    expect(mayRefuse('objection', 'compelling-grounds', { directMarketing: true })).toBe(false);
    expect(mayRefuse('objection', 'right-not-given', { directMarketing: true })).toBe(false);
  });

  it('only erasure knows grounds to keep, with the names that the vocabulary has for them', () => {
    for (const ground of groundsToKeep) expect(refusalRules[ground].appliesTo).toEqual(['erasure']);
    expect(groundsToKeep.map((ground) => refusalRules[ground].dpv)).toEqual([
      'eu-gdpr:JustificationA17LegallyRequired',
      'eu-gdpr:JustificationA17LegalClaims',
    ]);
    expect(mayRefuse('access', 'legal-duty')).toBe(false);
  });
});

describe('the age of consent', () => {
  it('is thirteen in Norway since 20 July 2018, and unknown rather than guessed elsewhere and before', () => {
    expect(ageOfConsent('2026-02-15', 'NO')).toMatchObject({ age: 13, country: 'NO', since: '2018-07-20' });
    expect(ageOfConsent('2018-07-20', 'NO')).toMatchObject({ age: 13 });
    expect(ageOfConsent('2018-07-19', 'NO')).toMatchObject({ rejected: { code: 'date-out-of-range' } });
    expect(ageOfConsent('2026-02-15', 'SE')).toMatchObject({ rejected: { code: 'country-unknown' } });
    expect(ageOfConsent('15 February', 'NO')).toMatchObject({ rejected: { code: 'date-invalid' } });
  });
});

describe('a published set of rules never changes', () => {
  it('2026-1 computes with exactly these kinds and lengths, so that a replay gives the same dates for ever', () => {
    const table = clockIds.map((id) => {
      const rule = rules['2026-1'][id];
      const length = 'length' in rule ? rule.length : '–';
      return `${id} ${rule.kind} ${length} ${rule.rolls ? 'rolls' : 'strict'}`;
    });
    expect(table).toEqual([
      'gdpr-7-3 at-once – strict',
      'gdpr-8 age – strict',
      'gdpr-12-3 months P1M rolls',
      'gdpr-12-3-extension months P3M rolls',
      'gdpr-12-4 months P1M rolls',
      'gdpr-12-5 duty – strict',
      'gdpr-12-6 duty – strict',
      'gdpr-14-3 months P1M rolls',
      'gdpr-18-3 before – strict',
      'gdpr-19 duty – strict',
      'gdpr-21-1 at-once – strict',
      'gdpr-21-3 at-once – strict',
      'gdpr-28-2 agreed – strict',
      'gdpr-33-1 hours PT72H strict',
      'gdpr-33-2 undue-delay – strict',
      'gdpr-33-5 duty – strict',
      'gdpr-34 undue-delay – strict',
      'bokforing-13-primary retention P5Y strict',
      'bokforing-13-secondary retention P3Y6M strict',
    ]);
  });

  it('every clock says in both languages what starts it and what it demands', () => {
    for (const id of clockIds) {
      const { starts, says } = rules['2026-1'][id];
      for (const text of [starts.nb, starts.en, says.nb, says.en]) expect(text.length).toBeGreaterThan(5);
    }
  });
});
