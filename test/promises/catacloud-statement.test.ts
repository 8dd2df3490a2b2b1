import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, readable, readableWords } from './kept-and-gone.ts';
import { codeOf, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const app = 'catacloud-app';
const client = { kind: 'company', value: '999 111 222' } as const;
const everything = () => catacloud.witness.everything();
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
  await catacloud.aMinuteLater();

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

test('C2 each processing activity and each holding says whether the company is controller or processor, and for whom', async () => {
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

  const books = { kind: 'company', value: '910 000 002' } as const;
  const person = [email('in-the-books')];
  const entry = { reference: 'voucher 7, Ina Innkjøp' };
  const told = await catacloud.tells(app, 'client-material.recorded', { person, client: books, entry });
  expect(sealedIn(told)).toEqual(['client-material']);
  expect(await catacloud.refusal(app, 'client-material.recorded', { person, entry })).toBe('invalid-request');
  const inTheBooks = String(told.facts['person']);
  const holding = `client-books-${String(told.facts['client'])}`;
  const held = keptOf(await everything(), inTheBooks)[holding];
  expect(held).toMatchObject({ role: 'processor', client: told.facts['client'], systems: [app] });
  expect(held).not.toHaveProperty('due');
  await catacloud.settled();
  const read = await catacloud.get(`/v1/people/${inTheBooks}/holdings`);
  expect(read.body['holdings']).toMatchObject([{ holding, role: 'processor', why: { en: /the client's/ } }]);
  const profile = await catacloud.tells(app, 'profile.created', { person: [email('user')], client: books });
  const ours = Object.values(keptOf(await everything(), String(profile.facts['person'])));
  expect(new Set(ours.map(({ role }) => role))).toEqual(new Set(['controller']));

  await catacloud.tells('catacloud-crm', 'service-agreement.ended', { client: books });
  await catacloud.aMinuteLater();
  const ordered = await catacloud.witness.sees('disposal.ordered.v1', { facts: { person: inTheBooks } });
  expect(ordered.facts).toMatchObject({ holdings: [holding], role: 'processor', client: told.facts['client'] });
  await catacloud.witness.sees('disposal.completed.v1', { facts: { person: inTheBooks, holdings: [holding] } });
  expect(readable(await everything(), inTheBooks)).toEqual({
    [`client-material ${String(told.facts['client'])}`]: false,
  });
  expect(readableWords(await everything(), ['Ina', 'voucher 7'])).toEqual([]);
});

test('C3 a stranger’s report of abuse reaches technical duty and agreement duty at once, and the register keeps what became of it', async () => {
  const atOnce = ((await catacloud.statementInForce())['contacts'] ?? []).filter(
    ({ reachable }) => reachable === 'at-once',
  );
  expect(atOnce.map(({ role }) => role)).toEqual(['on-call-technical', 'on-call-agreement']);
  const page = await catacloud.page();
  const form = await fetch(`${catacloud.gateway}/incidents/catacloud?language=en`);
  const formPage = await form.text();
  for (const contact of atOnce) {
    expect(page).toContain(String(contact['email']));
    expect(formPage).toContain(`mailto:${String(contact['email'])}`);
  }
  expect(page).toContain('Abuse, or suspicion of abuse, of any kind.');

  const reported = catacloud.now();
  const stranger = 'stranger@passer-by.example';
  const answer = await fetch(form.url, {
    method: 'POST',
    body: new URLSearchParams({
      key: /name="key" value="([^"]+)"/.exec(formPage)?.[1] ?? '',
      kind: 'abuse',
      text: 'Somebody reads other people’s invoices.',
      email: stranger,
    }),
  });
  const incident = /<code>([0-9a-f]{32})<\/code>/.exec(await answer.text())?.[1] as string;
  expect([answer.status, incident]).toEqual([201, expect.any(String)]);
  await catacloud.settled();
  const raised = await catacloud.witness.sees('alert.raised.v1', {
    facts: { matter: { kind: 'incident', id: incident } },
  });
  const alert = raised.facts['alert'];
  for (const { id } of atOnce) {
    const sent = await catacloud.witness.sees('alert.sent.v1', { facts: { alert, contact: id } });
    expect(Date.parse(String(sent.facts['sent'])) - Date.parse(reported)).toBeLessThan(60_000);
  }
  const evidence = ofType(await everything(), 'alert.sent.v1').map(({ facts }) => facts['mail'] as Document);
  const mails = (await catacloud.mails()).filter(({ text }) => text?.includes(incident));
  const receivers = mails.flatMap(({ to }) => to?.map(({ address }) => address));
  expect(new Set(receivers)).toEqual(new Set(atOnce.map((contact) => contact['email'])));
  expect(receivers).toHaveLength(atOnce.length);
  for (const { messageId } of mails)
    expect(evidence).toContainEqual(expect.objectContaining({ messageId, replyCode: 250 }));
  await catacloud.post(`/v1/alerts/${String(alert)}/acknowledgement`);

  const at = `/v1/incidents/${incident}`;
  const steps: [what: string, body: object][] = [
    ['detection', { by: 'report', findings: 'The log shows one client’s invoices opened by another.' }],
    ['awareness', { activities: ['customers'], reasoning: 'Invoices hold names and addresses.' }],
  ];
  for (const [what, body] of steps) expect((await catacloud.post(`${at}/${what}`, body)).status, what).toBe(201);
  await catacloud.settled();
  const { body } = await catacloud.get('/v1/breach-register', 'auditor');
  expect(body['breaches']).toMatchObject([
    { incident, kind: 'abuse', reportedBy: 'person', noticeSettled: false, overdue: false, record: [{}, {}] },
  ]);
  const [aware] = ofType(await everything(), 'incident.awareness-established.v1');
  const due = aware?.facts['due'] as { due: string; clock: string };
  expect(due.clock).toBe('gdpr-33-1');
  expect(Date.parse(due.due) - Date.parse(String(aware?.facts['aware']))).toBe(72 * 3_600_000);
  const ledger = JSON.stringify(await everything());
  for (const secret of [stranger, 'Invoices hold', 'reads other people']) expect(ledger).not.toContain(secret);
});

test('C9 each use has its purpose and legal basis, and only those on consent ask for one', async () => {
  const onConsent = ['newsletter', 'statistics', 'usability', 'campaign-measurement', 'content-personalisation'];
  const otherwise = ['course-delivery', 'customer-relationship', 'support', 'abuse-detection'];
  const { purposes = [] } = await catacloud.statementInForce();
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
