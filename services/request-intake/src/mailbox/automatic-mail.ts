import type { ReadMail } from './read-mail.ts';

/** Why a mail asks for nothing: no person wrote it to us, or nobody can be answered. */
export type SetAsideReason = 'automatic' | 'mailing-list' | 'bounce' | 'own-address' | 'spam' | 'no-sender' | 'empty';

/**
 * Why a mail is no request, by what its headers say (RFC 3834, RFC 3464, RFC 2919); undefined when a person seems to have
 * written it. What is set aside is never answered, so that two programs cannot write to each other for ever.
 */
export function whySetAside(mail: ReadMail, ownAddress: string): SetAsideReason | undefined {
  const { from, header } = mail;
  const says = (name: string, what: RegExp) => header(name).some((value) => what.test(value));
  if (header('return-path').at(0) === '<>' || says('content-type', /^multipart\/report\b/i)) return 'bounce';
  if (says('auto-submitted', /^(?!no\b)/i) || header('x-autoreply').length + header('x-autorespond').length > 0)
    return 'automatic';
  if (says('precedence', /^(bulk|junk|list|auto_reply)\b/i)) return 'automatic';
  if (header('list-id').length > 0) return 'mailing-list';
  if (says('x-spam-flag', /^yes\b/i)) return 'spam';
  if (!from) return 'no-sender';
  if (/^(mailer-daemon|postmaster)@/i.test(from.address)) return 'bounce';
  if (from.address.toLowerCase() === ownAddress.toLowerCase()) return 'own-address';
  if (mail.subject === '' && mail.text === '' && mail.leftOut.length === 0) return 'empty';
  return undefined;
}
