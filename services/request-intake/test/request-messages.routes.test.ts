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

const folder = mkdtempSync(join(tmpdir(), 'vitne-requests-'));
let keeper: MailKeeper;
let run: ServiceForTests;
let turnedAway: Record<string, number> = {};
beforeAll(async () => {
  keeper = await startMailKeeper({ folder, turnAway: (recipient) => turnedAway[recipient] });
  run = await runService(requestIntakeService, {
    mail: smtpMailSender({ url: keeper.url }),
    vault: 'mongo',
    now: '2026-03-05T09:00:00.000Z',
    openStreams: openOrdersStream,
  });
  const { answerWithin: _, ...requests } = statementOf('kaukus', { tenant: run.tenant }).requests;
  await run.tellStatement({ ...statementOf('kaukus', { tenant: run.tenant }), requests });
});
afterAll(async () => {
  await run?.stop();
  await keeper?.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Message = { message: string; status: string; how?: string; mail?: object; failure?: object; nextAttempt?: string };
type Read = Record<string, unknown> & { messages: Message[]; toDo: { code: string; message?: string }[] };
const read = async (id: string) => (await run.request('staff', 'GET', `/v1/requests/${id}`)).body as Read;
const post = async (path: string, body: object) => {
  const answer = await run.request('staff', 'POST', `/v1/requests/${path}`, body);
  await run.request('staff', 'GET', '/v1/requests');
  await run.service.checkTimers();
  return answer;
};
async function received(name: string, over: object = {}): Promise<string> {
  const body = {
    person: { kind: 'email', value: `${name}@example.org` },
    requestType: 'access',
    receivedThrough: 'email',
    ...over,
  };
  const answer = await run.request('staff', 'POST', '/v1/requests', body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  await run.request('staff', 'GET', '/v1/requests');
  await run.service.checkTimers();
  return String(answer.body['request']);
}
/** What was written to an address, in the order in which it came. */
async function mailsTo(address: string): Promise<{ subject: string | undefined; text: string }[]> {
  const mails = keeper.mails().filter(({ to }) => to.includes(address));
  const parsed = await Promise.all(mails.map(({ raw }) => PostalMime.parse(raw)));
  return parsed.map(({ subject, text = '' }) => ({ subject, text: text.replaceAll(/\s+/g, ' ') }));
}

it('whoever asks hears at once that it came, and by when the answer comes', async () => {
  const id = await received('kari');
  const [mail] = await mailsTo('kari@example.org');
  expect(mail?.subject).toBe('Vi har fått henvendelsen din');
  for (const said of ['7. april 2026', id, 'personvern@kaukus.no', 'Datatilsynet']) expect(mail?.text).toContain(said);
  expect(await read(id)).toMatchObject({
    status: 'acknowledged',
    messages: [{ message: 'acknowledgement', status: 'told', how: 'email', mail: { replyCode: 250 } }],
  });
});

it('a question and its answer keep both due dates, and a doubt stays with us', async () => {
  const id = await received('eva', { language: 'en' });
  await post(`${id}/questions`, {
    ground: 'identity-doubt',
    question: 'Which meeting were you at?',
    doubt: 'The name differs from the one that we know.',
  });
  const asked = (await mailsTo('eva@example.org')).at(-1);
  expect(asked?.text).toContain('Which meeting were you at?');
  expect(asked?.text).not.toContain('The name differs');
  expect(await read(id)).toMatchObject({ dueDate: '2026-04-07', due: { paused: { outstanding: true } } });
  await post(`${id}/questions/question-1/answer`, { reply: 'The one in May.', answeredThrough: 'email' });
  expect(await read(id)).toMatchObject({
    dueDate: '2026-04-07',
    due: { paused: { dueDate: '2026-04-07' } },
    personal: { 'question-1/reply': { fields: { text: 'The one in May.' } } },
  });
});

it('an extension counts by the mail that tells of it, with its reasons', async () => {
  const id = await received('ola');
  await post(`${id}/extension`, { reasons: ['complexity'] });
  const mail = (await mailsTo('ola@example.org')).at(-1);
  expect(mail?.text).toContain('saken er sammensatt');
  expect(mail?.text).toContain('5. juni 2026');
  expect(await read(id)).toMatchObject({ dueDate: '2026-06-05', extension: { reasons: ['complexity'] } });
});

it('what was written about a person goes to nobody who only says to be that person', async () => {
  const own = await received('per', { requestType: 'objection' });
  await post(`${own}/fulfilment`, { answer: 'Vi bruker ikke profilen din mer.' });
  expect((await mailsTo('per@example.org')).at(-1)?.text).toContain('Vi bruker ikke profilen din mer.');
  const made = await received('per', { requestType: 'objection', contact: { email: 'stranger@example.org' } });
  await post(`${made}/fulfilment`, { answer: 'Vi bruker ikke profilen din mer.' });
  const [, answer] = await mailsTo('stranger@example.org');
  expect(answer?.subject).toBe('Vi har gjort det du ba om');
  expect(answer?.text).not.toContain('profilen');
});

it('an answer reaches whoever opted out of everything else meanwhile: its address was kept for the request alone (C22)', async () => {
  const given = await received('given', { requestType: 'objection' });
  const person = String((await read(given))['person']);
  const subscriber = await run.vault.resolvePerson(run.tenant, { kind: 'email', value: 'known@example.org' });
  const told = { system: 'kaukus-mail', occurred: run.clock.now(), person: subscriber };
  const contact = { email: 'known@example.org' };
  await run.tell('newsletter.signed-up.v1', subscriber, told, { personal: { contact } });
  await run.atRest();
  const byPhone = { person: { person: subscriber }, requestType: 'objection', receivedThrough: 'phone' };
  const known = await received('known', byPhone);
  for (const one of [person, subscriber])
    await run.vault.shred({ tenant: run.tenant, person: one, category: 'contact' });
  for (const [request, address] of [
    [given, 'given@example.org'],
    [known, 'known@example.org'],
  ] as const) {
    await post(`${request}/fulfilment`, { answer: 'Vi bruker ikke profilen din mer.' });
    expect((await mailsTo(address)).at(-1)?.text).toContain('Vi bruker ikke profilen din mer.');
    expect((await read(request)).toDo).toEqual([]);
  }
  // With that key too, nobody can be told any more.
  const erased = await received('erased', { requestType: 'objection' });
  await run.vault.shred({ tenant: run.tenant, person: String((await read(erased))['person']) });
  await post(`${erased}/fulfilment`, {});
  expect((await read(erased)).messages).toMatchObject([{ status: 'told' }, { message: 'answer', status: 'lapsed' }]);
});

it('a refusal states the reason, the authority and the court, and who cannot be reached waits to be told by hand', async () => {
  turnedAway = { 'away@example.org': 550 };
  const id = await received('away');
  const refusal = { reason: 'manifestly-excessive', explanation: 'Niende gang.', courtRemedyStated: true };
  await post(`${id}/refusal`, refusal);
  expect((await read(id)).toDo).toMatchObject([{ code: 'tell-by-hand', message: 'answer' }]);
  const list = await run.request('staff', 'GET', '/v1/requests?state=to-be-told');
  expect(list.body['requests']).toMatchObject([{ request: id }]);
  turnedAway = {};
  await post(`${id}/messages/answer/told`, { how: 'letter' });
  expect((await read(id)).toDo).toEqual([]);
  const other = await received('near');
  await post(`${other}/refusal`, refusal);
  const text = (await mailsTo('near@example.org')).at(-1)?.text;
  for (const said of ['åpenbart overdreven', 'Niende gang.', 'Datatilsynet', 'domstolene'])
    expect(text).toContain(said);
  expect(JSON.stringify(await run.entity({ context: 'request-intake', entity: 'request', id: other }))).not.toContain(
    'Niende',
  );
});

it('a restriction is lifted when the person has been told, and not before', async () => {
  const id = await received('lise', { requestType: 'restriction' });
  await post(`${id}/acceptance`, judgement);
  const before = await post(`${id}/lifting/effect`, {});
  expect([before.status, problemCode(before)]).toEqual([409, 'person-not-told']);
  await post(`${id}/lifting`, { explanation: 'Tallene er kontrollert.' });
  expect((await mailsTo('lise@example.org')).at(-1)?.text).toContain('Tallene er kontrollert.');
  expect((await post(`${id}/lifting/effect`, {})).status).toBe(201);
});

it('nobody is charged who did not agree, and a request that nobody answers is overdue once', async () => {
  const id = await received('nils');
  await post(`${id}/fee`, {
    ground: 'manifestly-excessive',
    amount: '450.00',
    currency: 'NOK',
    explanation: 'Niende.',
  });
  expect((await mailsTo('nils@example.org')).at(-1)?.text).toContain('450.00 NOK');
  expect((await post(`${id}/fee/charge`, {})).status).toBe(409);
  await post(`${id}/fee/agreement`, {});
  expect((await post(`${id}/fee/charge`, {})).status).toBe(201);
  expect(run.clock.advanceTo('2026-04-08T09:00:00.000Z').ok).toBe(true);
  for (let look = 0; look < 2; look++) {
    await run.request('staff', 'GET', '/v1/requests');
    await run.service.checkTimers();
  }
  const events = await run.entity({ context: 'request-intake', entity: 'request', id });
  expect(events.filter(({ meta }) => meta.type === 'request.overdue.v1')).toHaveLength(1);
  const overdue = await run.request('staff', 'GET', '/v1/requests?state=overdue');
  expect((overdue.body['requests'] as Read[]).find(({ request }) => request === id)?.toDo[0]?.code).toBe(
    'answer-overdue',
  );
});
