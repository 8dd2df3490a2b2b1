import { isThisMachine } from '@vitne/contracts/this-machine';
import type { MailboxAddress } from '@vitne/service-kit/mailboxes';
import { ImapFlow } from 'imapflow';
import { mostMailBytes } from './read-mail.ts';

/** A mail as the server gives it: its first bytes, how many it has, and when the server received it. */
export type FetchedMail = { uid: number; raw: Uint8Array; size: number; internalDate: Date };

/** A mailbox while one connection to its server lasts. */
export type OpenMailbox = {
  /** With UIDs the name of a mail for ever (RFC 9051 § 2.3.1.1). */
  uidValidity: string;
  alive(): boolean;
  /** UIDs of what lies in the inbox, oldest first. */
  uids(): Promise<number[]>;
  fetch(uid: number): Promise<FetchedMail | undefined>;
  remove(uid: number): Promise<void>;
  /** Moves a mail to the folder of what is deleted after that day (YYYY-MM-DD). */
  keepUntil(uid: number, day: string): Promise<void>;
  /** Deletes the folders whose day is over. */
  sweep(today: string): Promise<void>;
  close(): Promise<void>;
};

const answerTimeoutMs = 20_000;
const silenceTimeoutMs = 60_000;
const folderOf = (day: string): string => `Vitne-until-${day}`;

/** Signs in and opens the inbox. Anywhere but on this machine the connection is encrypted or not used (Art. 32). */
export async function openMailbox({ url, password }: MailboxAddress): Promise<OpenMailbox> {
  const { protocol, hostname, port, username } = new URL(url);
  const secure = protocol === 'imaps:';
  const client = new ImapFlow({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (secure ? 993 : 143)),
    secure,
    ...(!secure && { doSTARTTLS: !isThisMachine(hostname) }),
    auth: { user: decodeURIComponent(username), pass: password },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: answerTimeoutMs,
    greetingTimeout: answerTimeoutMs,
    socketTimeout: silenceTimeoutMs,
  });
  // A connection that breaks is found out by whoever uses it next.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const inbox = await client.mailboxOpen('INBOX');
    return { uidValidity: String(inbox.uidValidity), ...actions(client) };
  } catch (error) {
    client.close();
    throw error;
  }
}

function actions(client: ImapFlow): Omit<OpenMailbox, 'uidValidity'> {
  const byUid = { uid: true } as const;
  const known = new Set<string>();
  return {
    alive: () => client.usable,
    async uids() {
      // A server may tell of new mails only after a command, so the first one asks for nothing.
      await client.noop();
      const found = await client.search({ deleted: false }, byUid);
      if (!found) throw new Error('The server did not say what lies in the inbox.');
      return found.sort((one, other) => one - other);
    },
    async fetch(uid) {
      const query = { uid: true, internalDate: true, size: true, source: { maxLength: mostMailBytes } };
      const mail = await client.fetchOne(String(uid), query, byUid);
      if (!mail || !mail.source) return undefined;
      const { source, size = source.length, internalDate } = mail;
      return { uid, raw: source, size, internalDate: new Date(internalDate ?? Number.NaN) };
    },
    async remove(uid) {
      if (!(await client.messageDelete(String(uid), byUid))) throw new Error('The server did not delete the mail.');
    },
    async keepUntil(uid, day) {
      const folder = folderOf(day);
      if (!known.has(folder)) await client.mailboxCreate(folder);
      known.add(folder);
      if (!(await client.messageMove(String(uid), folder, byUid))) throw new Error('The server did not move the mail.');
    },
    async sweep(today) {
      for (const { path } of await client.list()) {
        const day = /(?:^|[./])Vitne-until-(\d{4}-\d{2}-\d{2})$/.exec(path)?.[1];
        if (day === undefined || day >= today) continue;
        await client.mailboxDelete(path);
        known.delete(folderOf(day));
      }
    },
    async close() {
      await client.logout().catch(() => undefined);
      client.close();
    },
  };
}
