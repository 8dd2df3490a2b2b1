import { statementOf } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastMail, stillReadable } from './kept-and-gone.ts';
import { byJudgement, codeOf, ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const client = { kind: 'company', value: '999 333 444' } as const;
const profileOf = (name: string) =>
  catacloud.tells('catacloud-app', 'profile.created', {
    person: [email(name)],
    client,
    identity: { name: 'Sigrid Sharing' },
    contact: { email: email(name).value },
  });
const everything = () => catacloud.witness.everything();

test('an objection to marketing outlives the erasure of whoever made it, until they agree anew (C14)', async () => {
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
  expect(stillReadable(ledger, person)).toEqual([]);
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

test('C22, C23 an erasure leaves where another open request is answered, for that answer alone, and then nothing leads to the person', async () => {
  const name = 'asks-twice';
  await profileOf(name);
  await catacloud.settled();
  const person = await catacloud.person(email(name));
  const asks = async (requestType: string) => {
    const contact = { email: email(name).value };
    const asked = { person: email(name), requestType, receivedThrough: 'phone', language: 'en', contact };
    return String((await catacloud.post('/v1/requests', asked)).body['request']);
  };
  const access = await asks('access');
  const request = await asks('erasure');
  await catacloud.post(`/v1/requests/${request}/acceptance`, byJudgement);
  await catacloud.witness.sees('request.fulfilled.v1', { facts: { request, by: 'disposal' } });
  await catacloud.settled();
  const open = async () => stillReadable(await everything(), person);
  expect(await open()).toEqual(['answer-address']);
  const erasure = async () => (await catacloud.get(`/v1/erasures/${request}`)).body;
  expect(await erasure()).toMatchObject({ answerAddress: { forRequests: [access], kept: true } });
  expect(lastMail(await catacloud.mails(), request)).toContain('We keep your address only to answer that');
  const use = { person: email(name), purpose: 'newsletter', dataCategory: 'answer-address' };
  expect((await catacloud.post('/v1/decisions', use)).body['decision']).toBe('deny');
  expect((await catacloud.post('/v1/people/lookup', { identifier: email(name) })).status).toBe(200);

  await catacloud.post(`/v1/requests/${access}/acceptance`, byJudgement);
  await catacloud.witness.sees('request.told.v1', { facts: { request: access, matter: 'answer', how: 'email' } });
  await catacloud.settled();
  await catacloud.aMinuteLater();
  await catacloud.witness.sees('accountability-record.keys-destroyed.v1', {
    facts: { owner: person, part: 'answer-address' },
  });
  await catacloud.witness.sees('person.forgotten.v1', { facts: { person, because: 'erasure' } });
  await catacloud.settled();
  // What staff wrote of that request since is the record of it.
  expect(await open()).toEqual(['enquiry']);
  expect(await erasure()).toMatchObject({ answerAddress: { kept: false } });
  expect((await catacloud.post('/v1/people/lookup', { identifier: email(name) })).status).toBe(404);
});

test('C14, C23 an erasure of which everything must be kept is refused part by part, used for nothing else, and goes by itself when the reason is over', async () => {
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
  expect(stillReadable(after, person)).toEqual([]);
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
