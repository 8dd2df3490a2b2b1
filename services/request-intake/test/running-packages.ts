import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { runService } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { expect, vi } from 'vitest';
import { requestIntakeService } from '../src/service.ts';
import { judgement } from './running-intake.ts';

export type RunningPackages = Awaited<ReturnType<typeof startPackages>>;

const begin = '2026-03-02T09:00:00.000Z';

/** The service over the real engines and a real mail server, with Kaukus' statement in force. */
export async function startPackages() {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-packages-'));
  const keeper = await startMailKeeper({ folder });
  const run = await runService(requestIntakeService, {
    vault: 'mongo',
    now: begin,
    mail: smtpMailSender({ url: keeper.url }),
    publicOrigin: 'https://personvern.example',
    openStreams: openOrdersStream,
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));

  /** A person of whom the ledger knows something, who asks and has proved it. */
  async function asked(name: string, requestType: 'access' | 'portability') {
    const email = `${name}@kommune.example`;
    const person = await run.vault.resolvePerson(run.tenant, { kind: 'email', value: email });
    await run.tell(
      'enquiry.received.v1',
      person,
      {
        system: 'kaukus-site',
        occurred: begin,
        person,
        sources: { contact: ['you-tell-us'], enquiry: ['you-tell-us'] },
      },
      { personal: { contact: { email }, enquiry: { message: `Hei fra ${name}` } } },
    );
    await run.tell('disclosure.recorded.v1', person, {
      disclosure: `d-${name}`,
      person,
      recipient: 'hetzner',
      purpose: 'answer-enquiries',
      dataCategories: ['enquiry'],
      ground: { kind: 'agreement', agreement: 'dpa-1' },
      sale: false,
      disclosed: begin,
    });
    const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'web-form', method: 'ticked-box' };
    await run.tell('consent.given.v1', person, { person, purpose: 'newsletter', statementVersion: '1.0', shown });
    const receipt = {
      person: { kind: 'email', value: email },
      requestType,
      receivedThrough: 'email',
      contact: { email },
    };
    const { body } = await run.request('staff', 'POST', '/v1/requests', receipt);
    const request = String(body['request']);
    await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
    // An instance that has not taken its lease yet has no reaction to wait for.
    const tasksOf = () => run.request('staff', 'GET', `/v1/tasks?request=${request}`);
    await vi.waitFor(async () => expect((await tasksOf()).body['tasks']).toHaveLength(3), { timeout: 15_000 });
    await run.atRest();
    return { request, person, email };
  }

  async function answer(request: string, system: string, data?: object[]) {
    const { body } = await run.request('staff', 'GET', `/v1/tasks?request=${request}&system=${system}`);
    const [task] = body['tasks'] as { task: string }[];
    const said = data ? { outcome: 'delivered', data } : { outcome: 'nothing-held' };
    const sent = { ...said, evidence: 'export 1' };
    const done = await run.request(
      { role: 'system', subject: system },
      'POST',
      `/v1/tasks/${task?.task}/completion`,
      sent,
    );
    expect(done.status, JSON.stringify(done.body)).toBe(201);
  }

  async function everybodyAnswers(request: string, email: string) {
    const contact = { dataCategory: 'contact', source: 'you-tell-us', items: [{ email, phone: '+47 900 11 222' }] };
    await answer(request, 'moteadm', [contact, { dataCategory: 'identity', items: [{ name: 'Åse <b>Fjord</b>' }] }]);
    await answer(request, 'kaukus-site');
    await answer(request, 'kaukus-mail');
    await run.atRest();
  }

  /** The path of the link in the newest mail to somebody. */
  async function linkTo(email: string): Promise<string> {
    const mails = keeper.mails().filter(({ to }) => to.includes(email));
    const read = await Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
    const links = read.map(({ text }) => /https:\/\/personvern\.example(\/packages\/\S+)/.exec(text ?? '')?.[1]);
    return links.findLast((link) => link !== undefined) ?? 'no link';
  }
  /** The mails to somebody as they are read, the oldest first. */
  async function mailsTo(email: string): Promise<string[]> {
    const mails = keeper.mails().filter(({ to }) => to.includes(email));
    return (await Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)))).map(({ text = '' }) => text);
  }
  const post = (path: string, what: string) => {
    const [place = '', query = ''] = path.split('?');
    return run.request('nobody', 'POST', `${place}/${what}?${query}`);
  };
  const requestOf = async (request: string) => (await run.request('staff', 'GET', `/v1/requests/${request}`)).body;
  const packageOf = async (request: string) => {
    const { body } = await run.request('staff', 'GET', `/v1/packages?request=${request}`);
    return (body['packages'] as Record<string, unknown>[])[0] ?? {};
  };

  async function stop(): Promise<void> {
    await run.stop();
    await keeper.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { run, asked, answer, everybodyAnswers, linkTo, mailsTo, post, requestOf, packageOf, stop };
}
