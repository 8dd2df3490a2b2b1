import { type ChangeRule, isAdded, isLonger, isRemoved, isTurnedOn } from './change-rule.ts';
import type { Difference } from './differences.ts';
import type { Cookie, RetentionRule, Statement } from './schema.ts';
import { compareDurations, cookieCategoryOf, cookieLifeOf, retentionRulesFor } from './statement-index.ts';

/** How long data is kept and what lies on the device (Art. 5(1)(e), 13(2)(a), ekomloven § 3-15). */
export const keepingRules = [
  {
    code: 'retention-rule-added',
    significant: false,
    voids: false,
    rule: 'Data that nothing ended gets an end (GDPR 5(1)(e)).',
    at: ['retention/*'],
    when: (difference, older) => isAdded(difference) && !isCovered(older, difference.after as RetentionRule),
    says: { nb: 'Ny regel om sletting: {part}.', en: 'New rule of erasure: {part}.' },
  },
  {
    code: 'retention-rule-added-beside',
    significant: true,
    voids: false,
    rule: 'A second rule for the same data can make it be kept longer (GDPR 5(1)(e), 13(2)(a)).',
    at: ['retention/*'],
    when: isAdded,
    says: { nb: 'En regel til om det samme: {part}.', en: 'One more rule for the same data: {part}.' },
  },
  {
    code: 'retention-rule-removed',
    significant: true,
    voids: false,
    rule: 'A promise to erase is taken back (GDPR 5(1)(e), 13(2)(a)).',
    at: ['retention/*'],
    says: { nb: 'En regel om sletting er borte: {part}.', en: 'A rule of erasure is gone: {part}.' },
  },
  {
    code: 'retention-longer',
    significant: true,
    voids: false,
    rule: 'People are told before their data is kept longer than promised (GDPR 5(1)(e), 13(2)(a)).',
    at: ['retention/*/keep/*', 'record/keep/*'],
    when: isLonger,
    says: {
      nb: 'Lagres lenger enn før ({before} → {after}): {part}.',
      en: 'Kept longer than before ({before} → {after}): {part}.',
    },
  },
  {
    code: 'retention-shorter',
    significant: false,
    voids: false,
    rule: 'Data is kept for a shorter time (GDPR 5(1)(e)).',
    at: ['retention/*/keep/*', 'record/keep/*'],
    says: {
      nb: 'Lagres kortere enn før ({before} → {after}): {part}.',
      en: 'Kept for a shorter time ({before} → {after}): {part}.',
    },
  },
  {
    code: 'retention-counted-otherwise',
    significant: true,
    voids: false,
    rule: 'The time is counted from another moment, stops otherwise, may be held back, or counts for other data: the end can come later (GDPR 5(1)(e), 13(2)(a)).',
    at: [
      'retention/*/anchor',
      'retention/*/stopsWhen',
      'retention/*/holds',
      'retention/*/legalDuty',
      'retention/*/legalDuty/**',
      'retention/*/material',
      'retention/*/dataCategories',
      'retention/*/populations',
      'retention/*/purposes',
      'retention/*/role',
    ],
    says: {
      nb: 'Lagringstiden telles på en annen måte: {part}.',
      en: 'The time of keeping is counted otherwise: {part}.',
    },
  },
  {
    code: 'ending-weaker',
    significant: true,
    voids: false,
    rule: 'Data that was to be erased may be made anonymous instead (GDPR 5(1)(e)).',
    at: ['retention/*/action', 'retention/*/mayAnonymiseInstead'],
    when: ({ at, after }) => (at[2] === 'action' ? after === 'anonymise' : after === true),
    says: { nb: 'Gjøres anonymt i stedet for å slettes: {part}.', en: 'Made anonymous instead of erased: {part}.' },
  },
  {
    code: 'ending-stronger',
    significant: false,
    voids: false,
    rule: 'Data is erased where it could be made anonymous (GDPR 5(1)(e)).',
    at: ['retention/*/action', 'retention/*/mayAnonymiseInstead'],
    says: { nb: 'Slettes i stedet for å gjøres anonymt: {part}.', en: 'Erased instead of made anonymous: {part}.' },
  },
  {
    code: 'record-changed',
    significant: true,
    voids: false,
    rule: 'The record of what was done is processing too, with a basis of its own (GDPR 5(2), 13(1)(c)).',
    at: ['record/basis/**', 'record/anchor'],
    says: { nb: 'Grunnlaget for vår egen logg er endret.', en: 'The basis of our own record has changed.' },
  },
  {
    code: 'cookie-added',
    significant: true,
    voids: false,
    rule: 'People are told what is stored on their device (ekomloven § 3-15).',
    at: ['cookies/table/*'],
    when: isAdded,
    says: { nb: 'Ny informasjonskapsel: {part}.', en: 'New cookie: {part}.' },
  },
  {
    code: 'cookie-removed',
    significant: false,
    voids: false,
    rule: 'Less is stored on the device (ekomloven § 3-15).',
    at: ['cookies/table/*'],
    says: { nb: 'Informasjonskapselen {part} brukes ikke lenger.', en: 'The cookie {part} is no longer used.' },
  },
  {
    code: 'cookie-longer',
    significant: true,
    voids: false,
    rule: 'How long a cookie lives is part of what a consent needs to know (GDPR 13(2)(a), CJEU C-673/17).',
    at: ['cookies/table/*/maxAge', 'cookies/table/*/atMost'],
    when: (difference, older, newer) => livesLonger(difference, older, newer),
    says: {
      nb: 'Informasjonskapselen {part} lever lenger enn før.',
      en: 'The cookie {part} lives longer than before.',
    },
  },
  {
    code: 'cookie-shorter',
    significant: false,
    voids: false,
    rule: 'A cookie lives for a shorter time, or for the same by another name (GDPR 5(1)(e)).',
    at: ['cookies/table/*/maxAge', 'cookies/table/*/atMost'],
    says: {
      nb: 'Informasjonskapselen {part} lever ikke lenger enn før.',
      en: 'The cookie {part} lives no longer than before.',
    },
  },
  {
    code: 'cookie-category-changed',
    significant: true,
    voids: false,
    rule: 'Another choice in the banner decides on the cookie (ekomloven § 3-15).',
    at: ['cookies/table/*/declaredCategory', 'cookies/table/*/function'],
    when: (difference, older, newer) => {
      const [before, after] = bothCookies(difference, older, newer);
      return before && after ? cookieCategoryOf(before) !== cookieCategoryOf(after) : true;
    },
    says: {
      nb: 'Informasjonskapselen {part} hører til en annen kategori.',
      en: 'The cookie {part} belongs to another category.',
    },
  },
  {
    code: 'cookie-redeclared',
    significant: false,
    voids: false,
    rule: 'The table calls the cookie something else; it is treated as before (ekomloven § 3-15).',
    at: ['cookies/table/*/declaredCategory', 'cookies/table/*/function'],
    says: { nb: 'Informasjonskapselen {part} er beskrevet på nytt.', en: 'The cookie {part} is described anew.' },
  },
  {
    code: 'cookie-widened',
    significant: true,
    voids: false,
    rule: 'The cookie reaches further, or is of another kind (ekomloven § 3-15).',
    at: ['cookies/table/*/domains', 'cookies/table/*/type'],
    when: (difference) => !isRemoved(difference),
    says: {
      nb: 'Informasjonskapselen {part} rekker lenger enn før.',
      en: 'The cookie {part} reaches further than before.',
    },
  },
  {
    code: 'cookie-narrowed',
    significant: false,
    voids: false,
    rule: 'The cookie is read in fewer places (ekomloven § 3-15).',
    at: ['cookies/table/*/domains'],
    says: { nb: 'Informasjonskapselen {part} leses færre steder.', en: 'The cookie {part} is read in fewer places.' },
  },
  {
    code: 'cookie-choice-taken-away',
    significant: true,
    voids: false,
    rule: 'A choice, or a way to change it, that people had is gone (GDPR 7(3), ekomloven § 3-15).',
    at: [
      'cookies/categories/*',
      'cookies/categories/*/consentRequired',
      'cookies/categories/*/canBeRefused',
      'cookies/settings',
    ],
    when: (difference) => (difference.at.length === 4 ? !isTurnedOn(difference) : isRemoved(difference)),
    says: { nb: 'Et valg om informasjonskapsler er borte: {item}.', en: 'A choice about cookies is gone: {item}.' },
  },
  {
    code: 'cookie-choice-given',
    significant: false,
    voids: false,
    rule: 'People can choose more than before; nothing is opened by it (ekomloven § 3-15).',
    at: [
      'cookies/categories/*',
      'cookies/categories/*/consentRequired',
      'cookies/categories/*/canBeRefused',
      'cookies/settings',
    ],
    says: { nb: 'Et nytt valg om informasjonskapsler: {item}.', en: 'A new choice about cookies: {item}.' },
  },
] as const satisfies readonly ChangeRule[];

/** Whether any data of the rule had a rule before, so that the new one stands beside it. */
function isCovered(older: Statement, rule: RetentionRule): boolean {
  return rule.dataCategories.some((category) =>
    rule.populations.some((population) =>
      (rule.purposes ?? [undefined]).some(
        (purpose) => retentionRulesFor(older, category, population, purpose).length > 0,
      ),
    ),
  );
}

function bothCookies({ at }: Difference, older: Statement, newer: Statement): (Cookie | undefined)[] {
  return [older, newer].map(({ cookies }) => cookies.table.find(({ identifier }) => identifier === at[2]));
}

function livesLonger(difference: Difference, older: Statement, newer: Statement): boolean {
  const [before, after] = bothCookies(difference, older, newer).map((cookie) => cookie && cookieLifeOf(cookie));
  if (before === undefined || after === undefined || after === 'session') return false;
  return before === 'session' || compareDurations(after, before) > 0;
}
