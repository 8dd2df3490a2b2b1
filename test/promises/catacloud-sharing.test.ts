import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf } from './kept-and-gone.ts';
import { byJudgement, codeOf, type Document, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const client = { kind: 'company', value: '999 333 444' } as const;
const manager = email('manager');
const sharing = 'sharing-with-partners';
const partner = {
  id: 'fjell-analyse',
  name: 'Fjell Analyse AS',
  kind: 'third-party',
  services: [{ nb: 'Bransjeanalyse', en: 'Industry analysis' }],
  locations: ['NO'],
  agreement: { kind: 'controller-to-controller' },
  dataCategories: ['identity', 'contact', 'register-facts'],
  purposes: [sharing, 'sale'],
};
const supplier = {
  id: 'kundesenteret',
  name: 'Kundesenteret AS',
  kind: 'processor',
  services: [{ nb: 'Kundesenter', en: 'Customer centre' }],
  locations: ['NO'],
  agreement: { kind: 'data-processing-agreement' },
  dataCategories: ['contact', 'enquiry'],
  purposes: ['support'],
};
/** Names recipients in the statement, and in the purposes that they serve. */
const naming = (recipients: (typeof partner | typeof supplier)[]) => (document: Document) => {
  (document['recipients'] as object[]).push(...recipients);
  for (const purpose of document['purposes'] as { id: string; recipients: string[] }[])
    purpose.recipients.push(...recipients.filter(({ purposes }) => purposes.includes(purpose.id)).map(({ id }) => id));
};

const profileOf = (name: string) =>
  catacloud.tells('catacloud-app', 'profile.created', {
    person: [email(name)],
    client,
    identity: { name: 'Sigrid Sharing' },
    contact: { email: email(name).value },
  });
const everything = () => catacloud.witness.everything();
const disclosed = async () => ofType(await everything(), 'disclosure.recorded.v2');

test('C11 data is shared only while company and user both consent, and sold only with both consents to the sale', async () => {
  await catacloud.edition(11, naming([partner]));
  await profileOf('shared');
  const share = (more: object = {}) =>
    catacloud.post('/v1/disclosures', {
      person: email('shared'),
      company: client,
      recipient: partner.id,
      purpose: sharing,
      dataCategories: ['identity'],
      ...more,
    });
  const refused = async (more: object = {}) => codeOf(await share(more));
  const shared = async (more: object = {}) => {
    const answer = await share(more);
    return answer.status === 201 || codeOf(answer);
  };
  const agrees = async (purpose: string, who: 'company' | 'person') => {
    const choice = await catacloud.asked(purpose, 'in-product', 'ticked-box');
    return who === 'company'
      ? catacloud.post('/v1/company-consents', { ...choice, company: client, representative: manager })
      : catacloud.post('/v1/consents', { ...choice, person: email('shared'), company: client, decision: 'given' });
  };

  expect(await refused()).toBe('person-consent-missing');
  const company = await agrees(sharing, 'company');
  expect(await refused()).toBe('person-consent-missing');
  const own = await agrees(sharing, 'person');
  expect(await shared()).toBe(true);
  const [first] = await disclosed();
  await catacloud.settled();
  const kept = keptOf(await everything(), String(first?.facts['person']));
  expect(kept['users-shared-data']).toMatchObject({ dataCategories: ['identity'], systems: ['catacloud-crm'] });
  expect(first?.facts).toMatchObject({
    sale: false,
    ground: { kind: 'consents', personConsent: own.position, companyConsent: company.position },
  });

  expect(await refused({ sale: true })).toBe('sale-consent-missing');
  await agrees('sale', 'person');
  expect(await refused({ purpose: 'sale' })).toBe('sale-consent-missing');
  await agrees('sale', 'company');
  expect(await shared({ purpose: 'sale', sale: true })).toBe(true);

  const withdrawal = { company: client, representative: manager, purpose: sharing };
  expect((await catacloud.post('/v1/company-consents/withdrawals', withdrawal)).status).toBe(201);
  expect(await refused()).toBe('company-consent-missing');
  await agrees(sharing, 'company');
  expect(await shared()).toBe(true);
  const over = { person: email('shared'), purpose: sharing, surface: 'portal' };
  expect((await catacloud.post('/v1/consents/withdrawals', over)).status).toBe(201);
  expect(await refused()).toBe('person-consent-missing');
  expect((await disclosed()).map(({ facts }) => facts['sale'])).toEqual([false, true, false]);
  const denied = ofType(await everything(), 'disclosure.denied.v1').map(({ facts }) => facts['reasons']);
  expect(denied, 'each attempt that was denied, and the same again once').toEqual([
    ['person-consent-missing'],
    ['sale-consent-missing'],
    ['sale-consent-missing'],
    ['company-consent-missing'],
    ['person-consent-missing'],
  ]);
});

test('C12 an authority is given data only on an order that a court, a law or a regulation stands behind', async () => {
  await profileOf('suspect');
  const demand = { person: email('suspect'), recipient: 'public-authorities', purpose: 'abuse-detection' };
  const disclose = (more: object) =>
    catacloud.post('/v1/disclosures', { ...demand, dataCategories: ['identity'], ...more }, 'privacy-officer');
  const order = { reference: 'case 24-101', legalGround: 'straffeprosessloven § 210' };
  const bare = await disclose({});
  expect(codeOf(bare)).toBe('authority-order-missing');
  expect(ofType(await everything(), 'disclosure.denied.v1').at(-1)?.facts).toMatchObject({
    recipient: 'public-authorities',
    reasons: ['authority-order-missing'],
  });
  for (const demandedBy of ['telephone', 'request'])
    expect((await catacloud.withoutTrace(() => disclose({ authorityOrder: { ...order, demandedBy } }))).status).toBe(
      400,
    );
  for (const demandedBy of ['court-order', 'law', 'regulation'])
    expect((await disclose({ authorityOrder: { ...order, demandedBy } })).status).toBe(201);
  const person = await catacloud.person(email('suspect'));
  const grounds = ofType(await everything(), 'disclosure.recorded.v2', person).map(({ facts }) => facts['ground']);
  expect(grounds).toMatchObject([
    { kind: 'authority-order', demandedBy: 'court-order', ...order },
    { kind: 'authority-order', demandedBy: 'law', ...order },
    { kind: 'authority-order', demandedBy: 'regulation', ...order },
  ]);
});

test('C13 a subcontractor gets nothing before it is listed and bound, and then only what its delivery needs', async () => {
  const listed = async () => {
    const { body } = await catacloud.get('/v1/public/catacloud/recipients', 'anyone');
    return (body['recipients'] as Document[]).filter(({ kind }) => kind !== 'public-authority');
  };
  await catacloud.edition(12);
  expect(await listed()).toEqual([]);
  expect(await catacloud.page()).toContain('The list of processors and other external parties is empty');
  await profileOf('supported');
  const handOver = (more: object = {}) =>
    catacloud.post('/v1/disclosures', {
      person: email('supported'),
      recipient: supplier.id,
      purpose: 'support',
      dataCategories: ['contact'],
      ...more,
    });
  const refused = async (more: object = {}) => codeOf(await handOver(more));
  expect(codeOf(await catacloud.withoutTrace(() => handOver()))).toBe('recipient-unknown');
  await catacloud.edition(13, naming([supplier]));
  expect(await listed()).toMatchObject([{ recipient: supplier.id, name: supplier.name }]);
  expect(await refused()).toBe('agreement-missing');
  const signed = { agreement: 'dpa-1', signed: catacloud.today() };
  await catacloud.post(`/v1/recipients/${supplier.id}/agreements`, signed, 'privacy-officer');
  expect(await refused({ dataCategories: ['contact', 'payment'] })).toBe('category-not-agreed');
  expect(await refused({ purpose: 'customer-relationship' })).toBe('purpose-not-agreed');
  expect((await handOver()).status).toBe(201);
  const person = await catacloud.person(email('supported'));
  const handed = ofType(await everything(), 'disclosure.recorded.v2', person);
  expect(handed.map(({ facts }) => facts)).toMatchObject([
    { dataCategories: ['contact'], ground: { kind: 'agreement', agreement: 'dpa-1' } },
  ]);
  const denied = ofType(await everything(), 'disclosure.denied.v1', person).map(({ facts }) => facts['reasons']);
  expect(denied).toEqual([['agreement-missing'], ['category-not-agreed'], ['purpose-not-agreed']]);
});

test('C14 every right can be asked for and is answered in time, and a refusal says where to complain', async () => {
  const rights = [
    'access',
    'rectification',
    'erasure',
    'restriction',
    'portability',
    'objection',
    'withdrawal',
    'complaint',
  ];
  const asked = async (requestType: string) =>
    catacloud.post('/v1/requests', { person: email('asks'), requestType, receivedThrough: 'email', text: 'Please.' });
  const byType: Record<string, string> = {};
  for (const right of rights) {
    const { status, body } = await asked(right);
    expect([right, status]).toEqual([right, 201]);
    expect(body).toMatchObject({ rightsGiven: { given: true, byStatement: true }, due: { dueDate: '2025-04-03' } });
    byType[right] = String(body['request']);
  }
  const no = (right: string, reason: string) =>
    catacloud.post(`/v1/requests/${byType[right]}/refusal`, {
      reason,
      explanation: 'We asked twice.',
      courtRemedyStated: true,
    });
  for (const free of ['withdrawal', 'complaint'])
    expect(codeOf(await catacloud.withoutTrace(() => no(free, 'manifestly-unfounded')))).toBe('reason-not-allowed');
  expect((await no('access', 'identity-not-established')).status).toBe(201);
  const person = await catacloud.person(email('asks'));
  const [refusal] = ofType(await everything(), 'request.refused.v1', person);
  expect(refusal?.facts).toMatchObject({ complaintTo: 'Datatilsynet', courtRemedyStated: true });
  const received = ofType(await everything(), 'request.received.v1', person);
  expect(received.map(({ facts }) => facts['requestType'])).toEqual(rights);

  const done = (right: string, how: string, body: object = {}) =>
    catacloud.post(`/v1/requests/${byType[right]}/${how}`, body);
  const corrections = [{ dataCategory: 'contact', attribute: 'phone', present: '900 00 000', right: '911 00 000' }];
  expect((await done('rectification', 'corrections', { corrections })).status).toBe(201);
  // The phone number stands in two of the three systems.
  for (const [right, kind, completed] of [
    ['rectification', 'rectify', 2],
    ['restriction', 'restrict', 3],
  ] as const) {
    await done(right, 'acceptance', byJudgement);
    const passedOn = { request: byType[right], kind, completed, unanswered: [] };
    await catacloud.witness.sees('tasks.finished.v1', { facts: passedOn });
  }
  expect((await done('rectification', 'items/item-1/fulfilment')).body['status']).toBe('fulfilled');
  expect(codeOf(await catacloud.withoutTrace(() => done('restriction', 'lifting/effect')))).toBe('person-not-told');
  await done('restriction', 'lifting', { explanation: 'The figures were right.' });
  await catacloud.witness.sees('request.told.v1', { facts: { request: byType['restriction'], matter: 'lifting' } });
  expect((await done('restriction', 'lifting/effect')).status).toBe(201);
  const usedAgain = { request: byType['restriction'], kind: 'lift-restriction', completed: 3, unanswered: [] };
  await catacloud.witness.sees('tasks.finished.v1', { facts: usedAgain });
  await catacloud.post(`/v1/requests/${byType['portability']}/acceptance`, byJudgement);
  await catacloud.witness.sees('package.assembled.v1', { facts: { request: byType['portability'], unanswered: [] } });

  const choice = await catacloud.asked('newsletter', 'web-form', 'ticked-box');
  await catacloud.post('/v1/consents', { ...choice, person: email('asks'), decision: 'given' });
  const withdrawal = { person: email('asks'), purpose: 'newsletter', surface: 'portal' };
  expect((await catacloud.post('/v1/consents/withdrawals', withdrawal)).status).toBe(201);
  expect(ofType(await everything(), 'consent.withdrawn.v1', person)).toHaveLength(1);
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
