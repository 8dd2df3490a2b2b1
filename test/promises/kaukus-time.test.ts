import { openPackage } from '@vitne/embedded/story/open-package';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stillReadable } from './kept-and-gone.ts';
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
  expect(codeOf(await disclose())).toBe('transfer-without-basis');
  const [denied] = ofType(await everything(), 'disclosure.denied.v1');
  expect(denied?.facts).toMatchObject({ recipient: 'helpdesk', reasons: ['transfer-without-basis'] });
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
  const open = async () => stillReadable(await everything(), person);
  expect(await open()).toEqual(['answer-address']);
  for (const right of ['rectification', 'restriction', 'objection', 'withdrawal']) await settle(right, 'fulfilment');
  await kaukus.witness.sees('accountability-record.keys-destroyed.v1', {
    facts: { owner: person, part: 'answer-address' },
  });
  expect(await open()).toEqual([]);
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

test('what the services show of all this is what a replay of the ledgers gives', () => kaukus.replayed());
