import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, readableWords } from './kept-and-gone.ts';
import { codeOf, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const app = 'catacloud-app';
const crm = 'catacloud-crm';
const site = 'catacloud-site';
const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const client = { kind: 'company', value: '999 111 222' } as const;
const everything = () => catacloud.witness.everything();
const sealedIn = ({ sealed }: AnyRecordedEvent) => sealed.map(({ category }) => category);

test('C4 every piece of data has a source that the statement names, and a source that it does not name is refused', async () => {
  const { dataCategories = [], sources = [] } = await catacloud.statementInForce();
  const fromSomewhere = new Set(sources.flatMap((source) => source['dataCategories'] as string[]));
  expect(dataCategories.map(({ id }) => id).filter((id) => !fromSomewhere.has(String(id)))).toEqual([]);
  const page = await catacloud.page();
  for (const { name } of sources) expect(page).toContain((name as { en: string }).en);

  const person = [email('from-somewhere')];
  const facts = { register: { organisation: 'Fjell AS', industry: 'Retail' } };
  const signUp = { person, source: 'newsletter-sign-up', contact: { email: email('from-somewhere').value } };
  const bought = { person: [email('bought')], client, source: 'data-broker', ...facts };
  expect(await catacloud.refusal(crm, 'register-data.fetched', bought)).toBe('not-in-statement');
  const guessed = { person: [email('bought')], client, source: 'newsletter-sign-up', ...facts };
  expect(await catacloud.refusal(crm, 'register-data.fetched', guessed)).toBe('not-in-statement');
  const fromFriends = { ...signUp, source: 'friends' };
  expect(await catacloud.refusal(crm, 'newsletter.signed-up', fromFriends)).toBe('not-in-statement');
  const profile = await catacloud.tells(app, 'profile.created', { person, client, identity: { name: 'Siri Source' } });
  const visit = { behaviour: { page: '/' }, device: { browser: 'Firefox 140' } };
  const click = await catacloud.tells(app, 'behaviour.observed', { person, client, ...visit });
  const said = await catacloud.tells(crm, 'newsletter.signed-up', signUp);
  const fetched = await catacloud.tells(crm, 'register-data.fetched', {
    person,
    client,
    source: 'bronnoysund',
    ...facts,
  });
  expect(profile.facts['sources']).toMatchObject({ identity: ['profile'] });
  expect(click.facts['sources']).toEqual({ behaviour: ['use'], device: ['cookies-and-pixels'] });
  expect(fetched.facts['sources']).toEqual({ 'register-facts': ['bronnoysund'] });
  expect(said.facts['sources']).toMatchObject({ contact: ['newsletter-sign-up'] });
  await catacloud.settled();
  const { body } = await catacloud.get(`/v1/people/${String(profile.facts['person'])}/holdings`);
  const holdings = body['holdings'] as { rule: string; sources: { kind: string; name: { en: string } }[] }[];
  const kinds = Object.fromEntries(holdings.map((one) => [one.rule, one.sources.map(({ kind }) => kind).sort()]));
  expect(kinds).toMatchObject({
    'account-data': ['provided'],
    behaviour: ['collected', 'collected'],
    'newsletter-readers': ['provided'],
    'customer-after-subscription': ['provided', 'third-party'],
  });

  await catacloud.aMinuteLater();
  await catacloud.witness.sees('source-notice.given.v1', { facts: { person: profile.facts['person'] } });
  const sourceless = (await everything()).flatMap(({ meta, facts: told, sealed }) => {
    const from = (told['sources'] ?? {}) as Record<string, string[]>;
    const personal = meta.source === '/services/retention' ? sealed : [];
    return personal.filter(({ category }) => category !== 'system-reference' && !from[category]?.length);
  });
  expect(sourceless).toEqual([]);
});

test('C5 what is given at profile, newsletter, course and support, the address it came from too, is sealed and has an end', async () => {
  const person = [email('provides')];
  const identity = { name: 'Pia Provides' };
  const contact = { email: email('provides').value, phone: '+47 400 00 001' };
  const location = { placeOfResidence: 'Bodø' };
  const connection = { ipAddress: '192.0.2.17' };
  const given = { person, identity, contact, connection };
  const profile = await catacloud.tells(app, 'profile.created', { ...given, client, location });
  expect(sealedIn(profile)).toEqual(['identity', 'contact', 'location', 'technical-log']);
  const enquiry = { subject: 'Invoice', message: 'How do I send one?' };
  const others = [
    await catacloud.tells(crm, 'newsletter.signed-up', given),
    await catacloud.tells(crm, 'course.signed-up', given),
    await catacloud.tells(crm, 'support.contacted', { ...given, enquiry }),
  ];
  for (const told of others) expect(sealedIn(told)).toEqual(expect.arrayContaining(['identity', 'technical-log']));
  expect([profile, ...others].map(({ facts }) => (facts['sources'] as Document)['technical-log'])).toEqual([
    ['profile'],
    ['newsletter-sign-up'],
    ['course-sign-up'],
    ['support-contact'],
  ]);
  const ledger = await everything();
  const kept = keptOf(ledger, await catacloud.person(email('provides')));
  expect(Object.keys(kept)).toEqual(
    expect.arrayContaining(['account-data', 'newsletter-readers', 'course-invitations', 'courses-held', 'support']),
  );
  expect(kept['technical-logs-2025-03']).toMatchObject({ erasableFrom: '2026-09-03' });
  const careless = { ...given, connection: { maskedIp: '192.0.2.17' } };
  expect(await catacloud.refusal(crm, 'newsletter.signed-up', careless)).toBe('not-masked');
  const words = ['Pia', 'Bodø', '400 00 001', '192.0.2', contact.email, enquiry.message];
  expect(readableWords(ledger, words)).toEqual([]);
});

test('C6 navigation, clicks and the device come in as collected in use, under the key of their month, the IP address masked', async () => {
  const person = [email('clicks')];
  const behaviour = { page: '/invoices', action: 'click' };
  const device = { maskedIp: '192.0.2.0', browser: 'Firefox 140', operatingSystem: 'Linux 6' };
  const click = await catacloud.tells(app, 'behaviour.observed', { person, client, behaviour, device });
  expect(sealedIn(click)).toEqual(['behaviour', 'device']);
  const log = { maskedIp: '192.0.2.0', line: 'GET /invoices 200' };
  const line = await catacloud.tells(app, 'technical-log.written', { person, log });
  const pixel = await catacloud.tells(site, 'cookie.set', { person, cookie: 'catacloud_pixel', device });
  for (const { sealed } of [click, line, pixel])
    expect(new Set(sealed.map(({ period }) => period))).toEqual(new Set(['2025-03']));
  expect(pixel.facts['sources']).toMatchObject({ device: ['cookies-and-pixels'] });
  const kept = keptOf(await everything(), await catacloud.person(email('clicks')));
  expect(kept['behaviour-2025-03']).toMatchObject({
    dataCategories: ['behaviour', 'device'],
    systems: [app, site],
  });
  const whole = { maskedIp: '192.0.2.17' };
  for (const [type, data] of [
    ['technical-log.written', { log: { ...log, ...whole } }],
    ['behaviour.observed', { behaviour, device: { ...device, ...whole } }],
    ['cookie.set', { cookie: 'catacloud_pixel', device: whole }],
  ] as const)
    expect(await catacloud.refusal(site, type, { person, ...data })).toBe('not-masked');
  const referred = { person, behaviour: { ...behaviour, referrer: 'https://search.example/' } };
  expect(await catacloud.refusal(app, 'behaviour.observed', referred)).toBe('not-in-statement');

  const visitor = { kind: 'cookie', value: 'visitor-with-a-device-0001' } as const;
  const asked = { ...(await catacloud.asked('statistics', 'cookie-banner')), person: visitor, decision: 'given' };
  const choose = (circumstances: object) =>
    catacloud.post('/v1/public/catacloud/consents', { ...asked, circumstances }, 'anyone');
  expect(codeOf(await catacloud.withoutTrace(() => choose({ ...whole, userAgent: 'Firefox 140' })))).toBe('not-masked');
  expect((await choose({ maskedIp: '192.0.2.0', userAgent: 'Firefox 140' })).status).toBe(201);
  const [chosen] = ofType(await everything(), 'consent.given.v1', await catacloud.person(visitor));
  expect(chosen?.sealed).toMatchObject([{ category: 'device', period: '2025-03' }]);
  expect(readableWords(await everything(), ['192.0.2', 'Firefox'])).toEqual([]);
});

test('C7 what the statement does not list, or does not let a system hold, is refused and not stored', async () => {
  const person = [email('minimal')];
  const refused = (system: string, type: string, data: object) => catacloud.refusal(system, type, { person, ...data });
  expect(await refused(crm, 'newsletter.signed-up', { contact: { shoeSize: '38' } })).toBe('invalid-request');
  expect(await refused(site, 'newsletter.signed-up', { contact: { email: person[0]?.value } })).toBe(
    'system-may-not-hold',
  );
  expect(await refused('somebody-else', 'newsletter.signed-up', {})).toBe('unknown-system');
  expect(await refused(site, 'cookie.set', { cookie: 'tracker' })).toBe('not-in-statement');
  const lookup = await catacloud.post('/v1/people/lookup', { identifier: email('minimal') });
  expect(lookup.status).toBe(404);
});

test('C8 facts about the company come from the Brønnøysund Register, the statement says why, and the person is told', async () => {
  const register = { organisation: 'Fjell AS, Bodø', industry: 'Retail', keyFigures: 'Revenue 12 MNOK' };
  const manager = email('manager');
  await catacloud.tells(crm, 'profile.created', {
    person: [manager],
    client,
    contact: { email: manager.value },
  });
  const fetched = await catacloud.tells(crm, 'register-data.fetched', {
    person: [manager],
    client,
    source: 'bronnoysund',
    register,
  });
  expect(fetched.facts['source']).toBe('bronnoysund');
  expect(sealedIn(fetched)).toEqual(['register-facts']);
  expect(await catacloud.page()).toMatch(/Brønnøysundregistrene.*because you ask for it/);
  await catacloud.aMinuteLater();
  const person = await catacloud.person(manager);
  const [told] = ofType(await everything(), 'source-notice.given.v1', person);
  expect(told?.facts).toMatchObject({ source: 'bronnoysund', how: 'email', late: false, mail: { replyCode: 250 } });
  const sent = (await catacloud.mails()).find(
    ({ messageId }) => messageId === (told?.facts['mail'] as Document | undefined)?.['messageId'],
  );
  expect(sent?.to?.[0]?.address).toBe(manager.value);
  expect(sent?.text).toContain('Brønnøysundregistrene');
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
