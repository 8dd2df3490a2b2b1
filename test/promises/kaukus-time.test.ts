import { openPackage } from '@vitne/embedded/story/open-package';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitor } from '../running-platform.ts';
import { keptOf, offTime, readable } from './kept-and-gone.ts';
import { byJudgement, codeOf, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

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
const ask = (name: string, requestType: string, more: object = {}) =>
  kaukus.post('/v1/requests', { person: email(name), requestType, receivedThrough: 'email', ...more });

test('K13 nothing leaves the EEA without a basis for the transfer, agreement or not', async () => {
  const { body } = await kaukus.get('/v1/public/kaukus/recipients', 'anyone');
  expect((body['recipients'] as Document[]).flatMap(({ locations }) => locations)).toEqual(['DE', 'FI']);
  const clauses = { article: '46(2)(c)', instrument: 'Standard Contractual Clauses' };
  const helpdesk = (transfer?: object) => (document: Document) => {
    (document['recipients'] as object[]).push({
      id: 'helpdesk',
      name: 'Helpdesk Inc.',
      kind: 'processor',
      services: [{ nb: 'Brukerstøtte', en: 'Support desk' }],
      locations: ['US'],
      agreement: { kind: 'data-processing-agreement', signed: '2025-01-15' },
      dataCategories: ['enquiry'],
      purposes: ['answer-enquiries'],
      ...(transfer && { transfer }),
    });
    for (const purpose of document['purposes'] as { id: string; recipients: string[] }[])
      if (purpose.id === 'answer-enquiries') purpose.recipients.push('helpdesk');
  };
  const disclose = () =>
    kaukus.post('/v1/disclosures', {
      person: email('abroad'),
      recipient: 'helpdesk',
      purpose: 'answer-enquiries',
      dataCategories: ['enquiry'],
    });
  await enquiry('abroad');
  const { body: published } = await kaukus.edition(1, helpdesk());
  expect((published['findings'] as Document[]).map(({ code }) => code)).toContain('transfer-without-basis');
  expect(codeOf(await kaukus.withoutTrace(disclose))).toBe('transfer-without-basis');
  await kaukus.edition(2, helpdesk(clauses));
  expect((await disclose()).status).toBe(201);
  const named = ofType(await everything(), 'recipient.registered.v1').filter(
    ({ facts }) => facts['recipient'] === 'helpdesk',
  );
  expect(named.map(({ facts }) => facts['transfer'])).toEqual([undefined, clauses]);
  await kaukus.edition(3);
  expect(codeOf(await kaukus.withoutTrace(disclose))).toBe('recipient-unknown');
});

test('K14 every right can be asked for; a copy and a file to take along come by a link, corrections and restrictions reach the systems, erasure is carried out, and withdrawal and objection count at once', async () => {
  const rights = ['access', 'rectification', 'erasure', 'restriction', 'portability', 'objection', 'withdrawal'];
  await enquiry('rights');
  const asked: Record<string, Document> = {};
  for (const right of rights) {
    const { status, body } = await ask('rights', right);
    expect([right, status]).toEqual([right, 201]);
    expect(body['rightsGiven']).toMatchObject({ given: true, byStatement: true });
    asked[right] = body;
  }
  for (const right of ['objection', 'withdrawal']) expect(asked[right]?.['immediateClocks']).not.toEqual([]);
  const settle = async (right: string, how: string, body?: object) => {
    const done = await kaukus.post(`/v1/requests/${String(asked[right]?.['request'])}/${how}`, body);
    expect([right, how, done.status]).toEqual([right, how, 201]);
  };
  await settle('access', 'acceptance', byJudgement);
  await kaukus.witness.sees('request.fulfilled.v1', {
    facts: { request: asked['access']?.['request'], by: 'package' },
  });
  const copy = await openPackage(await kaukus.packageLink(email('rights').value));
  for (const said of [email('rights').value, 'May I ask something?', 'Hetzner', 'Datatilsynet', '24 måneder'])
    expect(copy).toContain(said);
  await settle('portability', 'acceptance', byJudgement);
  const taken = { request: asked['portability']?.['request'], by: 'package' };
  await kaukus.witness.sees('request.fulfilled.v1', { facts: taken });
  const file = await kaukus.takesAway(await kaukus.packageLink(email('rights').value), 'portability-json');
  expect(file).toMatchObject({ format: 'vitne.portability-package/2' });
  const corrections = [{ dataCategory: 'contact', attribute: 'phone', present: '900 00 000', right: '911 00 000' }];
  await settle('rectification', 'corrections', { corrections });
  for (const [right, kind] of [
    ['rectification', 'rectify'],
    ['restriction', 'restrict'],
  ] as const) {
    await settle(right, 'acceptance', byJudgement);
    const passedOn = { request: asked[right]?.['request'], kind, completed: 3, unanswered: [] };
    await kaukus.witness.sees('tasks.finished.v1', { facts: passedOn });
  }
  const { request } = asked['erasure'] as { request: string };
  const sent = await kaukus.post(`/v1/requests/${request}/identity-codes`, { language: 'en' });
  expect(sent.status).toBe(201);
  expect(await kaukus.pressesLink(email('rights').value)).toMatchObject({ opened: 200, pressed: 200 });
  await kaukus.witness.sees('request.accepted.v2', { facts: { request, identity: 'email-link' } });
  await kaukus.witness.sees('request.fulfilled.v1', { facts: { request, by: 'disposal' } });
  const person = String(asked['access']?.['person']);
  expect(Object.values(readable(await everything(), person))).not.toContain(true);
});

test('K15 a request is due within 30 days or the month of the law, whichever ends first, and an open one is shown as overdue', async () => {
  const dueOf = ({ body }: { body: Document }) => (body['due'] as Document)['dueDate'];
  const january = await ask('january', 'access', { received: '2025-01-31T09:00:00Z' });
  expect(january.body['due']).toMatchObject({ dueDate: '2025-02-28', boundBy: 'law' });
  const march = await ask('march', 'access');
  expect(march.body['due']).toMatchObject({ dueDate: '2025-04-02', boundBy: 'promise' });
  const overdue = async () => {
    const { body } = await kaukus.get('/v1/requests?type=access&state=open');
    const open = (body['requests'] as Document[]).filter((request) => request['overdue']);
    return open.map(({ request }) => request);
  };
  expect(await overdue()).toEqual([january.body['request']]);
  await kaukus.time('2025-04-02T20:00:00Z');
  expect(await overdue()).toEqual([january.body['request']]);
  await kaukus.time('2025-04-02T23:00:00Z');
  expect(await overdue()).toEqual([january.body['request'], march.body['request']]);
  const passed = ofType(await everything(), 'request.overdue.v1').map(({ facts }) => facts['request']);
  for (const { body } of [january, march])
    expect(passed.filter((request) => request === body['request'])).toHaveLength(1);
  const recorded = ofType(await everything(), 'request.received.v1').map(({ facts }) => facts['due'] as Document);
  expect(recorded.slice(-2).map((due) => due['dueDate'])).toEqual([dueOf(january), dueOf(march)]);
});

test('K16 who is refused is told of Datatilsynet and the court, and a complaint is received and cannot be refused', async () => {
  const { body: asked } = await ask('refused', 'access');
  const no = (request: unknown) => {
    const told = { reason: 'manifestly-unfounded', explanation: 'It is the tenth today.', courtRemedyStated: true };
    return kaukus.post(`/v1/requests/${String(request)}/refusal`, told);
  };
  expect((await no(asked['request'])).status).toBe(201);
  const refused = { request: asked['request'] };
  const { facts } = await kaukus.witness.sees('request.refused.v1', { facts: refused });
  expect(facts).toMatchObject({ complaintTo: 'Datatilsynet', courtRemedyStated: true });
  await kaukus.time('2025-04-03T08:00:00Z');
  await kaukus.witness.sees('request.message-owed.v1', { facts: { ...refused, matter: 'refusal' } });
  const { body: read } = await kaukus.get(`/v1/requests/${String(asked['request'])}`);
  const answer = (read['messages'] as Document[]).find(({ message }) => message === 'answer');
  expect(answer).toMatchObject({ matter: 'refusal', status: 'told', how: 'email' });
  const told = (await kaukus.mails()).map(({ text = '' }) => text.replaceAll(/\s+/g, ' '));
  expect(told.some((text) => text.includes('Datatilsynet') && text.includes('domstolene'))).toBe(true);
  const { body: complaint } = await ask('refused', 'complaint');
  expect(codeOf(await kaukus.withoutTrace(() => no(complaint['request'])))).toBe('reason-not-allowed');
  const page = await kaukus.page();
  expect(page).toMatch(/complain to Datatilsynet.*contact us first, at personvern@kaukus\.no/);
});

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
});

test('K10 an enquiry goes 24 months after the last contact, unless it became a customer relationship', async () => {
  for (const name of ['asks', 'buys']) await enquiry(name);
  const [asks, buys] = [await kaukus.person(email('asks')), await kaukus.person(email('buys'))];
  await kaukus.time('2025-09-15T10:00:00Z');
  for (const name of ['asks', 'buys']) await kaukus.tells('kaukus-mail', 'enquiry.answered', { person: [email(name)] });
  expect((await kept(asks))['enquiries']).toMatchObject({ erasableFrom: '2027-09-15' });
  await kaukus.tells('moteadm', 'customer.converted', { person: [email('buys')] });
  expect(Object.keys(await kept(buys))).toEqual(['customers']);
  await kaukus.time('2027-09-14T20:00:00Z');
  expect(await ordersFor(asks)).toEqual([]);
  await kaukus.time('2027-09-15T10:00:00Z');
  await completion(asks, 'enquiries');
  expect(readable(await everything(), asks)).toEqual({ contact: false, enquiry: false });
  expect(readable(await everything(), buys)).toEqual({ contact: true, enquiry: true });
  expect(await ordersFor(buys)).toEqual([]);
});

test('the rules beside the published promises end too: newsletter, visits, and customers after their agreement', async () => {
  const client = { kind: 'company', value: '964 338 531' } as const;
  await kaukus.tells('moteadm', 'customer.converted', { person: [email('buys')], client });
  const buys = await kaukus.person(email('buys'));
  const ended = await kaukus.tells('moteadm', 'service-agreement.ended', { client });
  await kaukus.witness.sees('holding.scheduled.v1', {
    after: ended.position,
    facts: { person: buys, holding: 'customers', erasableFrom: '2028-09-15' },
  });
  const reader = { person: [email('reads')], contact: { email: email('reads').value } };
  await kaukus.tells('kaukus-mail', 'newsletter.signed-up', reader);
  const visit = { person: [visitor('visits')], behaviour: { page: '/' } };
  await kaukus.tells('kaukus-site', 'behaviour.observed', visit);
  const [reads, visits] = [await kaukus.person(email('reads')), await kaukus.person(visitor('visits'))];
  await kaukus.tells('kaukus-mail', 'newsletter.opted-out', { person: [email('reads')] });
  await kaukus.time('2027-09-15T11:00:00Z');
  await completion(reads, 'newsletter-readers');
  await kaukus.time('2028-09-14T20:00:00Z');
  expect([...(await ordersFor(buys)), ...(await ordersFor(visits))]).toEqual([]);
  await kaukus.time('2028-09-15T10:00:00Z');
  await completion(buys, 'customers');
  await completion(visits, 'visits-2027-09');
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
  await kaukus.time('2028-10-01T10:00:00Z');
  const chooser = await choose('given');
  const holding = 'cookies-on-your-device';
  expect((await kept(chooser))[holding]).toMatchObject({
    dataCategories: ['cookie-choice'],
    systems: ['kaukus-site'],
    erasableFrom: '2029-04-01',
  });
  await kaukus.time('2028-12-01T10:00:00Z');
  await choose('refused');
  expect((await kept(chooser))[holding]).toMatchObject({ erasableFrom: '2029-06-01' });
  await kaukus.time('2029-05-31T20:00:00Z');
  expect(await ordersFor(chooser)).toEqual([]);
  await kaukus.time('2029-06-01T10:00:00Z');
  await completion(chooser, holding);
});

test('what the services show of all this is what a replay of the ledgers gives', () => kaukus.replayed());
