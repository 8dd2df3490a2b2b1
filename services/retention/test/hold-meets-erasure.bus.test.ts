import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-03-01T09:00:00.000Z');
});
afterAll(() => held?.stop());

const email = { kind: 'email', value: 'motpart@kommune.example' } as const;
const request = 'r-half-way';
let person: string;
let hold: string;

const erasure = async () => (await held.call('GET', `/v1/erasures/${request}`, { role: 'staff' })).body;
const ofPerson = async (type: string) => (await held.readPerson(person)).filter(({ meta }) => meta.type === type);
async function systemsConfirm() {
  await held.systemsConfirm();
  held.orders.length = 0;
}

it('a hold placed between the order and the keys saves what it names, and the person is to be told so', async () => {
  await held.publish('kaukus-site', 'enquiry.received', {
    person: [email],
    contact: { email: email.value },
    enquiry: { message: 'Vi ser dere i retten.' },
  });
  person = String(await held.vault.findPerson(held.tenant, email));
  const accepted = { request, person, requestType: 'erasure', identity: 'staff-judgement' };
  await held.tell('request.accepted.v1', request, accepted);
  await held.settled();
  expect(await erasure()).toMatchObject({ state: 'ordered', held: [] });
  const placed = await held.call('POST', '/v1/legal-holds', {
    role: 'privacy-officer',
    body: { person: { person }, dataCategories: ['enquiry'], ground: 'legal-claim', reference: 'case 7' },
  });
  hold = String(placed.body['hold']);
  await systemsConfirm();
  const [owed] = await ofPerson('erasure.telling-owed.v1');
  expect(owed?.facts).toMatchObject({ held: [{ dataCategories: ['enquiry'], article: 'GDPR 17(3)(e)' }] });
  await held.personIsTold(person);
  expect(await erasure()).toMatchObject({ state: 'effective', held: [{ because: 'legal-hold' }] });
  const [completed] = await ofPerson('disposal.completed.v1');
  const destroyed = completed?.facts['keysDestroyed'] as { category: string }[];
  expect(destroyed.map(({ category }) => category)).toContain('contact');
  expect(destroyed.map(({ category }) => category)).not.toContain('enquiry');
});

it('and when the hold is lifted the rest goes at once by that request, long before its rule ends', async () => {
  await held.timePasses('2026-06-01T09:00:00.000Z');
  expect(held.orders).toEqual([]);
  await held.call('POST', `/v1/legal-holds/${hold}/lift`, { role: 'privacy-officer' });
  await held.settled();
  await held.timePasses('2026-06-01T10:00:00.000Z');
  expect((await ofPerson('disposal.ordered.v1')).at(-1)?.facts).toMatchObject({
    reason: 'erasure-request',
    request,
    dataCategories: ['enquiry'],
  });
  expect(held.orders.map(({ system }) => system)).toContain('kaukus-site');
  await systemsConfirm();
  await held.personIsTold(person);
  const gone = (await ofPerson('disposal.completed.v1')).at(-1)?.facts['keysDestroyed'] as { category: string }[];
  expect(gone.map(({ category }) => category)).toContain('enquiry');
  expect(await ofPerson('person.forgotten.v1')).toHaveLength(1);
});

it('is what a fresh fold of the ledger says', async () => {
  const { projections } = await held.replay();
  expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
});
