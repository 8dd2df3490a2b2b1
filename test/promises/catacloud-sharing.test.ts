import { statementOf } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, readable } from './kept-and-gone.ts';
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
const disclosed = async () => ofType(await everything(), 'disclosure.recorded.v1');

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
  const refused = async (more: object = {}) => codeOf(await catacloud.withoutTrace(() => share(more)));
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
});

test('C12 an authority is given data only on an order that a court, a law or a regulation stands behind', async () => {
  await profileOf('suspect');
  const demand = { person: email('suspect'), recipient: 'public-authorities', purpose: 'abuse-detection' };
  const disclose = (more: object) =>
    catacloud.post('/v1/disclosures', { ...demand, dataCategories: ['identity'], ...more }, 'privacy-officer');
  const order = { reference: 'case 24-101', legalGround: 'straffeprosessloven § 210' };
  const bare = await catacloud.withoutTrace(() => disclose({}));
  expect(codeOf(bare)).toBe('authority-order-missing');
  for (const demandedBy of ['telephone', 'request'])
    expect((await catacloud.withoutTrace(() => disclose({ authorityOrder: { ...order, demandedBy } }))).status).toBe(
      400,
    );
  for (const demandedBy of ['court-order', 'law', 'regulation'])
    expect((await disclose({ authorityOrder: { ...order, demandedBy } })).status).toBe(201);
  const person = await catacloud.person(email('suspect'));
  const grounds = ofType(await everything(), 'disclosure.recorded.v1', person).map(({ facts }) => facts['ground']);
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
  const refused = async (more: object = {}) => codeOf(await catacloud.withoutTrace(() => handOver(more)));
  expect(await refused()).toBe('recipient-unknown');
  await catacloud.edition(13, naming([supplier]));
  expect(await listed()).toMatchObject([{ recipient: supplier.id, name: supplier.name }]);
  expect(await refused()).toBe('agreement-missing');
  const signed = { agreement: 'dpa-1', signed: catacloud.today() };
  await catacloud.post(`/v1/recipients/${supplier.id}/agreements`, signed, 'privacy-officer');
  expect(await refused({ dataCategories: ['contact', 'payment'] })).toBe('category-not-agreed');
  expect(await refused({ purpose: 'customer-relationship' })).toBe('purpose-not-agreed');
  expect((await handOver()).status).toBe(201);
  const person = await catacloud.person(email('supported'));
  const handed = ofType(await everything(), 'disclosure.recorded.v1', person);
  expect(handed.map(({ facts }) => facts)).toMatchObject([
    { dataCategories: ['contact'], ground: { kind: 'agreement', agreement: 'dpa-1' } },
  ]);
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

test('C14 an objection to marketing outlives the erasure of whoever made it, until they agree anew', async () => {
  const who = email('objects-and-leaves');
  await profileOf('objects-and-leaves');
  await catacloud.settled();
  const before = await catacloud.person(who);
  const asks = (requestType: string, more: object = {}) =>
    catacloud.post('/v1/requests', { person: who, requestType, receivedThrough: 'phone', ...more });
  expect((await asks('objection', { directMarketing: true })).status).toBe(201);
  const { body } = await asks('erasure');
  await catacloud.post(`/v1/requests/${String(body['request'])}/acceptance`, byJudgement);
  await catacloud.witness.sees('person.forgotten.v1', { facts: { person: before } });
  await catacloud.settled();
  expect((await catacloud.post('/v1/people/lookup', { identifier: who })).status).toBe(404);

  await profileOf('objects-and-leaves');
  await catacloud.settled();
  const after = await catacloud.person(who);
  expect(after).not.toBe(before);
  const [recognised] = ofType(await everything(), 'opt-out.recognised.v1', after);
  expect(recognised?.facts['purposes']).toContain('newsletter');
  const question = { person: who, purpose: 'newsletter', dataCategory: 'contact', population: 'newsletter-subscriber' };
  const answer = async () => (await catacloud.post('/v1/decisions', question)).body;
  expect(JSON.stringify((await answer())['reasons'])).toContain('opted-out');
  const sale = { sale: { reference: 'order-7', sold: catacloud.now() }, products: 'own-similar', optOutOffered: true };
  const sold = await catacloud.withoutTrace(() =>
    catacloud.post('/v1/soft-opt-ins', { person: who, purpose: 'newsletter', ...sale }),
  );
  expect(codeOf(sold)).toBe('has-said-no');
  const choice = await catacloud.asked('newsletter', 'web-form', 'ticked-box');
  await catacloud.post('/v1/consents', { ...choice, person: who, decision: 'given' });
  expect((await answer())['decision']).toBe('allow');
});

test('C23 an inquiry is enough: everything about a person is erased everywhere, and nothing leads to them any more', async () => {
  const enquiry = { subject: 'Old course', message: 'Where are my documents?' };
  const name = 'forgets';
  await profileOf(name);
  await catacloud.tells('catacloud-crm', 'newsletter.signed-up', {
    person: [email(name)],
    contact: { email: email(name).value },
  });
  await catacloud.tells('catacloud-crm', 'support.contacted', { person: [email(name)], enquiry });
  const person = await catacloud.person(email(name));
  await catacloud.isWritten({ from: email(name).value, subject: 'My data', text: 'Please delete all about me.' });
  const [received] = ofType(await everything(), 'request.received.v1', person);
  expect(received?.facts).toMatchObject({ requestType: 'erasure', typeRead: 'clear', receivedThrough: 'email' });
  const request = String(received?.facts['request']);
  const staffSays = { identity: 'email-link' };
  const claimed = await catacloud.withoutTrace(() => catacloud.post(`/v1/requests/${request}/acceptance`, staffSays));
  expect(codeOf(claimed)).toBe('invalid-request');
  expect(await catacloud.pressesLink(email(name).value)).toMatchObject({ opened: 200, pressed: 200 });
  const { facts: how } = await catacloud.witness.sees('request.accepted.v2', { facts: { request } });
  const [proof] = ofType(await everything(), 'identity-check.proved.v1', person);
  expect(how).toMatchObject({ identity: 'email-link', proof: proof?.meta.id });
  await catacloud.witness.sees('request.fulfilled.v1', { facts: { request, by: 'disposal' } });
  await catacloud.settled();

  const ledger = await everything();
  const [order] = ofType(ledger, 'disposal.ordered.v1', person);
  expect(order?.facts).toMatchObject({ reason: 'erasure-request', systems: ['catacloud-app', 'catacloud-crm'] });
  const confirmed = ofType(ledger, 'disposal.confirmed.v1', person).map(({ facts }) => facts['system']);
  expect(new Set(confirmed)).toEqual(new Set(['catacloud-app', 'catacloud-crm']));
  const left = Object.entries(readable(ledger, person)).filter(([, open]) => open);
  expect(left).toEqual([]);
  const shown = await catacloud.get(`/v1/requests/${request}`);
  expect(shown.body['personal']).toMatchObject({ enquiry: { shredded: true } });
  expect((await catacloud.post('/v1/people/lookup', { identifier: email(name) })).status).toBe(404);

  const erasure = async () => (await catacloud.get(`/v1/erasures/${request}`)).body;
  expect(await erasure()).toMatchObject({ state: 'effective', held: [] });
  await catacloud.time(new Date(Date.parse(catacloud.now()) + 25 * 3_600_000).toISOString());
  expect(await erasure()).toMatchObject({ state: 'final' });
  const finals = ofType(await everything(), 'disposals.became-final.v1');
  expect(finals.flatMap(({ facts }) => facts['disposals'])).toContain(order?.facts['disposal']);
});

test('C23 an erasure of which everything must be kept is refused part by part, used for nothing else, and goes by itself when the reason is over', async () => {
  const name = 'in-dispute';
  await profileOf(name);
  await catacloud.settled();
  const person = await catacloud.person(email(name));
  const dataCategories = statementOf('catacloud')
    .dataCategories.filter(({ anonymous }) => !anonymous)
    .map(({ id }) => id);
  const claim = { person: { person }, dataCategories, ground: 'legal-claim', reference: 'case 12' };
  const { body: placed } = await catacloud.post('/v1/legal-holds', claim, 'privacy-officer');
  const asked = { person: email(name), requestType: 'erasure', receivedThrough: 'phone', language: 'en' };
  const { body } = await catacloud.post('/v1/requests', { ...asked, contact: { email: email(name).value } });
  const request = String(body['request']);
  await catacloud.post(`/v1/requests/${request}/acceptance`, byJudgement);
  await catacloud.witness.sees('request.told.v1', { facts: { request, matter: 'refusal' } });
  await catacloud.settled();
  const ledger = await everything();
  const [refused] = ofType(ledger, 'request.refused.v1', person);
  expect(refused?.facts).toMatchObject({
    reason: 'legal-claims',
    complaintTo: 'Datatilsynet',
    courtRemedyStated: true,
  });
  const [withheld] = ofType(ledger, 'request.erasure-withheld.v1', person);
  expect(withheld?.facts['held']).toMatchObject([{ because: 'legal-hold', article: 'GDPR 17(3)(e)' }]);
  expect(ofType(ledger, 'disposal.ordered.v1', person)).toEqual([]);
  const use = { person: email(name), purpose: 'customer-relationship', dataCategory: 'contact' };
  const { body: decided } = await catacloud.post('/v1/decisions', use);
  expect(decided['decision']).toBe('deny');
  expect(JSON.stringify(decided['reasons'])).toContain('held-after-erasure');

  await catacloud.post(`/v1/legal-holds/${String(placed['hold'])}/lift`, {}, 'privacy-officer');
  await catacloud.settled();
  await catacloud.time(new Date(Date.parse(catacloud.now()) + 60_000).toISOString());
  await catacloud.witness.sees('disposal.completed.v1', { facts: { person, request } });
  await catacloud.settled();
  const after = await everything();
  expect(Object.entries(readable(after, person)).filter(([, open]) => open)).toEqual([]);
  expect((await catacloud.post('/v1/people/lookup', { identifier: email(name) })).status).toBe(404);
});

test('C2, C23 whoever stands in the books of a client alone is told to ask the client, and nothing is called erased', async () => {
  const name = 'in-the-books';
  await catacloud.tells('catacloud-app', 'client-material.recorded', {
    person: [email(name)],
    client: { kind: 'company', value: '998877665' },
  });
  const asked = { person: email(name), requestType: 'erasure', receivedThrough: 'phone', text: 'Please.' };
  const { body } = await catacloud.post('/v1/requests', asked);
  await catacloud.post(`/v1/requests/${String(body['request'])}/acceptance`, byJudgement);
  await catacloud.settled();
  const ledger = await everything();
  const person = await catacloud.person(email(name));
  expect(ofType(ledger, 'disposal.ordered.v1', person)).toEqual([]);
  expect(ofType(ledger, 'request.fulfilled.v1', person)).toEqual([]);
  const [refused] = ofType(ledger, 'request.refused.v1', person);
  expect(refused?.facts).toMatchObject({ reason: 'not-controller', complaintTo: 'Datatilsynet' });
  const [referred] = ofType(ledger, 'erasure.referred-to-clients.v1', person);
  expect(referred?.facts['clients']).toHaveLength(1);
});

test('what the services show of all this is what a replay of the ledgers gives', () => catacloud.replayed());
