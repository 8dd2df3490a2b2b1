import { canonicalJson, sha256Hex } from './canonical-json.ts';
import type { LocalisedText, Statement } from './schema.ts';
import { dataCategoryById, purposeById, recipientById } from './statement-index.ts';

export type NoticeLanguage = keyof LocalisedText;

/**
 * Exactly what a person is shown when asked for a consent (Art. 7(2), 13), generated from the statement alone: so the
 * hash in a consent proves the words, and anyone can generate them again from the ledger.
 */
export type ConsentNotice = {
  tenant: string;
  statementVersion: string;
  language: NoticeLanguage;
  purpose: string;
  purposeName: string;
  question: string;
  controller: { name: string; registrationNumber?: string; email: string };
  data: string[];
  recipients: string[];
  companyMustAgreeToo: boolean;
  expiresAfter?: string;
  withdrawal: string;
  statementUrl: string;
  complaintsTo?: string;
};

export type HashedNotice = { notice: ConsentNotice; hash: string };

const withdrawal: LocalisedText = {
  nb: 'Du kan når som helst trekke samtykket tilbake, like enkelt som du gir det. Det som er gjort før det, forblir lovlig.',
  en: 'You can withdraw your consent at any time, as easily as you give it. What was done before then stays lawful.',
};

/** The notice for a purpose that stands on consent; undefined when the statement has no such purpose or asks nothing for it. */
export async function noticeOf(
  statement: Statement,
  purposeId: string,
  language: NoticeLanguage,
): Promise<HashedNotice | undefined> {
  const purpose = purposeById(statement, purposeId);
  if (!purpose?.consent) return undefined;
  const { name, registrationNumber, email } = statement.controller;
  const notice: ConsentNotice = {
    tenant: statement.tenant,
    statementVersion: `${statement.statement.version}.${statement.statement.revision}`,
    language,
    purpose: purpose.id,
    purposeName: purpose.name[language],
    question: purpose.consent.ask[language],
    controller: { name, email, ...(registrationNumber !== undefined && { registrationNumber }) },
    data: purpose.dataCategories.map((id) => dataCategoryById(statement, id)?.name[language] ?? id),
    recipients: purpose.recipients.map((id) => recipientById(statement, id)?.name ?? id),
    companyMustAgreeToo: purpose.consent.level === 'person-and-company',
    ...(purpose.consent.expires !== undefined && { expiresAfter: purpose.consent.expires }),
    withdrawal: withdrawal[language],
    statementUrl: statement.statement.url,
    ...(statement.complaints && { complaintsTo: statement.complaints.authority.name }),
  };
  return { notice, hash: await sha256Hex(canonicalJson(notice)) };
}
