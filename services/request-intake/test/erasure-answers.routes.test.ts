import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MailKeeper, startMailKeeper } from '@vitne/engines/mail-keeper';
import { smtpMailSender } from '@vitne/service-kit/mail-sender';
import { openOrdersStream } from '@vitne/service-kit/orders-stream';
import { runService, type ServiceForTests } from '@vitne/testing/running-service';
import { statementOf } from '@vitne/testing/statement-files';
import PostalMime from 'postal-mime';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { requestIntakeService } from '../src/service.ts';
import { judgement } from './running-intake.ts';

const folder = mkdtempSync(join(tmpdir(), 'vitne-erasures-'));
const turnedAway: Record<string, number> = { 'away@example.org': 550 };
const begin = '2026-03-05T09:00:00.000Z';
let keeper: MailKeeper;
let run: ServiceForTests;
beforeAll(async () => {
  keeper = await startMailKeeper({ folder, turnAway: (recipient) => turnedAway[recipient] });
  run = await runService(requestIntakeService, {
    mail: smtpMailSender({ url: keeper.url }),
    vault: 'mongo',
    now: begin,
    openStreams: openOrdersStream,
  });
  await run.tellStatement(statementOf('kaukus', { tenant: run.tenant }));
});
afterAll(async () => {
  await run?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Somebody asks for erasure, and staff accepts it. */
async function asks(identifier: { kind: string; value: string }, language: 'nb' | 'en') {
  const asked = { person: identifier, requestType: 'erasure', receivedThrough: 'phone', language };
  const contact = identifier.kind === 'email' ? { contact: { email: identifier.value } } : {};
  const { body } = await run.request('staff', 'POST', '/v1/requests', { ...asked, ...contact });
  const { request, person } = body as { request: string; person: string };
  await run.request('staff', 'POST', `/v1/requests/${request}/acceptance`, judgement);
  await run.atRest();
  return { request, person };
}

/** And retention has every system's confirmation. */
async function confirmedFor(identifier: { kind: string; value: string }, language: 'nb' | 'en', held: object[]) {
  const { request, person } = await asks(identifier, language);
  const disposal = `d-${request.slice(0, 8)}`;
  const tellBy = new Date(Date.parse(run.clock.now()) + 3 * 86_400_000).toISOString();
  const facts = { person, request, disposal, held, confirmed: run.clock.now(), tellBy, terms: '2026-1' };
  await run.tell('erasure.telling-owed.v1', person, facts);
  await run.atRest();
  return { request, person, disposal };
}
const settledAs = async (id: string) =>
  (await run.entity({ context: 'request-intake', entity: 'request', id })).find(
    ({ meta }) => meta.type === 'request.telling-settled.v1',
  )?.facts['outcome'];
const read = async (id: string) => (await run.request('staff', 'GET', `/v1/requests/${id}`)).body;
async function lastMailTo(address: string) {
  const [mail] = keeper
    .mails()
    .filter(({ to }) => to.includes(address))
    .slice(-1);
  const { subject, text = '' } = await PostalMime.parse(mail?.raw ?? '');
  return { subject, text: text.replaceAll(/\s+/g, ' ') };
}

const held = [
  {
    dataCategories: ['enquiry'],
    because: 'legal-duty',
    article: 'GDPR 17(3)(b)',
    law: 'bokføringsloven § 13',
    until: '2032-01-01',
  },
];

it('the last mail says what stays, why and until when, and where to complain; only then may the address go', async () => {
  const { request, person, disposal } = await confirmedFor({ kind: 'email', value: 'kari@example.org' }, 'nb', held);
  const mail = await lastMailTo('kari@example.org');
  expect(mail.subject).toBe('Vi har gjort noe av det du ba om');
  for (const said of ['bokføringsloven § 13', 'artikkel 17', '1. januar 2032', 'Datatilsynet', 'domstolene', request])
    expect(mail.text).toContain(said);
  expect(await settledAs(request)).toBe('told');
  expect(await read(request)).toMatchObject({ status: 'accepted', erasing: { held: [{ until: '2032-01-01' }] } });

  const sent = keeper.mails().length;
  await run.vault.shred({ tenant: run.tenant, person });
  const completed = { disposal, person, holdings: [], keysDestroyed: [], effective: begin, completed: begin, request };
  await run.tell('disposal.completed.v1', person, completed);
  await run.atRest();
  expect(await read(request)).toMatchObject({
    status: 'partly-fulfilled',
    partlyFulfilled: { by: 'disposal', held: [{ article: 'GDPR 17(3)(b)', until: '2032-01-01' }] },
    toDo: [],
  });
  expect(keeper.mails()).toHaveLength(sent);
});

it('an erasure of which everything must be kept ends by itself: the person is told what, why and until when, and where to complain', async () => {
  for (const [language, said] of [
    ['nb', ['Alt vi har om deg, må vi beholde', 'bokføringsloven § 13', 'artikkel 17', '1. januar 2032', 'domstolene']],
    ['en', ['Everything that we have about you', 'bokføringsloven § 13', 'Article 17', '1 January 2032', 'court']],
  ] as const) {
    const email = `${language}@example.org`;
    const { request, person } = await asks({ kind: 'email', value: email }, language);
    await run.tell('erasure.withheld.v1', person, { person, request, decided: run.clock.now(), held });
    await run.atRest();
    expect(await read(request)).toMatchObject({
      status: 'refused',
      refused: { reason: 'legal-duty', complaintTo: 'Datatilsynet' },
      withheld: [{ until: '2032-01-01' }],
      toDo: [],
    });
    const mail = await lastMailTo(email);
    for (const words of [...said, 'Datatilsynet', request]) expect(mail.text).toContain(words);
    expect(mail.text.match(/bokføringsloven/g)).toHaveLength(1);
  }
});

it('where nothing stays it says that all is erased, in the person’s language', async () => {
  const { request } = await confirmedFor({ kind: 'email', value: 'joe@example.org' }, 'en', []);
  const mail = await lastMailTo('joe@example.org');
  expect(mail.subject).toBe('We have done what you asked for');
  expect(mail.text).toContain('The data about you is erased.');
  expect(mail.text).not.toContain('we have to keep');
  expect(await settledAs(request)).toBe('told');
});

it('whom no mail reaches is staff’s to tell, who are alerted while there is time', async () => {
  const { request } = await confirmedFor({ kind: 'email', value: 'away@example.org' }, 'nb', held);
  expect(await settledAs(request)).toBeUndefined();
  expect((await read(request))['toDo']).toMatchObject([
    { code: 'tell-by-hand', message: 'answer', by: expect.stringContaining('2026-03-08') },
  ]);
  const alerts = await run.request('staff', 'GET', '/v1/alerts');
  expect(JSON.stringify(alerts.body)).toContain(request);
  await run.request('staff', 'POST', `/v1/requests/${request}/messages/answer/told`, { how: 'phone' });
  expect(await settledAs(request)).toBe('told');
});

it('who left no address holds nothing up', async () => {
  const { request } = await confirmedFor({ kind: 'phone', value: '+4790000011' }, 'nb', held);
  expect(await settledAs(request)).toBe('nobody-to-tell');
});
