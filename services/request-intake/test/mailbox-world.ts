import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailboxKeeper, startMailboxKeeper } from '@vitne/engines/mailbox-keeper';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { runService } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import { requestIntakeService } from '../src/service.ts';
import { clockNow } from './running-intake.ts';

export const mailboxAddress = 'personvern@kaukus.example';

/** A mail as a mail program writes it; a header that is undefined is left out. */
export function mailOf(headers: Record<string, string | undefined>, body = ''): string {
  const all = {
    From: 'Kari Nordmann <kari@example.no>',
    To: mailboxAddress,
    Subject: 'Slett meg',
    Date: 'Sat, 31 Jan 2026 08:00:00 +0000',
    'Message-ID': `<${crypto.randomUUID()}@example.no>`,
    'MIME-Version': '1.0',
    'Content-Type': 'text/plain; charset=utf-8',
    ...headers,
  };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  return `${lines.join('\r\n')}\r\n\r\n${body}\r\n`;
}

/** The service over the real engines, following a mailbox of a real IMAP server. */
export async function startMailboxWorld({
  keepDays = 0,
  published = true,
  through = async (port: number) => port,
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-mailbox-'));
  const keeper: MailboxKeeper = await startMailboxKeeper(folder, [mailboxAddress]);
  const address = new URL(keeper.imapUrl(mailboxAddress));
  address.port = String(await through(Number(address.port)));
  const url = address.href;
  const run = await runService(requestIntakeService, {
    openStreams: openOrdersStream,
    vault: 'mongo',
    now: clockNow,
    mailbox: () => ({ url, password: keeper.password, keepDays }),
  });
  if (published) await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
  const requests = async () =>
    (await run.request('staff', 'GET', '/v1/requests')).body['requests'] as Record<string, unknown>[];
  return {
    ...run,
    keeper,
    requests,
    /** Puts mails into the inbox, lets the service look once, and answers the requests that came of it. */
    async mailed(...raws: (string | Uint8Array)[]) {
      const before = new Set((await requests()).map(({ request }) => request));
      for (const raw of raws) await keeper.append(mailboxAddress, raw, new Date('2026-01-31T08:30:00Z'));
      await run.service.lookOutside();
      return (await requests()).filter(({ request }) => !before.has(request));
    },
    async opened(request: unknown) {
      const { body } = await run.request('staff', 'GET', `/v1/requests/${request as string}`);
      return body['personal'] as Record<string, { fields: Record<string, string> }>;
    },
    folders: () => keeper.folders(mailboxAddress),
    async stop() {
      await run.stop();
      await keeper.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type MailboxWorld = Awaited<ReturnType<typeof startMailboxWorld>>;
