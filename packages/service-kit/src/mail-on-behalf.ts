import type { MailEvidence, MailFailure } from '@vitne/contracts/mail-evidence';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { ComposedMail } from './composed-mail.ts';
import type { MailSender } from './mail-sender.ts';

/** What came of writing to somebody; the evidence holds no address. */
export type Mailed = { outcome: 'sent'; evidence: MailEvidence } | { outcome: 'failed'; failure: MailFailure };

export type MailOnBehalf = {
  /** The controller's own statement says who writes. */
  statement: Statement;
  to: string;
  language: 'nb' | 'en';
  words: ComposedMail;
  /** Names the mail without naming its receiver: the same for every try, so that a receiver can tell one that was sent twice. */
  id: string;
};

/**
 * Sends one e-mail in the controller's name.
 * @throws {MailUnavailable} when the mail server could not be talked to.
 */
export async function mailOnBehalf(
  mail: MailSender,
  { statement, to, language, words, id }: MailOnBehalf,
): Promise<Mailed> {
  const { contentHash, ...composed } = words;
  const { name, email } = statement.controller;
  const messageId = `<${id}@${email.slice(email.lastIndexOf('@') + 1)}>`;
  const { outcome, replyCode } = await mail.send({
    from: { name, address: email },
    to,
    ...composed,
    language,
    messageId,
  });
  if (outcome !== 'accepted') return { outcome: 'failed', failure: { reason: outcome, replyCode } };
  return { outcome: 'sent', evidence: { messageId, replyCode, contentHash, language } };
}
