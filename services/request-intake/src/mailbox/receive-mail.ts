import { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { Tenant } from '@vitne/contracts/channels';
import { keyPeriodAt } from '@vitne/contracts/key-period';
import { derivedId } from '@vitne/service-kit/derived-id';
import type { ServiceContext } from '@vitne/service-kit/service';
import { receiveRequest } from '../request-receipt.ts';
import { type SetAsideReason, whySetAside } from './automatic-mail.ts';
import type { ReadMail } from './read-mail.ts';
import { whatIsAsked } from './what-is-asked.ts';

/** Where a mail lies: mailbox, UIDVALIDITY and UID, which no other mail of that server has or gets. */
export type MailPlace = readonly [mailbox: string, uidValidity: string, uid: number];

export type MailTaken =
  | { taken: 'recorded' | 'repeated' }
  | { taken: 'set-aside'; because: SetAsideReason }
  /** It stays in the mailbox and is tried again. */
  | { taken: 'waits'; because: string };

/** A mail older than this is recognised by its place alone, because the key that its digest needs may be gone. */
const recentMs = 45 * 86_400_000;

/** Makes a mail a request, once, however often it is handed in and in however many copies it came. */
export async function receiveMail(
  context: ServiceContext,
  tenant: Tenant,
  mail: ReadMail,
  arrived: { internalDate: Date; place: MailPlace },
): Promise<MailTaken> {
  const inForce = await context.statements.inForce(tenant);
  if (!inForce) return { taken: 'waits', because: 'no-statement' };
  const because = whySetAside(mail, inForce.statement.controller.email);
  if (because || !mail.from) return { taken: 'set-aside', because: because ?? 'no-sender' };
  const now = context.clock.now();
  const received = boundedBy(now, arrived.internalDate);
  const commandId = await commandIdOf(context, tenant, mail, { ...arrived, received, now });
  const { requestType, typeRead, language } = whatIsAsked(mail.subject, mail.text);
  const text = [mail.subject, mail.text].filter((part) => part !== '').join('\n\n');
  const contact = requestReceived.personal.contact.fields.safeParse({
    email: mail.from.address,
    ...(mail.from.name !== undefined && { name: mail.from.name }),
  });
  const receipt = {
    person: { kind: 'email' as const, value: mail.from.address },
    ...(contact.success && { contact: contact.data }),
    ...(text !== '' && { text }),
    requestType,
    receivedThrough: 'email' as const,
    reading: { typeRead, ...(mail.leftOut.length > 0 && { leftOut: mail.leftOut }) },
    isReply: mail.header('in-reply-to').length > 0,
    language,
  };
  const commanded = {
    tenant,
    commandId,
    actor: 'anonymous:mailbox' as const,
    correlation: commandId,
    now,
    content: { mail: commandId },
  };
  const result = await receiveRequest(context, commanded, { ...receipt, received });
  if (result.outcome !== 'rejected') return { taken: result.outcome === 'recorded' ? 'recorded' : 'repeated' };
  if (result.rejection.code !== 'due-not-computable') return { taken: 'waits', because: result.rejection.code };
  // A server with an absurd date has told nothing, so what is known is when we saw the mail.
  const again = await receiveRequest(context, commanded, { ...receipt, received: now });
  return again.outcome === 'rejected' ? { taken: 'waits', because: again.rejection.code } : { taken: 'recorded' };
}

/** When the server received it; a server whose clock is ahead of ours does not put a receipt into the future. */
const boundedBy = (now: string, date: Date): string => {
  const at = Number.isNaN(date.getTime()) ? now : date.toISOString();
  return Date.parse(at) < Date.parse(now) ? at : now;
};

/**
 * The same for every copy of a mail, and for no other mail. A plain digest would let whoever has an address and a text
 * try whether they are in the ledger, so the vault's key of that month makes it.
 */
async function commandIdOf(
  { vault }: ServiceContext,
  tenant: Tenant,
  mail: ReadMail,
  { place, received, now }: { place: MailPlace; received: string; now: string },
): Promise<string> {
  const recent = Date.parse(now) - Date.parse(received) < recentMs;
  if (mail.messageId === '' || !recent) return derivedId(tenant, 'mail', ...place);
  const content = JSON.stringify([mail.messageId, mail.from?.address, mail.header('date')[0], mail.subject, mail.text]);
  const digest = await vault.fingerprint(tenant, keyPeriodAt(received), content);
  return digest === undefined ? derivedId(tenant, 'mail', ...place) : derivedId(tenant, 'mail', digest);
}
