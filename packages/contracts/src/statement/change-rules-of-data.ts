import { type ChangeRule, isAdded, isRemoved, isTurnedOn } from './change-rule.ts';
import { EEA_COUNTRIES } from './check-recipients.ts';
import { type Difference, isText } from './differences.ts';

/** Which data, from where, and who gets it (Art. 5(1)(c), 13(1)(e)–(f), 14, 44). */
export const dataRules = [
  {
    code: 'attribute-added',
    significant: true,
    voids: true,
    rule: 'A consent covers the data that was described when it was given (GDPR 4(11), 5(1)(c)).',
    at: ['dataCategories/*/attributes/*'],
    when: isAdded,
    says: { nb: '{part} omfatter nå også: {item}.', en: '{part} now also holds: {item}.' },
  },
  {
    code: 'attribute-removed',
    significant: false,
    voids: false,
    rule: 'Less data is held (GDPR 5(1)(c)).',
    at: ['dataCategories/*/attributes/*'],
    says: { nb: '{part} omfatter ikke lenger: {item}.', en: '{part} no longer holds: {item}.' },
  },
  {
    code: 'data-renamed',
    significant: true,
    voids: true,
    rule: 'Data is what its name says to the person who is asked, in the notice and on the page (GDPR 4(11), 7(2)).',
    at: ['dataCategories/*/name', 'dataCategories/*/attributes/*/name'],
    says: { nb: 'Opplysningene «{before}» kalles nå «{after}».', en: 'The data “{before}” is now called “{after}”.' },
  },
  {
    code: 'data-more-revealing',
    significant: true,
    voids: true,
    rule: 'Data that is masked no more, no longer anonymous, or read from the device says more about a person (GDPR 4(1), ekomloven § 3-15).',
    at: ['dataCategories/*/attributes/*/masked', 'dataCategories/*/anonymous', 'dataCategories/*/readFromDevice'],
    when: (difference) => isTurnedOn(difference) === (difference.at.at(-1) === 'readFromDevice'),
    says: { nb: '{part} sier nå mer om deg enn før.', en: '{part} now says more about you than before.' },
  },
  {
    code: 'data-less-revealing',
    significant: false,
    voids: false,
    rule: 'The data says less about a person than before (GDPR 5(1)(c)).',
    at: ['dataCategories/*/attributes/*/masked', 'dataCategories/*/anonymous', 'dataCategories/*/readFromDevice'],
    says: { nb: '{part} sier nå mindre om deg enn før.', en: '{part} now says less about you than before.' },
  },
  {
    code: 'attribute-meaning-changed',
    significant: true,
    voids: true,
    rule: 'Another kind of data under the same name is other data (GDPR 5(1)(b), 5(1)(c)).',
    at: ['dataCategories/*/attributes/*/term'],
    says: {
      nb: 'En opplysning under {part} er av et annet slag.',
      en: 'A piece of data under {part} is of another kind.',
    },
  },
  {
    code: 'source-added',
    significant: true,
    voids: false,
    rule: 'People are told where their data comes from (GDPR 13, 14(2)(f)).',
    at: ['sources/*'],
    when: isAdded,
    says: { nb: 'Ny kilde: {part}.', en: 'New source: {part}.' },
  },
  {
    code: 'source-removed',
    significant: false,
    voids: false,
    rule: 'Less is collected than before (GDPR 5(1)(c)).',
    at: ['sources/*', 'sources/*/how', 'sources/*/dataCategories', 'sources/*/populations'],
    when: isRemoved,
    says: { nb: 'Kilden {part} gir mindre enn før.', en: 'The source {part} gives less than before.' },
  },
  {
    code: 'source-widened',
    significant: true,
    voids: false,
    rule: 'More is collected, in another way or from somebody else, or the person is told otherwise (GDPR 13, 14).',
    at: [
      'sources/*/kind',
      'sources/*/how',
      'sources/*/dataCategories',
      'sources/*/populations',
      'sources/*/provenance/**',
      'sources/*/notice/**',
    ],
    says: { nb: 'Kilden {part} brukes på en annen måte.', en: 'The source {part} is used otherwise.' },
  },
  {
    code: 'recipient-added',
    significant: true,
    voids: true,
    rule: 'People are told who gets their data, and a consent covers those who were named (GDPR 4(11), 13(1)(e)).',
    at: ['recipients/*'],
    when: isAdded,
    says: { nb: 'Ny mottaker: {part}.', en: 'New recipient: {part}.' },
  },
  {
    code: 'recipient-removed',
    significant: false,
    voids: false,
    rule: 'Fewer get the data (GDPR 5(1)(c)).',
    at: ['recipients/*'],
    says: { nb: '{part} får ikke lenger opplysninger.', en: '{part} no longer gets data.' },
  },
  {
    code: 'recipient-services-changed',
    significant: true,
    voids: false,
    rule: 'What a recipient does is told; who gets which data for which purpose is the same (GDPR 13(1)(e)).',
    at: ['recipients/*/services'],
    says: {
      nb: '{part} gjør noe annet for oss enn før ({item}).',
      en: '{part} does something else for us than before ({item}).',
    },
  },
  {
    code: 'recipient-translated',
    significant: false,
    voids: false,
    rule: 'The same recipient is named in one language more (GDPR 12(1)).',
    at: ['recipients/*/name'],
    when: isTranslation,
    says: { nb: '{part} er navngitt på begge språk.', en: '{part} is named in both languages.' },
  },
  {
    code: 'recipient-identity-changed',
    significant: true,
    voids: true,
    rule: 'Another name, or another kind of recipient, is another recipient until shown otherwise (GDPR 4(9), 13(1)(e)).',
    at: ['recipients/*/name', 'recipients/*/kind', 'recipients/*/under'],
    says: { nb: 'Mottakeren {part} er en annen enn før.', en: 'The recipient {part} is another than before.' },
  },
  {
    code: 'recipient-reach-widened',
    significant: true,
    voids: true,
    rule: 'A recipient gets more data, or gets it for more (GDPR 4(11), 13(1)(e)).',
    at: ['recipients/*/dataCategories', 'recipients/*/purposes'],
    when: isAdded,
    says: { nb: '{part} får nå også: {item}.', en: '{part} now also gets: {item}.' },
  },
  {
    code: 'recipient-reach-narrowed',
    significant: false,
    voids: false,
    rule: 'A recipient gets less data, or gets it for less (GDPR 5(1)(c)).',
    at: ['recipients/*/dataCategories', 'recipients/*/purposes'],
    says: { nb: '{part} får ikke lenger: {item}.', en: '{part} no longer gets: {item}.' },
  },
  {
    code: 'transfer-added',
    significant: true,
    voids: false,
    rule: 'People are told of a transfer out of the EEA and of its basis (GDPR 13(1)(f), 44).',
    at: ['recipients/*/locations'],
    when: (difference) => isAdded(difference) && !isInEea(difference.after),
    says: {
      nb: '{part} behandler nå opplysninger i {item}, utenfor EØS.',
      en: '{part} now handles data in {item}, outside the EEA.',
    },
  },
  {
    code: 'recipient-location-changed',
    significant: false,
    voids: false,
    rule: 'Inside the EEA the same law protects the data; a place that is left needs no notice (GDPR 44).',
    at: ['recipients/*/locations'],
    says: { nb: '{part} behandler opplysninger andre steder.', en: '{part} handles data in other places.' },
  },
  {
    code: 'transfer-basis-changed',
    significant: true,
    voids: false,
    rule: 'The safeguards of a transfer are told, and how to get a copy of them (GDPR 13(1)(f), 46).',
    at: ['recipients/*/transfer', 'recipients/*/transfer/**', 'transfers/allowedBases'],
    says: {
      nb: 'Grunnlaget for overføring ut av EØS er endret.',
      en: 'The basis of transfers out of the EEA has changed.',
    },
  },
  {
    code: 'transfers-allowed',
    significant: true,
    voids: false,
    rule: 'A promise that data stays in the EEA is taken back (GDPR 13(1)(f)).',
    at: ['transfers/onlyInEea'],
    when: (difference) => !isTurnedOn(difference),
    says: { nb: 'Opplysninger kan nå overføres ut av EØS.', en: 'Data may now be transferred out of the EEA.' },
  },
  {
    code: 'transfers-ended',
    significant: false,
    voids: false,
    rule: 'The data stays in the EEA from now on (GDPR 44).',
    at: ['transfers/onlyInEea'],
    says: { nb: 'Opplysninger overføres ikke lenger ut av EØS.', en: 'Data is no longer transferred out of the EEA.' },
  },
  {
    code: 'agreement-removed',
    significant: true,
    voids: false,
    rule: 'The agreement that binds a recipient is gone (GDPR 28(3)).',
    at: ['recipients/*/agreement'],
    when: isRemoved,
    says: { nb: 'Avtalen med {part} er borte.', en: 'The agreement with {part} is gone.' },
  },
  {
    code: 'agreement-changed',
    significant: false,
    voids: false,
    rule: 'The terms between two companies; what people are told is the same (GDPR 28).',
    at: ['recipients/*/agreement', 'recipients/*/agreement/**'],
    says: { nb: 'Avtalen med {part} er endret.', en: 'The agreement with {part} has changed.' },
  },
  {
    code: 'sharing-loosened',
    significant: true,
    voids: false,
    rule: 'Something that sharing, sale or disclosure demanded is demanded no more (GDPR 5(1)(a), 13(3)).',
    at: ['sharing/**'],
    when: loosens,
    says: {
      nb: 'Vilkårene for å dele opplysninger er blitt mindre strenge.',
      en: 'The conditions for sharing data have become less strict.',
    },
  },
  {
    code: 'sharing-tightened',
    significant: false,
    voids: false,
    rule: 'Sharing, sale or disclosure demands more than before (GDPR 5(1)(a)).',
    at: ['sharing/**'],
    when: ({ at }) => at[1] !== 'principle',
    says: {
      nb: 'Vilkårene for å dele opplysninger er blitt strengere.',
      en: 'The conditions for sharing data have become stricter.',
    },
  },
] as const satisfies readonly ChangeRule[];

/** One language more of the name that was there, or one less. */
function isTranslation({ before, after }: Difference): boolean {
  const namesOf = (value: unknown) => (isText(value) ? Object.values(value) : [value]);
  return isText(before) !== isText(after) && namesOf(before).some((name) => namesOf(after).includes(name));
}

const isInEea = (country: unknown): boolean => EEA_COUNTRIES.some((member) => member === country);

/** Whose consent is needed shrinks; what authorities may use grows; a demand is dropped; what a consent is for is another. */
function loosens(difference: Difference): boolean {
  const [, demand = ''] = difference.at;
  switch (demand) {
    case 'requiresConsentOf':
      return isRemoved(difference);
    case 'authorities':
      return isAdded(difference);
    case 'requiresAgreement':
    case 'saleRequiresSpecificConsent':
      return !isTurnedOn(difference);
    case 'consentPurpose':
    case 'salePurpose':
      return !isRemoved(difference);
    default:
      return false;
  }
}
