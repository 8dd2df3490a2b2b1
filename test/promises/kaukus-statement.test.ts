import { afterAll, beforeAll, expect, test } from 'vitest';
import { visitor } from '../running-platform.ts';
import { keptOf, readableWords } from './kept-and-gone.ts';
import { codeOf, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let kaukus: TenantAtWork;
beforeAll(async () => {
  kaukus = await tenantAtWork('kaukus', ['kaukus-site', 'moteadm', 'kaukus-mail']);
});
afterAll(() => kaukus.stop());

const email = (name: string) => ({ kind: 'email', value: `${name}@kommune.example` }) as const;
const municipality = { kind: 'company', value: '964 338 531' } as const;
const everything = () => kaukus.witness.everything();
const enquiry = (name: string) =>
  kaukus.tells('kaukus-site', 'enquiry.received', { person: [email(name)], contact: { email: email(name).value } });

test('K1 the page says whom the statement covers and when it was last updated, and keeps every version', async () => {
  const page = await kaukus.page();
  expect(page).toContain('This statement is for you who visit kaukus.no');
  expect(page).toContain('1 June 2025');
  expect(await kaukus.page('nb')).toContain('1. juni 2025');
  await kaukus.edition(1, (document) => {
    (document['statement'] as Document)['updated'] = '2025-09-01';
  });
  expect(await kaukus.page()).toContain('1 September 2025');
  expect(await kaukus.page('en', '1.0')).toContain('1 June 2025');
  const published = ofType(await everything(), 'statement.published.v1');
  expect(published.map(({ facts }) => facts['updated'])).toEqual(['2025-06-01', '2025-09-01']);
});

test('a significant change is announced on the website, and that the site showed it is on record (K1)', async () => {
  const announced = async () =>
    (await kaukus.get('/v1/public/kaukus/announcements', 'anyone')).body['announcements'] as Document[];
  expect(await announced()).toEqual([]);
  await kaukus.edition(2, (document) => {
    const logs = (document['retention'] as Document[]).find(({ id }) => id === 'technical-logs');
    (logs as Document)['keep'] = { atMost: 'P3M' };
  });
  const [announcement] = await announced();
  expect(announcement).toMatchObject({ announcement: '1-2', statementVersion: '1.2' });
  expect(JSON.stringify(announcement?.['changes'])).toContain('P3M');
  const shown = await kaukus.post('/v1/public/kaukus/announcements/1-2/shown', {}, 'anyone');
  expect(shown.status, JSON.stringify(shown.body)).toBe(201);
  const events = await everything();
  expect(ofType(events, 'announcement.made.v1').map(({ facts }) => facts['announcedBy'])).toEqual([['website']]);
  expect(ofType(events, 'announcement.shown.v1')[0]?.facts).toMatchObject({ announcement: '1-2' });
  expect(await kaukus.mails()).toEqual([]);
});

test('K2 one contact point takes every question and every kind of request', async () => {
  const { contacts = [], requests } = await kaukus.statementInForce();
  const address = 'personvern@kaukus.no';
  expect(contacts.map((contact) => contact['email'])).toEqual([address]);
  expect((requests as unknown as Document)['channels']).toEqual([{ kind: 'email', address }]);
  const page = await kaukus.page();
  expect(page).toContain('Every question about privacy, and every request about your rights.');
  expect(page.match(/[\w.]+@[\w.]+\w/g)?.filter((found) => found !== address)).toEqual([]);
  for (const requestType of ['access', 'erasure', 'objection', 'complaint']) {
    const received = { person: email('asks'), requestType, receivedThrough: 'email' };
    expect((await kaukus.post('/v1/requests', received)).status).toBe(201);
  }
  const asker = await kaukus.person(email('asks'));
  expect(ofType(await everything(), 'request.received.v1', asker)).toHaveLength(4);

  const from = email('writes').value;
  await kaukus.isWritten({ from, subject: 'Innsyn', text: 'Hva har dere om meg?\nHilsen Wilma' });
  await kaukus.isWritten({ from, subject: 'Hei', text: 'Kan noen ringe meg om møteadm?' });
  const written = ofType(await everything(), 'request.received.v1', await kaukus.person(email('writes')));
  expect(written.map(({ facts }) => [facts['requestType'], facts['typeRead'], facts['receivedThrough']])).toEqual([
    ['access', 'clear', 'email'],
    ['access', 'unclear', 'email'],
  ]);
  expect(readableWords(await everything(), [from, 'Wilma', 'ringe meg'])).toEqual([]);
  const [, unclear] = written.map(({ facts }) => String(facts['request']));
  const settled = await kaukus.post(`/v1/requests/${unclear}/classification`, { requestType: 'complaint' });
  expect(settled.status).toBe(201);
  expect(ofType(await everything(), 'request.classified.v1').at(-1)?.facts).toMatchObject({
    request: unclear,
    before: 'access',
    requestType: 'complaint',
  });
});

test('K3 an enquiry brings name, e-mail, phone, whom the person represents and its content, and nothing else', async () => {
  const person = [email('mayor')];
  const told = {
    client: municipality,
    identity: { name: 'Maja Mayor', represents: 'Fjordvik kommune' },
    contact: { email: email('mayor').value, phone: '+47 400 00 003' },
    enquiry: { subject: 'Møteadm', message: 'May we see it?' },
  };
  const { sealed, facts } = await kaukus.tells('kaukus-site', 'enquiry.received', { person, ...told });
  expect(sealed.map(({ category }) => category)).toEqual(['identity', 'contact', 'enquiry']);
  expect(facts['client']).toEqual(expect.any(String));
  expect(facts['sources']).toMatchObject({ identity: ['you-tell-us'], enquiry: ['you-tell-us'] });
  const more = { person, ...told, identity: { name: 'Maja Mayor', birthday: '1980-01-01' } };
  expect(await kaukus.refusal('kaukus-site', 'enquiry.received', more)).toBe('invalid-request');
  const words = [
    'Maja',
    'Fjordvik',
    email('mayor').value,
    '400 00 003',
    municipality.value,
    '964338531',
    'May we see it?',
  ];
  expect(readableWords(await everything(), words)).toEqual([]);
});

test('K4 a visit leaves pages, duration, referring page, browser and system, and an IP address only when it is shortened', async () => {
  const person = [visitor('k4')];
  const log = { line: '09:00:01 GET /priser 200' };
  for (const maskedIp of ['192.0.2.0', '2001:db8:1::'])
    await kaukus.tells('kaukus-site', 'technical-log.written', { person, log: { ...log, maskedIp } });
  for (const maskedIp of ['192.0.2.44', '2001:db8:1:2:3:4:5:6'])
    expect(await kaukus.refusal('kaukus-site', 'technical-log.written', { person, log: { ...log, maskedIp } })).toBe(
      'not-masked',
    );
  const behaviour = {
    page: '/priser',
    action: '09:00:01',
    duration: 'PT12S',
    referrer: 'https://search.example/moter',
  };
  const device = { maskedIp: '192.0.2.0', browser: 'Firefox 140', operatingSystem: 'Linux 6' };
  const { sealed, facts } = await kaukus.tells('kaukus-site', 'behaviour.observed', { person, behaviour, device });
  const month = { period: '2025-03' };
  expect(sealed).toMatchObject([
    { category: 'behaviour', ...month },
    { category: 'device', ...month },
  ]);
  expect(facts['sources']).toEqual({ behaviour: ['your-visit'], device: ['your-visit'] });
  expect(keptOf(await everything(), String(facts['person']))['visits-2025-03']).toMatchObject({
    dataCategories: ['behaviour', 'device'],
    role: 'controller',
  });
  const whole = { ...device, maskedIp: '192.0.2.44' };
  expect(await kaukus.refusal('kaukus-site', 'behaviour.observed', { person, device: whole })).toBe('not-masked');
  const choice = { ...(await kaukus.asked('analytics', 'cookie-banner')), person: visitor('k4'), decision: 'given' };
  const choose = (circumstances: object) =>
    kaukus.post('/v1/public/kaukus/consents', { ...choice, circumstances }, 'anyone');
  expect(codeOf(await kaukus.withoutTrace(() => choose({ maskedIp: '192.0.2.44' })))).toBe('not-masked');
  expect((await choose({ maskedIp: '2001:db8:1::', userAgent: 'Firefox 140' })).status).toBe(201);
  const connection = { ipAddress: '192.0.2.44' };
  const signUp = { person: [email('k4')], contact: { email: email('k4').value }, connection };
  expect(await kaukus.refusal('kaukus-site', 'newsletter.signed-up', signUp)).toBe('not-in-statement');
  expect(readableWords(await everything(), ['192.0.2', '2001:db8', 'Firefox', 'search.example'])).toEqual([]);
  const strange = { person, behaviour: { ...behaviour, keystrokes: 'hello' } };
  expect(await kaukus.refusal('kaukus-site', 'behaviour.observed', strange)).toBe('invalid-request');
});

test('K5 each purpose stands on its legal basis, and only what stands on consent can be agreed to', async () => {
  const bases = Object.fromEntries(
    ((await kaukus.statementInForce())['purposes'] ?? []).map(({ id, bases: of }) => [
      id,
      (of as { article: string }[]).map(({ article }) => article),
    ]),
  );
  expect(bases).toMatchObject({
    'answer-enquiries': ['6(1)(b)', '6(1)(f)'],
    'operate-and-secure': ['6(1)(f)'],
    analytics: ['6(1)(a)', '6(1)(f)'],
    newsletter: ['6(1)(a)'],
    marketing: ['6(1)(a)'],
  });
  const choice = { person: email('agrees'), decision: 'given' };
  const asked = await kaukus.asked('newsletter', 'web-form', 'ticked-box');
  for (const purpose of ['answer-enquiries', 'operate-and-secure']) {
    const answer = await kaukus.withoutTrace(() => kaukus.post('/v1/consents', { ...asked, ...choice, purpose }));
    expect(codeOf(answer)).toBe('purpose-without-consent');
  }
  for (const purpose of ['analytics', 'newsletter', 'marketing']) {
    const yes = { ...(await kaukus.asked(purpose, 'web-form', 'ticked-box')), ...choice };
    expect((await kaukus.post('/v1/consents', yes)).status).toBe(201);
  }
  const given = ofType(await everything(), 'consent.given.v1', await kaukus.person(email('agrees')));
  expect(given.map(({ facts }) => facts['purpose'])).toEqual(['analytics', 'newsletter', 'marketing']);
});

test('K9 Hetzner gets what hosting needs and only under a signed agreement; nobody else gets anything, and nothing is sold', async () => {
  const { body } = await kaukus.get('/v1/public/kaukus/recipients', 'anyone');
  expect(body['recipients']).toMatchObject([{ name: 'Hetzner', kind: 'processor', locations: ['DE', 'FI'] }]);
  await enquiry('hosted');
  const handed = { person: email('hosted'), recipient: 'hetzner', purpose: 'answer-enquiries' };
  const disclose = (more: object = {}) =>
    kaukus.post('/v1/disclosures', { ...handed, dataCategories: ['enquiry'], ...more });
  const refused = async (more: object = {}) => codeOf(await disclose(more));
  expect(await refused()).toBe('agreement-missing');
  const signed = { agreement: 'dpa-2025', signed: kaukus.today() };
  const agreed = await kaukus.post('/v1/recipients/hetzner/agreements', signed, 'privacy-officer');
  expect(agreed.status).toBe(201);
  expect((await disclose()).status).toBe(201);
  expect(await refused({ sale: true })).toBe('sale-consent-missing');
  const nobody = await kaukus.withoutTrace(() => disclose({ recipient: 'data-broker' }));
  expect(codeOf(nobody)).toBe('recipient-unknown');
  const end = { reason: 'The agreement was terminated.' };
  await kaukus.post('/v1/recipients/hetzner/agreements/dpa-2025/end', end, 'privacy-officer');
  expect(await refused()).toBe('agreement-missing');
  const recorded = ofType(await everything(), 'disclosure.recorded.v2');
  expect(recorded.map(({ facts }) => facts['ground'])).toEqual([{ kind: 'agreement', agreement: 'dpa-2025' }]);
  const denied = ofType(await everything(), 'disclosure.denied.v1').map(({ facts }) => facts['reasons']);
  expect(denied).toEqual([['agreement-missing'], ['sale-consent-missing'], ['agreement-missing']]);
});

test('what the services show of all this is what a replay of the ledgers gives', () => kaukus.replayed());
