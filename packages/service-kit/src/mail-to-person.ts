import type { Tenant } from '@vitne/contracts/channels';
import type { Statement } from '@vitne/contracts/statement/schema';
import { findDocument } from '@vitne/projector/documents';
import type { Vault } from '@vitne/vault/vault';
import type { Db } from 'mongodb';
import { addresseesProjection, addressOf } from './addressees.ts';
import type { ComposedMail } from './composed-mail.ts';
import { derivedId } from './derived-id.ts';
import { type Mailed, mailOnBehalf } from './mail-on-behalf.ts';
import type { MailSender } from './mail-sender.ts';

/** What came of writing to a person; `gone` when every address that was given is destroyed. */
export type MailToPerson = Mailed | { outcome: 'gone' };

export type MailRequest = {
  tenant: Tenant;
  person: string;
  /** The controller's own statement says who writes, and in which language when nobody knows the person's. */
  statement: Statement;
  /** The same for every try of the same mail, so that a receiver can tell one that was sent twice. */
  reference: string;
  compose(language: 'nb' | 'en'): ComposedMail;
};

/**
 * Writes to a person at the newest address that the person gave, opened from its seal for as long as it takes.
 * @throws {MailUnavailable} when the mail server could not be talked to.
 */
export async function mailToPerson(
  { db, vault, mail }: { db: Db; vault: Vault; mail: MailSender },
  { tenant, person, statement, reference, compose }: MailRequest,
): Promise<MailToPerson> {
  const addressee = await findDocument(db, tenant, addresseesProjection, person);
  const address = await addressOf(vault, tenant, addressee);
  if (address.found === 'gone') return { outcome: 'gone' };
  if (address.found === 'none') return { outcome: 'failed', failure: { reason: 'no-address' } };
  const language = addressee?.language ?? statement.statement.languages[0] ?? 'nb';
  return mailOnBehalf(mail, {
    statement,
    to: address.email,
    language,
    words: compose(language),
    id: derivedId(tenant, person, reference),
  });
}
