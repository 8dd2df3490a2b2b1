import { afterAll, beforeAll, expect, it } from 'vitest';
import { statementOf } from './person-scenarios.ts';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-03-01T09:00:00.000Z');
});
afterAll(() => held?.stop());

const email = { kind: 'email', value: 'saksoker@kommune.example' } as const;
const request = 'r-withheld';
const everything = statementOf('kaukus')
  .dataCategories.filter(({ anonymous }) => !anonymous)
  .map(({ id }) => id);
const erasure = async () => (await held.call('GET', `/v1/erasures/${request}`, { role: 'staff' })).body;
const typesOf = async (id: string) => (await held.readPerson(id)).map(({ meta }) => meta.type);
let person: string;
let hold: string;

it('an erasure of which everything must be kept is refused, and nothing is ordered', async () => {
  await held.publish('kaukus-site', 'enquiry.received', {
    person: [email],
    contact: { email: email.value },
    enquiry: { message: 'Vi ser dere i retten.' },
  });
  person = String(await held.vault.findPerson(held.tenant, email));
  const placed = await held.call('POST', '/v1/legal-holds', {
    role: 'privacy-officer',
    body: { person: { person }, dataCategories: everything, ground: 'legal-claim', reference: 'case 7' },
  });
  hold = String(placed.body['hold']);
  await held.tell('request.accepted.v1', request, {
    request,
    person,
    requestType: 'erasure',
    identity: 'staff-judgement',
  });
  await held.settled();
  expect((await typesOf(person)).slice(-2)).toEqual(['erasure.remainder-held.v1', 'erasure.withheld.v1']);
  expect(held.orders).toEqual([]);
  expect(await erasure()).toMatchObject({ state: 'withheld', held: [{ because: 'legal-hold' }], waitingFor: [] });
  await held.timePasses('2026-06-01T09:00:00.000Z');
  expect(held.orders).toEqual([]);
});

it('and goes by itself when the hold is lifted: ordered, confirmed, the keys destroyed and the person forgotten', async () => {
  const lifted = await held.call('POST', `/v1/legal-holds/${hold}/lift`, { role: 'privacy-officer' });
  expect(lifted.status).toBe(201);
  await held.settled();
  await held.timePasses('2026-06-01T10:00:00.000Z');
  expect(held.orders.map(({ system }) => system)).toContain('kaukus-site');
  expect(await erasure()).toMatchObject({ state: 'ordered' });
  for (const { system, data } of held.orders)
    await held.publish(system, 'disposal.confirmed', {
      disposal: data.disposal,
      system,
      method: 'erased',
      evidence: 'job 9',
    });
  await held.settled();
  await held.personIsTold(person);
  expect(await erasure()).toMatchObject({ state: 'effective' });
  expect(await typesOf(person)).toContain('person.forgotten.v1');
  expect(await held.vault.findPerson(held.tenant, email)).toBeUndefined();
});

it('is what a fresh fold of the ledger says', async () => {
  const { projections } = await held.replay();
  expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
});
