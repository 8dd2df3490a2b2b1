import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, readableWords } from './kept-and-gone.ts';
import { codeOf, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const client = { kind: 'company', value: '999 111 222' } as const;
const everything = () => catacloud.witness.everything();
const inForce = async () =>
  (await catacloud.get('/v1/public/catacloud/statements/in-force', 'anyone')).body['statement'] as Record<
    string,
    Document[]
  >;
const sealedIn = ({ sealed }: AnyRecordedEvent) => sealed.map(({ category }) => category);

test('C1 version 2, revision 10 of 2023-11-01 is on the website for everybody, and so is every version after it', async () => {
  const page = await catacloud.page();
  expect(page).toContain('Version 2, revision 10');
  expect(page).toContain('1 November 2023');
  const [published] = ofType(await everything(), 'statement.published.v1');
  expect(published?.facts).toMatchObject({ version: 2, revision: 10, updated: '2023-11-01' });

  const other = (document: Document) => {
    (document['controller'] as Document)['website'] = 'https://www.catacloud.com';
  };
  await catacloud.edition(11, other);
  const { body } = await catacloud.get('/v1/public/catacloud/statements', 'anyone');
  expect(body['versions']).toMatchObject([{ version: '2.11' }, { version: '2.10' }]);
  expect(await catacloud.page()).toContain('https://www.catacloud.com');
  expect(await catacloud.page('en', '2.10')).not.toContain('https://www.catacloud.com');
  const published2 = ofType(await everything(), 'statement.published.v1');
  expect(published2.map(({ facts }) => facts['revision'])).toEqual([10, 11]);
});

test('the people whom a significant change concerns are told of it by e-mail and on the site, with evidence of each (C1)', async () => {
  const told = { ...email('told'), value: 'told@catacloud-customer.example' };
  const profile = { person: [told], client, identity: { name: 'Told' }, contact: { email: told.value } };
  await catacloud.tells('catacloud-app', 'profile.created', profile);
  const reader = { person: [email('only-reads')], contact: { email: email('only-reads').value } };
  await catacloud.tells('catacloud-crm', 'newsletter.signed-up', reader);
  const partner = {
    id: 'partner',
    name: 'Partner AS',
    kind: 'third-party',
    services: [{ nb: 'Markedsanalyse', en: 'Market analysis' }],
    locations: ['NO'],
    dataCategories: ['contact'],
    purposes: ['sharing-with-partners'],
  };
  await catacloud.edition(12, (document) => (document['recipients'] as Document[]).push(partner));
  await catacloud.time(new Date(Date.parse(catacloud.now()) + 60_000).toISOString());

  const mails = await catacloud.mails();
  expect(mails.map(({ to }) => to?.map(({ address }) => address))).toEqual([[told.value]]);
  expect(mails[0]?.text).toContain('Partner AS');
  const { body } = await catacloud.get('/v1/public/catacloud/announcements', 'anyone');
  expect(body['announcements']).toMatchObject([{ announcement: '2-12', page: '/statements/catacloud/2.12/changes' }]);
  const news = await catacloud.page('en', '2.12/changes');
  expect(news).toContain('Partner AS');

  const events = await everything();
  const [made] = ofType(events, 'announcement.made.v1');
  expect(made?.facts).toMatchObject({
    statementVersion: '2.12',
    previousVersion: '2.11',
    announcedBy: ['website', 'email'],
  });
  const person = await catacloud.person(told);
  expect(ofType(events, 'announcement-delivery.due.v1').map(({ facts }) => facts['person'])).toEqual([person]);
  const [delivered] = ofType(events, 'announcement-delivery.delivered.v1', person);
  expect(delivered?.facts).toMatchObject({ how: 'email', mail: { messageId: mails[0]?.messageId, replyCode: 250 } });
  expect(JSON.stringify(events)).not.toContain(told.value);
});

test('C2 each processing activity says whether the company is controller or processor, and for whom', async () => {
  const { body } = await catacloud.get('/v1/processing-activities', 'auditor');
  const roles = Object.fromEntries((body['activities'] as Document[]).map(({ activity, role }) => [activity, role]));
  expect(roles).toEqual({
    'site-and-marketing': 'controller',
    customers: 'controller',
    'own-bookkeeping': 'controller',
    abuse: 'controller',
    'client-books': 'processor',
  });
  const asProcessor = await catacloud.get('/v1/processing-activities?role=processor', 'auditor');
  expect(asProcessor.body['activities']).toMatchObject([{ article: '30(2)', onBehalfOf: { en: /client company/ } }]);
  const registered = ofType(await everything(), 'processing-activity.registered.v1');
  expect(new Set(registered.map(({ facts }) => facts['activity']))).toEqual(new Set(Object.keys(roles)));
  for (const { facts } of registered) expect(facts['role']).toBe(roles[String(facts['activity'])]);
});

test('C3 technical duty and agreement duty can be reached at once about abuse, and the page says how', async () => {
  const atOnce = ((await inForce())['contacts'] ?? []).filter(({ reachable }) => reachable === 'at-once');
  expect(atOnce.map(({ role }) => role)).toEqual(['on-call-technical', 'on-call-agreement']);
  const page = await catacloud.page();
  for (const contact of atOnce) expect(page).toContain(String(contact['email']));
  expect(page).toContain('Abuse, or suspicion of abuse, of any kind.');
});

test('C4 every piece of data has a source that the statement names, and a source that it does not name is refused', async () => {
  const { dataCategories = [], sources = [] } = await inForce();
  const fromSomewhere = new Set(sources.flatMap((source) => source['dataCategories'] as string[]));
  expect(dataCategories.map(({ id }) => id).filter((id) => !fromSomewhere.has(String(id)))).toEqual([]);
  const page = await catacloud.page();
  for (const { name } of sources) expect(page).toContain((name as { en: string }).en);
  const facts = { register: { organisation: 'Fjell AS', industry: 'Retail' } };
  const bought = { person: [email('bought')], client, source: 'data-broker', ...facts };
  expect(await catacloud.refusal('catacloud-crm', 'register-data.fetched', bought)).toBe('not-in-statement');
  const guessed = { person: [email('bought')], client, source: 'newsletter-sign-up', ...facts };
  expect(await catacloud.refusal('catacloud-crm', 'register-data.fetched', guessed)).toBe('not-in-statement');
});

test('C5 what is given at profile, newsletter, course and support is taken in, sealed, and has a rule that ends it', async () => {
  const person = [email('provides')];
  const identity = { name: 'Pia Provides' };
  const contact = { email: email('provides').value, phone: '+47 400 00 001' };
  const location = { placeOfResidence: 'Bodø' };
  const profile = await catacloud.tells('catacloud-app', 'profile.created', {
    person,
    client,
    identity,
    contact,
    location,
  });
  expect(sealedIn(profile)).toEqual(['identity', 'contact', 'location']);
  await catacloud.tells('catacloud-crm', 'newsletter.signed-up', { person, contact });
  await catacloud.tells('catacloud-crm', 'course.signed-up', { person, identity, contact });
  const enquiry = { subject: 'Invoice', message: 'How do I send one?' };
  await catacloud.tells('catacloud-crm', 'support.contacted', { person, contact, enquiry });
  const ledger = await everything();
  const kept = keptOf(ledger, await catacloud.person(email('provides')));
  expect(Object.keys(kept)).toEqual(
    expect.arrayContaining(['account-data', 'newsletter-readers', 'course-invitations', 'courses-held', 'support']),
  );
  const words = ['Pia', 'Bodø', '400 00 001', contact.email, enquiry.message];
  expect(readableWords(ledger, words)).toEqual([]);
});

test('C6 navigation and clicks come in as collected in use, under the key of their month, with the IP address masked', async () => {
  const person = [email('clicks')];
  const behaviour = { page: '/invoices', action: 'click' };
  const click = await catacloud.tells('catacloud-app', 'behaviour.observed', { person, client, behaviour });
  const log = { maskedIp: '192.0.2.0', line: 'GET /invoices 200' };
  const line = await catacloud.tells('catacloud-app', 'technical-log.written', { person, log });
  await catacloud.tells('catacloud-site', 'cookie.set', { person, cookie: 'catacloud_pixel' });
  for (const { sealed } of [click, line]) expect(sealed).toMatchObject([{ period: '2025-03' }]);
  const kept = keptOf(await everything(), await catacloud.person(email('clicks')));
  expect(kept['behaviour-2025-03']).toMatchObject({
    dataCategories: ['behaviour', 'device'],
    systems: ['catacloud-app', 'catacloud-site'],
  });
  const whole = { person, log: { ...log, maskedIp: '192.0.2.17' } };
  expect(await catacloud.refusal('catacloud-app', 'technical-log.written', whole)).toBe('not-masked');
});

test('C7 what the statement does not list, or does not let a system hold, is refused and not stored', async () => {
  const person = [email('minimal')];
  const refused = (system: string, type: string, data: object) => catacloud.refusal(system, type, { person, ...data });
  expect(await refused('catacloud-crm', 'newsletter.signed-up', { contact: { shoeSize: '38' } })).toBe(
    'invalid-request',
  );
  expect(await refused('catacloud-site', 'newsletter.signed-up', { contact: { email: person[0]?.value } })).toBe(
    'system-may-not-hold',
  );
  expect(await refused('somebody-else', 'newsletter.signed-up', {})).toBe('unknown-system');
  expect(await refused('catacloud-site', 'cookie.set', { cookie: 'tracker' })).toBe('not-in-statement');
  const lookup = await catacloud.post('/v1/people/lookup', { identifier: email('minimal') });
  expect(lookup.status).toBe(404);
});

test('C8 facts about the company come from the Brønnøysund Register, the statement says why, and the person is told', async () => {
  const register = { organisation: 'Fjell AS, Bodø', industry: 'Retail', keyFigures: 'Revenue 12 MNOK' };
  const manager = email('manager');
  await catacloud.tells('catacloud-crm', 'profile.created', {
    person: [manager],
    client,
    contact: { email: manager.value },
  });
  const fetched = await catacloud.tells('catacloud-crm', 'register-data.fetched', {
    person: [manager],
    client,
    source: 'bronnoysund',
    register,
  });
  expect(fetched.facts['source']).toBe('bronnoysund');
  expect(sealedIn(fetched)).toEqual(['register-facts']);
  expect(await catacloud.page()).toMatch(/Brønnøysundregistrene.*because you ask for it/);
  await catacloud.time(new Date(Date.parse(catacloud.now()) + 60_000).toISOString());
  const person = await catacloud.person(manager);
  const [told] = ofType(await everything(), 'source-notice.given.v1', person);
  expect(told?.facts).toMatchObject({ source: 'bronnoysund', how: 'email', late: false, mail: { replyCode: 250 } });
  const sent = (await catacloud.mails()).find(
    ({ messageId }) => messageId === (told?.facts['mail'] as Document | undefined)?.['messageId'],
  );
  expect(sent?.to?.[0]?.address).toBe(manager.value);
  expect(sent?.text).toContain('Brønnøysundregistrene');
});

test('C9 each use has its purpose and legal basis, and only those on consent ask for one', async () => {
  const onConsent = ['newsletter', 'statistics', 'usability', 'campaign-measurement', 'content-personalisation'];
  const otherwise = ['course-delivery', 'customer-relationship', 'support', 'abuse-detection'];
  const { purposes = [] } = await inForce();
  const page = await catacloud.page();
  for (const id of [...onConsent, ...otherwise]) {
    const purpose = purposes.find((one) => one['id'] === id);
    expect(purpose?.['bases'], id).not.toEqual([]);
    expect(page).toContain((purpose?.['name'] as { en: string } | undefined)?.en);
    const notice = await catacloud.get(`/v1/public/catacloud/notices/${id}?language=en`, 'anyone');
    expect(notice.status, id).toBe(onConsent.includes(id) ? 200 : 404);
  }
  const choice = { ...(await catacloud.asked('newsletter', 'web-form')), person: email('uses'), decision: 'given' };
  for (const purpose of otherwise) {
    const answer = await catacloud.withoutTrace(() => catacloud.post('/v1/consents', { ...choice, purpose }));
    expect(codeOf(answer)).toBe('purpose-without-consent');
  }
});

test('C10 cookies are listed as living until the next visit and never beyond 90 days; no other cookie is taken in', async () => {
  const page = await catacloud.page();
  for (const cookie of ['catacloud_visit', 'catacloud_pixel'])
    expect(page).toMatch(new RegExp(`${cookie}.*Until the next visit, and never longer than 90 days`));
  const person = [email('cookies')];
  await catacloud.tells('catacloud-site', 'cookie.set', { person, cookie: 'catacloud_visit' });
  expect(await catacloud.refusal('catacloud-site', 'cookie.set', { person, cookie: 'catacloud_forever' })).toBe(
    'not-in-statement',
  );
});

test('C24 use, silence and a ticked box are never a consent, and the check says that the text claims otherwise', async () => {
  const published = await catacloud.edition(13);
  const claim = (published.body['findings'] as Document[]).find(({ code }) => code === 'implied-consent');
  expect(claim).toMatchObject({ path: 'statement/claims/0', meanwhile: expect.any(String), answered: true });
  expect(await catacloud.page()).toContain('Using the site never counts as consent.');

  const visitor = { kind: 'cookie', value: 'visitor-just-browsing-0001' } as const;
  const asked = await catacloud.asked('statistics', 'cookie-banner');
  for (const method of ['kept-browsing', 'silence', 'pre-ticked-box']) {
    const shown = { ...(asked['shown'] as object), method };
    const answer = await catacloud.withoutTrace(() =>
      catacloud.post(
        '/v1/public/catacloud/consents',
        { ...asked, shown, person: visitor, decision: 'given' },
        'anyone',
      ),
    );
    expect(answer.status).toBe(400);
  }
  const seen = { person: [visitor], behaviour: { page: '/', action: 'scroll' } };
  await catacloud.tells('catacloud-site', 'behaviour.observed', seen);
  const person = await catacloud.person(visitor);
  const { body } = await catacloud.get(`/v1/people/${person}/consents`);
  expect(body['choices']).toEqual({});
  expect(ofType(await everything(), 'consent.given.v1', person)).toEqual([]);
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
