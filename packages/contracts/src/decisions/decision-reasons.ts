/** What a yes rests on, and everything that can stand against it; codes are what programs look at. */
type Meaning = { article?: string; says: string };

/** What lets data be used. Every one that counts is told with a yes. */
export const grounds = {
  'consent-in-force': { article: 'GDPR 6(1)(a)', says: 'The person has consented, and the consent is in force.' },
  'company-consent-in-force': { says: 'The company has consented beside the person.' },
  contract: { article: 'GDPR 6(1)(b)', says: 'It is necessary for a contract with the person.' },
  'legal-duty': { article: 'GDPR 6(1)(c)', says: 'A law demands it.' },
  'vital-interest': { article: 'GDPR 6(1)(d)', says: 'It protects somebody’s vital interests.' },
  'public-task': { article: 'GDPR 6(1)(e)', says: 'It is necessary for a task in the public interest.' },
  'legitimate-interest': {
    article: 'GDPR 6(1)(f)',
    says: 'It is in the legitimate interest that the statement names, and the person has not objected.',
  },
  'agreement-in-force': { article: 'GDPR 28(3)', says: 'An agreement with the recipient is in force.' },
  'transfer-based': { article: 'GDPR 46', says: 'The transfer out of the EEA has a basis.' },
} as const satisfies Record<string, Meaning>;

/** What stands against it. Every one that is found is told with a no. */
export const obstacles = {
  'no-statement': { article: 'GDPR 13', says: 'No privacy statement was published at that moment.' },
  'moment-in-future': { says: 'The moment that was asked about has not come yet: leave asOf out to ask about now.' },
  'unknown-purpose': { article: 'GDPR 5(1)(b)', says: 'The statement has no such purpose.' },
  'unknown-data-category': { article: 'GDPR 5(1)(c)', says: 'The statement has no such data category.' },
  'unknown-population': { article: 'GDPR 6(1)', says: 'The statement has no such group of people.' },
  'data-not-for-purpose': { article: 'GDPR 5(1)(b)', says: 'The statement does not use this data for this purpose.' },
  'people-not-of-purpose': {
    article: 'GDPR 5(1)(b)',
    says: 'The statement does not use data of this group of people for this purpose.',
  },
  'no-basis': {
    article: 'GDPR 6(1)',
    says: 'No legal basis of the purpose covers this data of these people; without a named group, all of the purpose’s groups count.',
  },
  'consent-missing': { article: 'GDPR 6(1)(a)', says: 'It needs a consent of the person, and none was given to this.' },
  'consent-refused': { article: 'GDPR 6(1)(a)', says: 'The person was asked for consent and refused.' },
  'consent-withdrawn': { article: 'GDPR 7(3)', says: 'The person has withdrawn the consent.' },
  'consent-expired': { article: 'GDPR 6(1)(a)', says: 'The time for which the person consented is over.' },
  'consent-revoked': {
    article: 'GDPR 7',
    says: 'The controller has ended the consent, because it may not rely on it.',
  },
  'consent-invalidated': {
    article: 'GDPR 4(11)',
    says: 'The statement has changed in what the person consented to, so the consent has to be asked for again.',
  },
  'consent-for-other-company': {
    article: 'GDPR 6(1)(a)',
    says: 'The person consented as somebody who acts for another company.',
  },
  'consent-without-recipient': {
    article: 'GDPR 4(11), 13(1)(e)',
    says: 'The recipient was not named for this use when the person consented: ask for a consent to it.',
  },
  'opted-out': { article: 'GDPR 21(3)', says: 'The person opted out of exactly this after any consent to it.' },
  'company-unnamed': { says: 'It needs the consent of the company too: say which company it is.' },
  'company-consent-missing': { says: 'It needs the consent of the company too, and none was given to this.' },
  'company-consent-withdrawn': { says: 'The company has withdrawn its consent.' },
  'company-consent-invalidated': {
    says: 'The statement has changed in what the company consented to, so the consent has to be asked for again.',
  },
  'company-consent-without-recipient': {
    says: 'The recipient was not named for this use when the company consented: ask for a consent to it.',
  },
  'sharing-consent-missing': {
    says: 'Sharing with others needs a consent of the person that is in force, and there is none.',
  },
  'sharing-company-consent-missing': {
    says: 'Sharing with others needs a consent of the company that is in force, and there is none.',
  },
  'device-access-closed': {
    article: 'ekomloven § 3-15',
    says: 'The data is read from the device under a cookie category that nobody can be asked about, so it stays closed.',
  },
  'objection-to-direct-marketing': {
    article: 'GDPR 21(3)',
    says: 'The person has objected, which ends direct marketing.',
  },
  objection: {
    article: 'GDPR 21(1), 18(1)(d)',
    says: 'The person has objected to use that rests on an interest or a public task; it is restricted meanwhile.',
  },
  restriction: { article: 'GDPR 18(2)', says: 'Use of the person’s data is restricted: it is kept and not used.' },
  'held-after-erasure': {
    article: 'GDPR 17(3), 18(2)',
    says: 'The person asked for erasure, and this data is kept only because a law or a claim needs it: it is not used for anything else.',
  },
  'disposal-under-way': { article: 'GDPR 5(1)(e)', says: 'The systems have been told to dispose of this data.' },
  'data-disposed-of': { article: 'GDPR 5(1)(e)', says: 'This data of the person has been disposed of.' },
  'keeping-time-over': {
    article: 'GDPR 5(1)(e)',
    says: 'Every rule under which this data is kept has come to its end; what is still there is only waiting or held.',
  },
  'unknown-recipient': { article: 'GDPR 13(1)(e)', says: 'No such recipient is named.' },
  'recipient-not-for-purpose': { article: 'GDPR 5(1)(b)', says: 'The recipient is given no data for this purpose.' },
  'recipient-not-for-data': { article: 'GDPR 5(1)(c)', says: 'The recipient is not given this data.' },
  'agreement-missing': { article: 'GDPR 28(3)', says: 'No agreement with the recipient is recorded.' },
  'agreement-ended': { article: 'GDPR 28(3)', says: 'No agreement with the recipient is in force on that day.' },
  'processor-agreement-missing': {
    article: 'GDPR 28(4)',
    says: 'No agreement is in force with the processor that the sub-processor works under.',
  },
  'sub-processor-not-in-effect': {
    article: 'GDPR 28(2)',
    says: 'The sub-processor is announced, and neither accepted nor past the time to object.',
  },
  'transfer-without-basis': {
    article: 'GDPR 44',
    says: 'The recipient is outside the EEA, and no basis that the statement allows is named for the transfer.',
  },
  'order-needed': {
    article: 'GDPR 6(1)(c)',
    says: 'An authority is given data by order only: record the disclosure with the order instead.',
  },
} as const satisfies Record<string, Meaning>;

export type GroundCode = keyof typeof grounds;
export type ObstacleCode = keyof typeof obstacles;
export type ReasonCode = GroundCode | ObstacleCode;

export type Reason = { code: string; article?: string; says: string };

/** A reason in words. A code of an older ledger that is no longer known stands for itself. */
export function reasonOf(code: string): Reason {
  const known: Readonly<Record<string, Meaning>> = { ...grounds, ...obstacles };
  const meaning = Object.hasOwn(known, code) ? known[code] : undefined;
  return { code, ...(meaning?.article !== undefined && { article: meaning.article }), says: meaning?.says ?? code };
}
