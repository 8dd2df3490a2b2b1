import { openPackage } from '@vitne/embedded/story/open-package';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { byJudgement, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

const app = 'catacloud-app';
const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const client = { kind: 'company', value: '999 111 222' } as const;

/** What the product finds of the one whose profile it has; it does not say where it has it from. */
const found = { contact: [{ phone: '+47 400 00 004' }], location: [{ placeOfResidence: 'Bodø' }] };
let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', [app, crm, 'catacloud-site'], {}, (system, order) =>
    Object.entries(found).flatMap(([dataCategory, items]) => {
      const isFound = system === app && order.references.includes('profile-77');
      return isFound && order.dataCategories.includes(dataCategory) ? [{ dataCategory, items }] : [];
    }),
  );
});
afterAll(() => catacloud.stop());

const everything = () => catacloud.witness.everything();

/** What a package holds of a person, apart from what it says of the statement. */
const pieces = [
  'data',
  'consents',
  'requests',
  'disclosures',
  'disclosuresDenied',
  'recipientsTold',
  'retention',
  'uses',
  'consultations',
  'filesTaken',
] as const;
/** What is not done in this life: nobody was told of an erasure, and no file with proof was taken away. */
const notInThisLife: readonly string[] = ['recipientsTold', 'filesTaken'];
const noPieces = ['answers', 'purposes', 'recipients', 'rights', 'sources'];

test('whoever asks for a copy reads of each piece where it came from, whichever way it came in (C4)', async () => {
  const own = email('copies');
  const person = [own];
  await catacloud.tells(app, 'profile.created', {
    person,
    client,
    identity: { name: 'Kari Copies' },
    contact: { email: own.value },
    reference: 'profile-77',
  });
  const register = { organisation: 'Fjell AS', industry: 'Retail' };
  await catacloud.tells(crm, 'register-data.fetched', { person, client, source: 'bronnoysund', register });
  await catacloud.tells(app, 'behaviour.observed', { person, client, behaviour: { page: '/' } });

  // A choice on the website, before anybody knew who it was.
  const visitor = { kind: 'cookie', value: 'visitor-who-copies-0001' } as const;
  const { controller } = (await catacloud.statementInForce()) as unknown as { controller: { website: string } };
  const website = new URL(controller.website).origin;
  const choice = { ...(await catacloud.asked('statistics', 'cookie-banner')), person: visitor, decision: 'given' };
  const circumstances = { maskedIp: '192.0.2.0', userAgent: 'Firefox 140' };
  const chosen = await fetch(`${catacloud.gateway}/v1/public/catacloud/consents`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: website },
    body: JSON.stringify({ ...choice, circumstances }),
  });
  expect(chosen.status).toBe(201);
  await catacloud.post('/v1/people/merges', { visitor, person: own });
  const inPerson = { ...(await catacloud.asked('newsletter', 'staff', 'spoken')), person: own, decision: 'given' };
  expect((await catacloud.post('/v1/consents', inPerson)).status).toBe(201);

  // A request by each door, an answer of ours, and data handed to an authority.
  await catacloud.isWritten({ from: own.value, subject: 'Question', text: 'Please restrict the use of my data.' });
  const asked = { person: own, requestType: 'rectification', text: 'My name is wrong.' };
  const portal = { ...asked, receivedThrough: 'portal' };
  expect((await catacloud.post('/v1/public/catacloud/requests', portal, 'anyone')).status).toBe(201);
  const byPhone = await catacloud.post('/v1/requests', {
    ...asked,
    requestType: 'portability',
    receivedThrough: 'phone',
  });
  const refusal = { reason: 'identity-not-established', explanation: 'We asked twice.', courtRemedyStated: true };
  await catacloud.post(`/v1/requests/${String(byPhone.body['request'])}/refusal`, refusal);
  expect((await catacloud.get(`/v1/requests/${String(byPhone.body['request'])}`)).status).toBe(200);
  const order = { demandedBy: 'court-order', reference: 'case 4', legalGround: 'straffeprosessloven § 210' };
  const demand = { person: own, recipient: 'public-authorities', purpose: 'abuse-detection', authorityOrder: order };
  const handed = { ...demand, dataCategories: ['identity'], scope: 'The name alone.' };
  const withoutOrder = { ...handed, authorityOrder: undefined };
  expect((await catacloud.post('/v1/disclosures', withoutOrder, 'privacy-officer')).status).toBe(422);
  expect((await catacloud.post('/v1/disclosures', handed, 'privacy-officer')).status).toBe(201);
  const question = { person: own, purpose: 'newsletter', dataCategory: 'contact' };
  await catacloud.post('/v1/decisions', { ...question, log: true }, 'system');

  const access = { person: own, requestType: 'access', receivedThrough: 'letter', contact: { email: own.value } };
  const { body } = await catacloud.post('/v1/requests', access);
  await catacloud.post(`/v1/requests/${String(body['request'])}/acceptance`, byJudgement);
  await catacloud.witness.sees('request.fulfilled.v1', { facts: { request: body['request'], by: 'package' } });
  const link = await catacloud.packageLink(own.value);
  const made = await catacloud.takesAway(link, 'json');

  const lists = Object.keys(made).filter((name) => Array.isArray(made[name]));
  expect(lists.sort()).toEqual([...pieces, ...noPieces].sort());
  type Came = {
    id: string;
    name: { nb: string; en: string };
    term: string;
    by?: { id: string };
    through?: string;
    site?: string;
  };
  const all = pieces.flatMap((list) => (made[list] as Document[]).map((piece) => ({ list, piece })));
  const without = all.filter(
    ({ piece }) =>
      !((piece['sources'] ?? []) as Came[]).some(
        ({ name, term }) => name.nb && name.en && /^dpv:\w+DataSource$/.test(term),
      ),
  );
  expect(without).toEqual([]);
  expect([...new Set(all.map(({ list }) => list))]).toEqual(pieces.filter((list) => !notInThisLife.includes(list)));

  const data = made['data'] as { dataCategory: { id: string }; sources: Came[]; items: { event?: string }[] }[];
  const came = data.flatMap(({ dataCategory, sources }) =>
    sources.map(({ id, by, through }) => [dataCategory.id, id, by?.id, through].filter(Boolean).join(' ')),
  );
  expect([...new Set(came)].sort()).toEqual([
    'answer-address person email',
    'answer-address person portal',
    'answer-address person staff',
    'behaviour use catacloud-app',
    'contact person email',
    'contact person portal',
    'contact person staff letter',
    'contact profile catacloud-app',
    'contact staff',
    'device device cookie-banner',
    'enquiry person email',
    'enquiry person portal',
    'enquiry person staff phone',
    'enquiry staff',
    'identity profile catacloud-app',
    'location profile catacloud-app',
    'register-facts bronnoysund catacloud-crm',
    'system-reference catacloud-app',
  ]);

  // Nothing that is sealed for the person in the ledger is missing from the copy.
  const { upTo } = made as { upTo: number };
  const ledger = (await everything()).filter(({ position }) => position <= upTo);
  const known = await catacloud.person(own);
  const merged = ofType(ledger, 'person.merged.v1').filter(({ facts }) => facts['into'] === known);
  const people = new Set([known, ...merged.map(({ facts }) => facts['person'])]);
  const sealed = ledger.filter(({ sealed: parts }) => parts.some((part) => people.has(part.person)));
  const shown = new Set(data.flatMap(({ items }) => items.flatMap(({ event }) => event ?? [])));
  expect(shown).toEqual(new Set(sealed.map(({ meta }) => meta.type.replace(/\.v\d+$/, ''))));
  const page = await openPackage(link);
  for (const words of ['Brønnøysundregistrene', website.replace(/^https?:\/\//, ''), 'E-posten din', 'Brevet ditt'])
    expect(page).toContain(words);
});

test('whoever asks for a copy and is known to nobody is told that nothing is kept, and where to complain (C14)', async () => {
  const nobody = email('nobody');
  await catacloud.isWritten({ from: nobody.value, subject: 'Access', text: 'Please send me a copy of my data.' });
  const person = await catacloud.person(nobody);
  const [received] = ofType(await everything(), 'request.received.v1', person);
  const request = String(received?.facts['request']);
  expect(received?.facts).toMatchObject({ requestType: 'access', receivedThrough: 'email' });
  expect((await catacloud.post(`/v1/requests/${request}/acceptance`, byJudgement)).status).toBe(201);
  const { facts } = await catacloud.witness.sees('request.nothing-kept.v1', { facts: { request } });
  expect(facts['systems']).toEqual([app, crm, 'catacloud-site']);
  await catacloud.witness.sees('request.told.v1', { facts: { request, matter: 'answer', how: 'email' } });
  expect(ofType(await everything(), 'package.assembled.v1', person)).toEqual([]);
  const told = (await catacloud.mails()).findLast(({ to }) => to?.[0]?.address === nobody.value);
  expect(told?.subject).toBe('We keep no data about you');
  for (const words of ['except for this request', 'Datatilsynet', request])
    expect(told?.text?.replaceAll(/\s+/g, ' ')).toContain(words);
});

test('a copy that reaches nobody alerts those on call until a new link is made, and no link opens it after its time (C14)', async () => {
  const away = email('away');
  await catacloud.tells(crm, 'support.contacted', { person: [away], enquiry: { message: 'Are you there?' } });
  const asked = { person: away, requestType: 'access', receivedThrough: 'phone', contact: { email: away.value } };
  const { body } = await catacloud.post('/v1/requests', asked);
  await catacloud.post(`/v1/requests/${String(body['request'])}/acceptance`, byJudgement);
  const { facts } = await catacloud.witness.sees('package.assembled.v1', { facts: { request: body['request'] } });
  const first = await catacloud.packageLink(away.value);
  const days = (count: number) => new Date(Date.parse(catacloud.now()) + count * 86_400_000).toISOString();
  await catacloud.time(days(15));
  const because = { package: facts['package'], because: 'not-opened' };
  await catacloud.witness.sees('package.undelivered.v1', { facts: because });
  const { facts: raised } = await catacloud.witness.sees('alert.raised.v1', {
    facts: { matter: { kind: 'package', id: facts['package'] } },
  });
  const duty = ((await catacloud.statementInForce())['contacts'] ?? []).filter(({ role }) =>
    String(role).startsWith('on-call-'),
  );
  expect(duty).toHaveLength(2);
  for (const { id } of duty)
    await catacloud.witness.sees('alert.sent.v1', { facts: { alert: raised['alert'], contact: id } });
  const alerts = (await catacloud.mails()).filter(({ text }) => text?.includes(String(raised['alert'])));
  expect(new Set(alerts.map(({ to }) => to?.[0]?.address))).toEqual(new Set(duty.map((one) => one['email'])));
  expect(alerts).toHaveLength(duty.length);
  expect(alerts.filter(({ text, html }) => `${text} ${html}`.includes(away.value))).toEqual([]);
  const open = async () => {
    const { body: listed } = await catacloud.get('/v1/packages?state=not-delivered');
    return (listed['packages'] as Document[]).map((one) => one['package']);
  };
  expect(await open()).toContain(facts['package']);
  expect((await fetch(first)).status).toBe(410);

  const renewed = await catacloud.post(`/v1/packages/${String(facts['package'])}/links`);
  expect(renewed.status).toBe(201);
  await catacloud.witness.sees('alert.ended.v1', { facts: { alert: raised['alert'] } });
  const second = await catacloud.packageLink(away.value);
  expect(second).not.toBe(first);
  expect(await openPackage(second)).toContain('Are you there?');
  await catacloud.settled();
  expect(await open()).not.toContain(facts['package']);
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
