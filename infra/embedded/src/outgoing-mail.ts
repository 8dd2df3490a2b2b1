import { startMailKeeper } from '@vitne/engines/mail-keeper';
import { type MailSender, smtpMailSender } from '@vitne/service-kit/mail-sender';
import { mailEnvironment, processMail } from '@vitne/service-kit/process-environment';
import { z } from 'zod';

/** The way out for e-mail, and the folder in which it ends while nobody has named a mail server. */
export type OutgoingMail = { sender: MailSender; folder?: string; stop(): Promise<void> };

/**
 * Sends through the mail server that the environment names, or to one of our own that keeps everything in a folder.
 * @throws {Error} with a code and one sentence, when the environment names no proper address.
 */
export async function outgoingMail(folder: string): Promise<OutgoingMail> {
  const environment = z.object(mailEnvironment).safeParse(process.env);
  if (!environment.success) {
    const message = 'VITNE_SMTP_URL is no address of a mail server: write smtp://user@host:587, or leave it out.';
    throw Object.assign(new Error(message), { code: 'mail-server-invalid' });
  }
  if (environment.data.VITNE_SMTP_URL !== undefined) {
    const sender = processMail(environment.data);
    return { sender, stop: async () => sender.close() };
  }
  const keeper = await startMailKeeper({ folder });
  const sender = smtpMailSender({ url: keeper.url });
  return {
    sender,
    folder,
    async stop() {
      sender.close();
      await keeper.stop();
    },
  };
}
