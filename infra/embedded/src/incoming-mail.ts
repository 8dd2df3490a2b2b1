import type { Tenant } from '@vitne/contracts/channels';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import { EngineError } from '@vitne/engines/engine-error';
import { startMailboxKeeper } from '@vitne/engines/mailbox-keeper';
import { type Mailboxes, mailboxEnvironment, mailboxesNamed } from '@vitne/service-kit/mailboxes';
import { z } from 'zod';
import { statementFiles } from './statement-files.ts';

/** The mailboxes that are followed, and where people's mails can be handed in while nobody has named mailboxes. */
export type IncomingMail = { mailboxes: Mailboxes; smtpUrl?: string; stop(): Promise<void> };

/**
 * Follows the mailboxes that the environment names, or those of a mail server of our own with the addresses of the statements.
 * Without Python and pip there is none, and everything else goes on.
 * @throws {Error} with a code and one sentence, when the environment names no proper mailbox.
 */
export async function incomingMail(
  folder: string,
  tenants: readonly Tenant[],
  log: (line: string) => void = () => undefined,
): Promise<IncomingMail> {
  const environment = z.object(mailboxEnvironment).safeParse(process.env);
  if (!environment.success) {
    const message = 'VITNE_MAILBOXES names no mailbox: write kaukus=imaps://user@host, or leave it out.';
    throw Object.assign(new Error(message), { code: 'mailbox-invalid' });
  }
  const stop = () => Promise.resolve();
  if (environment.data.VITNE_MAILBOXES !== undefined) return { mailboxes: mailboxesNamed(environment.data), stop };
  const addresses = tenants.flatMap((tenant) => {
    const address = addressOf(tenant);
    return address === undefined ? [] : [[tenant, address] as const];
  });
  if (addresses.length === 0) return { mailboxes: new Map(), stop };
  try {
    const keeper = await startMailboxKeeper(
      folder,
      addresses.map(([, address]) => address),
    );
    const { password, smtpUrl } = keeper;
    const followed = addresses.map(
      ([tenant, address]) => [tenant, { url: keeper.imapUrl(address), password, keepDays: 0 }] as const,
    );
    return { mailboxes: new Map(followed), smtpUrl, stop: () => keeper.stop() };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    log(`Requests by e-mail are not shown: ${error.message}`);
    return { mailboxes: new Map(), stop };
  }
}

/** Where a tenant's statement says that requests go. */
function addressOf(tenant: Tenant): string | undefined {
  const files: Readonly<Record<string, string>> = statementFiles();
  const file = files[tenant];
  const parsed = file === undefined ? undefined : parseStatement(file);
  return parsed?.ok ? parsed.statement.requests.channels.find(({ kind }) => kind === 'email')?.address : undefined;
}
