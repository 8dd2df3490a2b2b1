import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { problemCode, runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestIntakeService } from '../src/service.ts';
import { judgement } from './running-intake.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-nothing-'));
let keeper: MailKeeper;
let run: ServiceForTests;
beforeAll(async () => {
  keeper = await startMailKeeper({ folder });
  run = await runService(requestIntakeService, {
    mail: smtpMailSender({ url: keeper.url }),
    vault: 'mongo',
    now: '2026-03-05T09:00:00.000Z',
    publicOrigin: 'https://personvern.example',
    openStreams: openOrdersStream,
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
});
afterAll(async () => {
  await run?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const read = async (id: string) => (await run.request('staff', 'GET', `/v1/requests/${id}`)).body;
const packagesOf = async (id: string) => (await run.request('staff', 'GET', `/v1/packages?request=${id}`)).body;
const receipt = (email: string, over: object = {}) => ({
  person: { kind: 'email', value: email },
  contact: { email },
  requestType: 'access',
  receivedThrough: 'phone',
  ...over,
});
/** Somebody asks and staff settles who; each system that is asked says that it holds nothing, but for those left out. */
async function asks(email: string, over: object = {}, silent: readonly string[] = []) {
  const { body } = await run.request('staff', 'POST', '/v1/requests', receipt(email, over));
  const { request, person } = body as { request: string; person: string };
  await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
  await run.atRest();
  const { body: given } = await run.request('staff', 'GET', `/v1/tasks?request=${request}`);
  for (const { task, system } of given['tasks'] as { task: string; system: string }[]) {
    if (silent.includes(system)) continue;
    const said = { outcome: 'nothing-held', evidence: 'no hit' };
    await run.request({ role: 'system', subject: system }, 'POST', `/v1/tasks/${task}/completion`, said);
  }
  await run.atRest();
  return { request, person };
}
async function mailsTo(address: string) {
  const mails = keeper.mails().filter(({ to }) => to.includes(address));
  const parsed = await Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
  return parsed.map(({ subject, text = '' }) => ({ subject, text: text.replaceAll(/\s+/g, ' ') }));
}

it('who asks for access and is known to nobody is told that nothing is kept, and where to complain', async () => {
  const { request } = await asks('ukjent@example.org');
  expect(await read(request)).toMatchObject({
    status: 'fulfilled',
    nothingKept: { systems: ['kaukus-mail', 'kaukus-site', 'moteadm'] },
    messages: expect.arrayContaining([expect.objectContaining({ message: 'answer', status: 'told' })]),
    toDo: [],
  });
  expect(await packagesOf(request)).toMatchObject({ packages: [] });
  const answer = (await mailsTo('ukjent@example.org')).at(-1);
  expect(answer?.subject).toBe('Vi har ingen opplysninger om deg');
  for (const said of ['bortsett fra denne henvendelsen', 'Datatilsynet', 'domstolene', request])
    expect(answer?.text).toContain(said);
});

it('in the person’s language, and for data to take along too', async () => {
  await asks('stranger@example.org', { language: 'en', requestType: 'portability' });
  const answer = (await mailsTo('stranger@example.org')).at(-1);
  expect(answer?.subject).toBe('We keep no data about you');
  expect(answer?.text).toContain('except for this request');
});

it('is not said while a system has not answered', async () => {
  const { request } = await asks('kanskje@example.org', {}, ['moteadm']);
  expect(await read(request)).toMatchObject({ status: 'accepted' });
  expect(await read(request)).not.toHaveProperty('nothingKept');
});

it('is not said of somebody whom the ledger knows', async () => {
  const email = 'kjent@example.org';
  const person = await run.vault.resolvePerson(run.tenant, { kind: 'email', value: email });
  const facts = { system: 'kaukus-site', occurred: run.clock.now(), person };
  await run.tell('enquiry.received.v1', person, facts, { personal: { contact: { email } } });
  const { request } = await asks(email);
  expect(await read(request)).not.toHaveProperty('nothingKept');
  expect(await packagesOf(request)).toMatchObject({ packages: [{ request }] });
});

it('who was erased is a stranger who asks: nothing leads back, and nothing of the erasure is said', async () => {
  const email = 'slettet@example.org';
  const before = await run.vault.resolvePerson(run.tenant, { kind: 'email', value: email });
  await run.vault.shred({ tenant: run.tenant, person: before });
  await run.vault.forgetPerson(run.tenant, before);
  const { request, person } = await asks(email);
  expect(person).not.toBe(before);
  expect(await read(request)).toMatchObject({ status: 'fulfilled', nothingKept: {} });
  expect((await mailsTo(email)).at(-1)?.subject).toBe('Vi har ingen opplysninger om deg');
});

it('the same call twice is one request; who asks again later gets a copy of what the first left behind', async () => {
  const email = 'igjen@example.org';
  const key = { 'idempotency-key': randomUUID() };
  const once = await run.request('staff', 'POST', '/v1/requests', receipt(email, { requestType: 'complaint' }), key);
  const twice = await run.request('staff', 'POST', '/v1/requests', receipt(email, { requestType: 'complaint' }), key);
  expect([once.status, twice.status, twice.body['request']]).toEqual([201, 200, once.body['request']]);
  const { request } = await asks(email);
  expect(await read(request)).not.toHaveProperty('nothingKept');
  expect(JSON.stringify(await mailsTo(email))).toContain('https://personvern.example/packages/');
  expect(await read(request)).toMatchObject({ status: 'fulfilled', fulfilled: { by: 'package' } });
});

it('a request that names nobody is refused with what is missing, and leaves no trace', async () => {
  const { person: _, ...nobody } = receipt('ingen@example.org');
  const before = await run.position();
  const answer = await run.request('staff', 'POST', '/v1/requests', nobody);
  expect([answer.status, problemCode(answer)]).toEqual([400, 'invalid-request']);
  expect(JSON.stringify(answer.body['errors'])).toContain('person');
  expect(await run.position()).toBe(before);
});
