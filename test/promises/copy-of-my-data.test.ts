import { openPackage } from '@vitne/embedded/story/open-package';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { byJudgement, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

const app = 'catacloud-app';
const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const client = { kind: 'company', value: '999 111 222' } as const;

/** What the product finds of whoever is asked for; it does not say where it has it from. */
const found = { contact: [{ phone: '+47 400 00 004' }], location: [{ placeOfResidence: 'Bodø' }] };
let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', [app, crm, 'catacloud-site'], {}, (system, { dataCategories }) =>
    Object.entries(found).flatMap(([dataCategory, items]) =>
      system === app && dataCategories.includes(dataCategory) ? [{ dataCategory, items }] : [],
    ),
  );
});
afterAll(() => catacloud.stop());

const everything = () => catacloud.witness.everything();

/** What a package holds of a person, apart from what it says of the statement. */
const pieces = ['data', 'consents', 'requests', 'disclosures', 'recipientsTold', 'retention', 'uses'] as const;
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
  const order = { demandedBy: 'court-order', reference: 'case 4', legalGround: 'straffeprosessloven § 210' };
  const demand = { person: own, recipient: 'public-authorities', purpose: 'abuse-detection', authorityOrder: order };
  const handed = { ...demand, dataCategories: ['identity'], scope: 'The name alone.' };
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
  expect([...new Set(all.map(({ list }) => list))]).toEqual(pieces.filter((list) => list !== 'recipientsTold'));

  const data = made['data'] as { dataCategory: { id: string }; sources: Came[]; items: { event?: string }[] }[];
  const came = data.flatMap(({ dataCategory, sources }) =>
    sources.map(({ id, by, through }) => [dataCategory.id, id, by?.id, through].filter(Boolean).join(' ')),
  );
  expect([...new Set(came)].sort()).toEqual([
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

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
