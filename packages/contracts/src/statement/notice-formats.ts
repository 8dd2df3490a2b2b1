import type { ConsentNotice, NoticeLanguage } from './consent-notice.ts';
import type { LocalisedText, Purpose, Statement } from './schema.ts';
import { dataCategoryById, recipientNameOf } from './statement-index.ts';

type Asked = Purpose & { readonly consent: NonNullable<Purpose['consent']> };
type NoticeFormat = (statement: Statement, purpose: Asked, language: NoticeLanguage) => ConsentNotice;

/**
 * How the text of a notice is made, by the number of the format. What stands under a number never changes, not by one
 * word: a consent from years ago proves by its hash what was shown. Another word is another format, with a frozen sample
 * of its own in `notice-history/`.
 */
export const NOTICE_FORMATS: ReadonlyMap<number, NoticeFormat> = new Map([
  [1, firstFormat],
  [2, (statement, purpose, language) => ({ format: 2, ...firstFormat(statement, purpose, language) })],
]);

/** The format in which people are asked today. */
export const LATEST_NOTICE_FORMAT = 2;

const withdrawal: LocalisedText = {
  nb: 'Du kan når som helst trekke samtykket tilbake, like enkelt som du gir det. Det som er gjort før det, forblir lovlig.',
  en: 'You can withdraw your consent at any time, as easily as you give it. What was done before then stays lawful.',
};

/** The first format does not say its number, for it was in use before there were numbers. */
function firstFormat(statement: Statement, purpose: Asked, language: NoticeLanguage): ConsentNotice {
  const { name, registrationNumber, email } = statement.controller;
  return {
    tenant: statement.tenant,
    statementVersion: `${statement.statement.version}.${statement.statement.revision}`,
    language,
    purpose: purpose.id,
    purposeName: purpose.name[language],
    question: purpose.consent.ask[language],
    controller: { name, email, ...(registrationNumber !== undefined && { registrationNumber }) },
    data: purpose.dataCategories.map((id) => dataCategoryById(statement, id)?.name[language] ?? id),
    recipients: purpose.recipients.map((id) => recipientNameOf(statement, id, language)),
    companyMustAgreeToo: purpose.consent.level === 'person-and-company',
    ...(purpose.consent.expires !== undefined && { expiresAfter: purpose.consent.expires }),
    withdrawal: withdrawal[language],
    statementUrl: statement.statement.url,
    ...(statement.complaints && { complaintsTo: statement.complaints.authority.name }),
  };
}
