import { canonicalJson } from './canonical-json.ts';
import { type ChangeRule, isAdded, isRemoved, isTurnedOn } from './change-rule.ts';
import type { Difference } from './differences.ts';
import type { Basis, Statement } from './schema.ts';
import { purposeById } from './statement-index.ts';

/** What data is used for, whose, on which basis, and what is asked (Art. 5(1)(b), 6, 7, 13(3)). */
export const purposeRules = [
  {
    code: 'purpose-added',
    significant: true,
    voids: false,
    rule: 'People are told before their data is used for a new purpose (GDPR 13(3)).',
    at: ['purposes/*'],
    when: isAdded,
    says: { nb: 'Nytt formål: {part}.', en: 'New purpose: {part}.' },
  },
  {
    code: 'purpose-removed',
    significant: false,
    voids: true,
    rule: 'Less is done than before; a consent to it has nothing left to allow (GDPR 5(1)(b)).',
    at: ['purposes/*'],
    says: { nb: 'Formålet {part} er avsluttet.', en: 'The purpose {part} has ended.' },
  },
  {
    code: 'purpose-renamed',
    significant: true,
    voids: true,
    rule: 'A purpose is what its name says to the person who is asked (GDPR 5(1)(b), 7(2)).',
    at: ['purposes/*/name'],
    says: { nb: 'Formålet heter nå «{after}».', en: 'The purpose is now called "{after}".' },
  },
  {
    code: 'purpose-meaning-changed',
    significant: true,
    voids: true,
    rule: 'Another kind of purpose is another purpose (GDPR 5(1)(b), 13(3)).',
    at: ['purposes/*/term', 'purposes/*/directMarketing', 'purposes/*/role'],
    says: {
      nb: 'Formålet {part} er av et annet slag enn før.',
      en: 'The purpose {part} is of another kind than before.',
    },
  },
  {
    code: 'interest-changed',
    significant: true,
    voids: false,
    rule: 'Another interest must be weighed and told anew (GDPR 6(1)(f), 13(1)(d)).',
    at: ['purposes/*/bases'],
    when: (difference, older, newer) =>
      sameBases(difference, older, newer, essence) && !sameBases(difference, older, newer, interest),
    says: {
      nb: 'Interessen bak formålet {part} er beskrevet på en annen måte.',
      en: 'The interest behind the purpose {part} is described otherwise.',
    },
  },
  {
    code: 'basis-reworded',
    significant: false,
    voids: false,
    rule: 'When a basis counts is explained in other words; whom and what it covers is the same (GDPR 12(1)).',
    at: ['purposes/*/bases'],
    when: (difference, older, newer) => sameBases(difference, older, newer, essence),
    says: { nb: 'Grunnlaget for {part} er forklart på nytt.', en: 'The basis of {part} is explained anew.' },
  },
  {
    code: 'purpose-basis-changed',
    significant: true,
    voids: true,
    rule: 'The legal basis, and to whom and what it applies, is told again (GDPR 6(1), 13(1)(c)).',
    at: ['purposes/*/bases'],
    says: { nb: 'Det rettslige grunnlaget for {part} er endret.', en: 'The legal basis of {part} has changed.' },
  },
  {
    code: 'purpose-data-added',
    significant: true,
    voids: true,
    rule: 'A consent covers the data that was named when it was given (GDPR 4(11), 13(3)).',
    at: ['purposes/*/dataCategories'],
    when: isAdded,
    says: { nb: '{part} bruker nå også: {item}.', en: '{part} now also uses: {item}.' },
  },
  {
    code: 'purpose-data-removed',
    significant: false,
    voids: false,
    rule: 'Less data is used; a consent to more covers less (GDPR 5(1)(c)).',
    at: ['purposes/*/dataCategories'],
    says: { nb: '{part} bruker ikke lenger: {item}.', en: '{part} no longer uses: {item}.' },
  },
  {
    code: 'purpose-population-added',
    significant: true,
    voids: false,
    rule: 'Those who are new to a purpose are told; consents of others stand (GDPR 13(1)).',
    at: ['purposes/*/populations'],
    when: isAdded,
    says: { nb: '{part} gjelder nå også: {item}.', en: '{part} now also concerns: {item}.' },
  },
  {
    code: 'purpose-population-removed',
    significant: false,
    voids: false,
    rule: 'Fewer people are concerned; what remains is as before (GDPR 5(1)(c)).',
    at: ['purposes/*/populations'],
    says: { nb: '{part} gjelder ikke lenger: {item}.', en: '{part} no longer concerns: {item}.' },
  },
  {
    code: 'purpose-source-added',
    significant: true,
    voids: false,
    rule: 'People are told where their data comes from (GDPR 14(2)(f)).',
    at: ['purposes/*/sources'],
    when: isAdded,
    says: { nb: '{part} henter nå også opplysninger fra: {item}.', en: '{part} now also takes data from: {item}.' },
  },
  {
    code: 'purpose-source-removed',
    significant: false,
    voids: false,
    rule: 'Less is collected than before (GDPR 5(1)(c)).',
    at: ['purposes/*/sources'],
    says: {
      nb: '{part} henter ikke lenger opplysninger fra: {item}.',
      en: '{part} no longer takes data from: {item}.',
    },
  },
  {
    code: 'purpose-recipient-added',
    significant: true,
    voids: true,
    rule: 'A consent covers the recipients that were named when it was given (GDPR 4(11), 13(1)(e)).',
    at: ['purposes/*/recipients'],
    when: isAdded,
    says: { nb: 'For {part} får nå også {item} opplysninger.', en: 'For {part}, {item} now also gets data.' },
  },
  {
    code: 'purpose-recipient-removed',
    significant: false,
    voids: false,
    rule: 'Fewer get the data; a consent to more covers less (GDPR 5(1)(c)).',
    at: ['purposes/*/recipients'],
    says: { nb: 'For {part} får {item} ikke lenger opplysninger.', en: 'For {part}, {item} no longer gets data.' },
  },
  {
    code: 'purpose-cookie-category-changed',
    significant: true,
    voids: true,
    rule: 'Another choice in the banner opens the purpose, so the old choice was about something else (ekomloven § 3-15).',
    at: ['purposes/*/cookieCategory'],
    says: {
      nb: 'Et annet valg i banneret styrer nå {part}.',
      en: 'Another choice in the banner now decides on {part}.',
    },
  },
  {
    code: 'consent-question-changed',
    significant: true,
    voids: true,
    rule: 'A consent answers the question that was asked, word for word (GDPR 7(1), 7(2)).',
    at: ['purposes/*/consent', 'purposes/*/consent/ask', 'purposes/*/consent/level'],
    says: { nb: 'Spørsmålet om samtykke til {part} er endret.', en: 'The consent question for {part} has changed.' },
  },
  {
    code: 'consent-times-changed',
    significant: false,
    voids: false,
    rule: 'A consent and a refusal keep the end that they were given with; the new time is for new choices (GDPR 7(1)).',
    at: ['purposes/*/consent/expires', 'purposes/*/consent/askAgainAfter'],
    says: {
      nb: 'Nye samtykker til {part} har en annen varighet.',
      en: 'New consents to {part} have another length of time.',
    },
  },
  {
    code: 'purpose-redescribed',
    significant: false,
    voids: false,
    rule: 'The explanation under a purpose is told in other words; the purpose, its data and its basis are the same.',
    at: ['purposes/*/description'],
    says: { nb: 'Beskrivelsen av {part} er endret.', en: 'The description of {part} has changed.' },
  },
  {
    code: 'automated-decisions-added',
    significant: true,
    voids: false,
    rule: 'People are told of automated decisions, and how they are made (GDPR 13(2)(f), 22).',
    at: ['automatedDecisions/used'],
    when: isTurnedOn,
    says: { nb: 'Automatiserte avgjørelser er tatt i bruk.', en: 'Automated decisions are now used.' },
  },
  {
    code: 'automated-decisions-removed',
    significant: false,
    voids: false,
    rule: 'Less is done than before (GDPR 22).',
    at: ['automatedDecisions/used'],
    says: { nb: 'Automatiserte avgjørelser brukes ikke lenger.', en: 'Automated decisions are no longer used.' },
  },
  {
    code: 'role-changed',
    significant: true,
    voids: false,
    rule: 'Who decides about the processing is another than before (GDPR 4(7), 13(1)(a)).',
    at: ['activities/*/role', 'activities/*/onBehalfOf'],
    when: ({ at, kind }) => at[2] === 'role' || kind !== 'changed',
    says: { nb: 'Rollen vår i {part} er endret.', en: 'Our role in {part} has changed.' },
  },
  {
    code: 'activity-security-lowered',
    significant: true,
    voids: false,
    rule: 'A measure that people could count on no longer protects this activity (GDPR 30(1)(g), 32).',
    at: ['activities/*/security'],
    when: isRemoved,
    says: { nb: '{part} er ikke lenger sikret med: {item}.', en: '{part} is no longer protected by: {item}.' },
  },
] as const satisfies readonly ChangeRule[];

/** The bases of both statements, reduced to one aspect, regardless of their order. */
function sameBases({ at }: Difference, older: Statement, newer: Statement, aspect: (basis: Basis) => unknown): boolean {
  const of = (statement: Statement) =>
    (purposeById(statement, at[1] ?? '')?.bases ?? []).map((basis) => canonicalJson(aspect(basis))).sort();
  return canonicalJson(of(older)) === canonicalJson(of(newer));
}

const essence = ({ article, law, appliesTo }: Basis) => ({
  article,
  law,
  populations: [...appliesTo.populations].sort(),
  dataCategories: appliesTo.dataCategories && [...appliesTo.dataCategories].sort(),
});
const interest = ({ article, interest: told }: Basis) => ({ article, told });
