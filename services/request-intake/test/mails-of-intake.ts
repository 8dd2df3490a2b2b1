import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { type RunServiceOptions, runService } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { requestIntakeService } from '../src/service.ts';

export const begin = '2026-03-02T09:00:00.000Z';
export const origin = 'https://privacy.example.org';

/** What the mails are called, by which they are counted: a person who asks is sent nothing else before the answer. */
export const receiptMail = 'Vi har fått henvendelsen din';
export const codeMail = 'Er det du som spør oss?';

export type IntakeWithMail = Awaited<ReturnType<typeof startIntakeWithMail>>;

/** Request intake with Kaukus' statement and a real mail server that keeps what it gets. */
export async function startIntakeWithMail(more: RunServiceOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-identity-'));
  const answers: Record<string, number> = {};
  const keeper = await startMailKeeper({ folder, turnAway: (recipient) => answers[recipient] });
  const sender = smtpMailSender({ url: keeper.url });
  const run = await runService(requestIntakeService, {
    vault: 'mongo',
    now: begin,
    mail: sender,
    // What is accepted orders tasks of systems; a stream that is missing is waited for.
    openStreams: openOrdersStream,
    publicOrigin: origin,
    ...more,
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
  const { tenant } = run;

  async function makes(email: string, requestType = 'access', over: object = {}): Promise<string> {
    const body = { person: { kind: 'email', value: email }, requestType, ...over };
    const answer = await run.request('nobody', 'POST', `/v1/public/${tenant}/requests`, body);
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return String(answer.body['request']);
  }

  return {
    ...run,
    answers,
    /** Where the service itself is reached. */
    origin: () => `http://127.0.0.1:${(run.service.app.server.address() as AddressInfo).port}`,
    /** Somebody without a token makes a request in the portal. */
    makes,
    /** The same, and everything that follows from it has happened. */
    async asks(...asked: Parameters<typeof makes>): Promise<string> {
      const request = await makes(...asked);
      await run.atRest();
      return request;
    },
    askForCode: (request: string) =>
      run.request('nobody', 'POST', `/v1/public/${tenant}/requests/${request}/identity-codes`, {}),
    show: (request: string, shown: { code: string } | { link: string }) =>
      run.request('nobody', 'POST', `/v1/public/${tenant}/requests/${request}/identity-proofs`, shown),
    /** Everything that was sent to an address, the newest last. */
    mailsTo: (to: string) =>
      Promise.all(
        keeper
          .mails()
          .filter((mail) => mail.to.includes(to))
          .map(({ raw }) => PostalMime.parse(raw)),
      ),
    /** What everything that was sent to an address is called, sorted: two mails of one moment come in any order. */
    async subjectsTo(to: string) {
      return (await this.mailsTo(to))
        .map(({ subject }) => subject ?? '')
        .sort((one, other) => one.localeCompare(other, 'nb'));
    },
    /** Those of the mails to an address that hold a code. */
    async codesTo(to: string) {
      return (await this.mailsTo(to)).filter(({ text }) => text?.includes('/links/'));
    },
    /** The code and the link of the newest mail to an address. */
    async sentTo(to: string): Promise<{ code: string; link: string; token: string; text: string }> {
      const text = (await this.codesTo(to)).at(-1)?.text ?? '';
      const link = /https?:\S+\/links\/\S+/.exec(text)?.[0] ?? '';
      return { code: /\b\d{8}\b/.exec(text)?.[0] ?? '', link, token: link.split('/').at(-1) ?? '', text };
    },
    /** A form on a page is sent, as a browser does. */
    async form(path: string, fields: Record<string, string> = {}): Promise<{ status: number; page: string }> {
      const { statusCode: status, body: page } = await run.service.app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      });
      return { status, page };
    },
    standing: async (request: string) => (await run.request('staff', 'GET', `/v1/requests/${request}`)).body,
    later(minutes: number): void {
      const to = new Date(Date.parse(run.clock.now()) + minutes * 60_000).toISOString();
      if (!run.clock.advanceTo(to).ok) throw new Error('The clock did not move.');
    },
    async stop(): Promise<void> {
      await run.stop();
      sender.close();
      await keeper.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
