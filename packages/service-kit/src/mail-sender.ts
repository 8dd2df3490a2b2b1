import { isThisMachine } from '@vitne/contracts/this-machine';
import { createTransport } from 'nodemailer';

/** An e-mail that the platform sends on behalf of a controller. */
export type Mail = {
  from: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
  html: string;
  language: 'nb' | 'en';
  /** `<…@…>`; the same mail sent twice has the same, so that a receiver can tell. */
  messageId: string;
};

/**
 * What the mail server answered: it took the mail on, will never take it, or may take it later. Its words can hold
 * addresses, so only the code is told (RFC 5321 § 4.2).
 */
export type MailOutcome = { outcome: 'accepted' | 'refused' | 'deferred'; replyCode: number };

/** The way out for e-mail. */
export type MailSender = {
  /** False while there is no mail server, or while one that did not answer is left in peace. */
  ready(): boolean;
  /** @throws {MailUnavailable} when the mail server could not be talked to; the mail may be sent again. */
  send(mail: Mail): Promise<MailOutcome>;
  close(): void;
};

/** The mail server did not answer, or did not let us in. */
export class MailUnavailable extends Error {
  override readonly name = 'MailUnavailable';
  readonly code = 'mail-unavailable';
}

/** For a platform that nobody has given a mail server: what waits to be sent goes on waiting. */
export const noMailSender: MailSender = {
  ready: () => false,
  send: () => Promise.reject(new MailUnavailable('There is no mail server.')),
  close() {},
};

export type SmtpOptions = {
  /** `smtp://[user@]host[:port]`, or `smtps://` for TLS from the first byte. */
  url: string;
  password?: string;
};

const shortestRestMs = 1_000;
const longestRestMs = 60_000;
const answerTimeoutMs = 20_000;

/** Sends over SMTP. Anywhere but on this machine the connection is encrypted or not used (Art. 32). */
export function smtpMailSender({ url, password }: SmtpOptions): MailSender {
  const { protocol, hostname, port, username } = new URL(url);
  const secure = protocol === 'smtps:';
  const user = decodeURIComponent(username);
  const transport = createTransport({
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(port || (secure ? 465 : 587)),
    secure,
    requireTLS: !secure && !isThisMachine(hostname),
    ...(user !== '' && { auth: { user, pass: password ?? '' } }),
    pool: true,
    maxConnections: 4,
    connectionTimeout: answerTimeoutMs,
    greetingTimeout: answerTimeoutMs,
    socketTimeout: answerTimeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  let failures = 0;
  let restsUntilMs = 0;
  return {
    ready: () => performance.now() >= restsUntilMs,
    async send({ from, to, subject, text, html, language, messageId }) {
      const headers = { 'Content-Language': language, 'Auto-Submitted': 'auto-generated' };
      try {
        const { response } = await transport.sendMail({ from, to, subject, text, html, messageId, headers });
        failures = 0;
        return { outcome: 'accepted', replyCode: Number.parseInt(response, 10) };
      } catch (error) {
        const answered = answerAbout(error);
        if (answered) return answered;
        restsUntilMs = performance.now() + Math.min(longestRestMs, shortestRestMs * 2 ** failures++);
        throw new MailUnavailable('The mail server does not answer, or does not let us in.');
      }
    },
    close: () => transport.close(),
  };
}

/** What the server said about the mail itself; undefined where it said nothing, or something about us. */
function answerAbout(error: unknown): MailOutcome | undefined {
  const { code, responseCode } = error as { code?: string; responseCode?: number };
  if (responseCode === undefined || (code !== 'EENVELOPE' && code !== 'EMESSAGE')) return undefined;
  // 421: the server is closing down, whatever was asked.
  if (responseCode === 421) return undefined;
  return { outcome: responseCode >= 500 ? 'refused' : 'deferred', replyCode: responseCode };
}
