import type { LocalisedText } from './schema.ts';

export type NoticeLanguage = keyof LocalisedText;

/**
 * Exactly what a person is shown when asked for a consent (Art. 7(2), 13), generated from the statement alone: so the
 * hash in a consent proves the words, and anyone can generate them again from the ledger.
 */
export type ConsentNotice = {
  /** How it was made; the first format does not say its number. */
  format?: number;
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
