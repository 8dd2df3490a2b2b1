import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitor } from '../running-platform.ts';
import { keptOf, lastMail, offTime, readable } from './kept-and-gone.ts';
import { ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// Time only goes forward, and a system that is told to dispose of something does so: each promise begins where the one
// before it left off.
let kaukus: TenantAtWork;
beforeAll(async () => {
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail']);
});
afterAll(() => kaukus.stop());

const email = (name: string) => ({ kind: 'email', value: `${name}@kommune.example` }) as const;
const everything = () => kaukus.witness.everything();
const kept = async (person: string) => keptOf(await everything(), person);
const ordersFor = async (person: string) => ofType(await everything(), 'disposal.ordered.v1', person);
const completion = (person: string, holding: string) =>
  kaukus.witness.sees('disposal.completed.v1', { facts: { person, holdings: [holding] } });
const enquiry = (name: string) =>
  kaukus.tells('kaukus-site', 'enquiry.received', {
    person: [email(name)],
    contact: { email: email(name).value },
    enquiry: { message: 'May I ask something?' },
  });
/** What a gate hears that asks whether data may be used. */
const use = async (person: object, purpose: string, dataCategory: string, population: string) => {
  const { body } = await kaukus.post('/v1/decisions', { person, purpose, dataCategory, population });
  return body['decision'];
};

test('K12 the session cookie and what belongs to it end with the session, and not before', async () => {
  const session = { person: [{ kind: 'user', value: 'moteadm-user-12' }], cookie: '_moeteadm_session' };
  const { facts } = await kaukus.tells('moteadm', 'cookie.set', session);
  const person = String(facts['person']);
  await kaukus.time('2025-04-03T20:00:00Z');
  expect((await kept(person))['login-sessions']).not.toHaveProperty('due');
  await kaukus.tells('moteadm', 'cookie.removed', session);
  await kaukus.time('2025-04-03T21:00:00Z');
  await completion(person, 'login-sessions');
  const [order] = await ordersFor(person);
  expect(order?.facts).toMatchObject({ dataCategories: ['access'], systems: ['moteadm'] });
  expect(readable(await everything(), person)).toEqual({});
  // A cookie that the table does not list cannot be told of at all, so nothing of it is kept.
  expect(await kaukus.refusal('moteadm', 'cookie.set', { ...session, cookie: 'unlisted' })).toBe('not-in-statement');

  // Whoever logs in again is new: nothing leads to who was there before.
  await kaukus.time('2025-04-04T09:00:00Z');
  const again = String((await kaukus.tells('moteadm', 'cookie.set', session)).facts['person']);
  expect(again).not.toBe(person);
  await kaukus.time('2025-04-05T09:00:00Z');
  expect((await kept(again))['login-sessions']).not.toHaveProperty('due');
  await kaukus.tells('moteadm', 'cookie.removed', session);
  await kaukus.time('2025-04-05T10:00:00Z');
  await completion(again, 'login-sessions');
});

test('K11 a technical log is erased one month after it was written, month by month', async () => {
  const person = [visitor('k11')];
  const line = () => kaukus.tells('kaukus-site', 'technical-log.written', { person, log: { line: 'GET / 200' } });
  await kaukus.time('2025-04-20T10:00:00Z');
  await line();
  await kaukus.time('2025-05-02T10:00:00Z');
  await line();
  const found = await kaukus.person(visitor('k11'));
  await kaukus.time('2025-05-19T20:00:00Z');
  expect(await ordersFor(found)).toEqual([]);
  await kaukus.time('2025-05-20T10:00:00Z');
  await completion(found, 'technical-logs-2025-04');
  expect(readable(await everything(), found)).toEqual({
    'technical-log 2025-04': false,
    'technical-log 2025-05': true,
  });
  await kaukus.time('2025-06-02T10:00:00Z');
  await completion(found, 'technical-logs-2025-05');
  expect(Object.values(readable(await everything(), found))).toEqual([false, false]);
  const orders = (await ordersFor(found)).map(({ facts }) => [facts['action'], facts['systems']]);
  expect(orders).toEqual([
    ['erase', ['kaukus-site']],
    ['erase', ['kaukus-site']],
  ]);

  // A month from the last day of a long month is the last day of the next; the whole address is never taken in.
  const last = [visitor('k11-last-day')];
  await kaukus.time('2025-07-31T10:00:00Z');
  const whole = { maskedIp: '192.0.2.17', line: 'GET / 200' };
  expect(await kaukus.refusal('kaukus-site', 'technical-log.written', { person: last, log: whole })).toBe('not-masked');
  await kaukus.tells('kaukus-site', 'technical-log.written', { person: last, log: { line: 'GET / 200' } });
  const lastDay = await kaukus.person(visitor('k11-last-day'));
  expect((await kept(lastDay))['technical-logs-2025-07']).toMatchObject({ erasableFrom: '2025-08-31' });
  await kaukus.time('2025-08-31T10:00:00Z');
  await completion(lastDay, 'technical-logs-2025-07');
});

test('K10 an enquiry goes 24 months after the last contact, unless it became a customer relationship', async () => {
  for (const name of ['asks', 'buys', 'returns']) await enquiry(name);
  const [asks, buys] = [await kaukus.person(email('asks')), await kaukus.person(email('buys'))];
  const returns = await kaukus.person(email('returns'));
  await kaukus.time('2025-09-15T10:00:00Z');
  for (const name of ['asks', 'buys']) await kaukus.tells('kaukus-mail', 'enquiry.answered', { person: [email(name)] });
  expect((await kept(asks))['enquiries']).toMatchObject({ erasableFrom: '2027-09-15' });
  await kaukus.tells('moteadm', 'customer.converted', { person: [email('buys')] });
  expect(Object.keys(await kept(buys))).toEqual(['customers']);
  // Whoever gets in touch again has the 24 months counted from then, whichever system hears it.
  await kaukus.time('2026-02-10T10:00:00Z');
  await enquiry('returns');
  expect((await kept(returns))['enquiries']).toMatchObject({ erasableFrom: '2028-02-10' });
  await kaukus.time('2027-09-14T20:00:00Z');
  expect(await ordersFor(asks)).toEqual([]);
  const answering = () => use(email('asks'), 'answer-enquiries', 'enquiry', 'enquirer');
  expect(await answering()).toBe('allow');
  await kaukus.time('2027-09-15T10:00:00Z');
  await completion(asks, 'enquiries');
  expect(readable(await everything(), asks)).toEqual({ contact: false, enquiry: false });
  expect(readable(await everything(), buys)).toEqual({ contact: true, enquiry: true });
  expect(await ordersFor(buys)).toEqual([]);
  const orders = (await ordersFor(asks)).map(({ facts }) => [facts['action'], new Set(facts['systems'] as string[])]);
  expect(orders).toEqual([['erase', new Set(['kaukus-mail', 'kaukus-site'])]]);
  // Nothing leads to whoever is forgotten, and nothing of them may be used.
  await kaukus.witness.sees('person.forgotten.v1', { facts: { person: asks } });
  await kaukus.settled();
  expect((await kaukus.post('/v1/people/lookup', { identifier: email('asks') })).status).toBe(404);
  expect(await use({ person: asks }, 'answer-enquiries', 'enquiry', 'enquirer')).toBe('deny');
  expect(readable(await everything(), returns)).toEqual({ contact: true, enquiry: true });
  await kaukus.time('2028-02-10T10:00:00Z');
  await completion(returns, 'enquiries');
});

test('the rules beside the published promises end too: newsletter, visits, and customers after their agreement', async () => {
  const client = { kind: 'company', value: '964 338 531' } as const;
  await kaukus.tells('moteadm', 'customer.converted', { person: [email('buys')], client });
  const buys = await kaukus.person(email('buys'));
  const ended = await kaukus.tells('moteadm', 'service-agreement.ended', { client });
  await kaukus.witness.sees('holding.scheduled.v1', {
    after: ended.position,
    facts: { person: buys, holding: 'customers', erasableFrom: '2029-02-10' },
  });
  const reader = { person: [email('reads')], contact: { email: email('reads').value } };
  await kaukus.tells('kaukus-mail', 'newsletter.signed-up', reader);
  const visit = { person: [visitor('visits')], behaviour: { page: '/' } };
  await kaukus.tells('kaukus-site', 'behaviour.observed', visit);
  const [reads, visits] = [await kaukus.person(email('reads')), await kaukus.person(visitor('visits'))];
  await kaukus.tells('kaukus-mail', 'newsletter.opted-out', { person: [email('reads')] });
  await kaukus.time('2028-02-10T12:00:00Z');
  await completion(reads, 'newsletter-readers');
  await kaukus.time('2029-02-09T20:00:00Z');
  expect([...(await ordersFor(buys)), ...(await ordersFor(visits))]).toEqual([]);
  await kaukus.time('2029-02-10T13:00:00Z');
  await completion(buys, 'customers');
  await completion(visits, 'visits-2028-02');
  expect((await ordersFor(visits)).map(({ facts }) => facts['action'])).toEqual(['anonymise']);
  for (const person of [reads, visits, buys])
    expect(Object.values(readable(await everything(), person))).not.toContain(true);
  await kaukus.settled();
  expect(offTime(await everything(), kaukus.now())).toEqual({ early: [], late: [] });
});

test('a choice in the cookie banner goes from the site six months after the last one (K12)', async () => {
  const person = visitor('k12');
  const choose = async (decision: string) => {
    const asked = await kaukus.asked('preferences', 'cookie-banner');
    const { status } = await kaukus.post('/v1/public/kaukus/consents', { ...asked, person, decision }, 'anyone');
    expect(status).toBe(201);
    await kaukus.settled();
    return kaukus.person(person);
  };
  const elsewhere = { ...(await kaukus.asked('newsletter', 'web-form', 'ticked-box')), decision: 'given' };
  expect((await kaukus.post('/v1/consents', { ...elsewhere, person: email('k12') })).status).toBe(201);
  await kaukus.settled();
  expect(await kept(await kaukus.person(email('k12')))).toEqual({});
  await kaukus.time('2029-10-01T10:00:00Z');
  const chooser = await choose('given');
  const holding = 'cookies-on-your-device';
  expect((await kept(chooser))[holding]).toMatchObject({
    dataCategories: ['cookie-choice'],
    systems: ['kaukus-site'],
    erasableFrom: '2030-04-01',
  });
  await kaukus.time('2029-12-01T10:00:00Z');
  await choose('refused');
  expect((await kept(chooser))[holding]).toMatchObject({ erasableFrom: '2030-06-01' });
  await kaukus.time('2030-05-31T20:00:00Z');
  expect(await ordersFor(chooser)).toEqual([]);
  await kaukus.time('2030-06-01T10:00:00Z');
  await completion(chooser, holding);
});

test('a question to the mailbox of the privacy contact is kept as an enquiry, 24 months from the last contact, and may still become a request (K10)', async () => {
  const writes = async (name: string, subject: string, text: string) => {
    await kaukus.isWritten({ from: email(name).value, subject, text });
    const [receipt] = ofType(await everything(), 'request.received.v1', await kaukus.person(email(name)));
    return { request: String(receipt?.facts['request']), person: String(receipt?.facts['person']) };
  };
  const words = 'When does the next meeting begin?';
  const { request, person } = await writes('wonders', 'A question', words);
  const read = async (of: string) => (await kaukus.get(`/v1/requests/${of}`)).body;
  const both = expect.stringMatching(/POST …\/classification.+POST …\/enquiry/);
  const settle = expect.objectContaining({ code: 'settle-type', says: { nb: both, en: both } });
  const toDo = expect.arrayContaining([settle]);
  expect(await read(request)).toMatchObject({ open: true, typeRead: 'unclear', toDo });
  expect(JSON.stringify(await read(request))).toContain(words);

  await kaukus.time('2030-07-15T10:00:00Z');
  const answer = 'It begins at nine.';
  expect((await kaukus.post(`/v1/requests/${request}/enquiry`, { answer })).status).toBe(201);
  await kaukus.witness.sees('request.told.v1', { facts: { request, matter: 'answer' } });
  await kaukus.settled();
  await kaukus.aMinuteLater();
  const mail = lastMail(await kaukus.mails(), request);
  for (const said of [answer, '24 months after the last contact']) expect(mail).toContain(said);
  expect(await read(request)).toMatchObject({ status: 'taken-as-enquiry', open: false, toDo: [] });
  expect((await kept(person))['enquiries']).toMatchObject({
    erasableFrom: '2032-07-15',
    dataCategories: ['contact', 'enquiry'],
  });
  await kaukus.witness.sees('accountability-record.keys-destroyed.v1', {
    facts: { owner: person, part: 'answer-address' },
  });
  expect(readable(await everything(), person)).toEqual({ contact: true, 'answer-address': false, enquiry: true });

  // Whoever meant a right after all has the time that ran since the mail came.
  const meant = await writes('means-more', 'Hello', 'Could you look at my case once more?');
  expect((await kaukus.post(`/v1/requests/${meant.request}/enquiry`, { answer: 'We did.' })).status).toBe(201);
  await kaukus.settled();
  expect(await kept(meant.person)).toHaveProperty('enquiries');
  const asked = await kaukus.post(`/v1/requests/${meant.request}/classification`, { requestType: 'objection' });
  expect(asked.status).toBe(201);
  await kaukus.settled();
  expect(await read(meant.request)).toMatchObject({ open: true, status: 'received', requestType: 'objection' });
  // The record keeps it from now on, and the rule of enquiries no more.
  expect(await kept(meant.person)).toEqual({});
  expect((await kaukus.post(`/v1/requests/${meant.request}/fulfilment`, {})).status).toBe(201);

  await kaukus.time('2032-07-14T20:00:00Z');
  expect(await ordersFor(person)).toEqual([]);
  await kaukus.time('2032-07-15T10:00:00Z');
  await completion(person, 'enquiries');
  await kaukus.witness.sees('person.forgotten.v1', { facts: { person } });
  await kaukus.settled();
  expect(readable(await everything(), person)).toEqual({ contact: false, 'answer-address': false, enquiry: false });
  expect(JSON.stringify(await read(request))).not.toContain(words);
  expect((await kaukus.post('/v1/people/lookup', { identifier: email('wonders') })).status).toBe(404);
});

test('what the services show of all this is what a replay of the ledgers gives', () => kaukus.replayed());
