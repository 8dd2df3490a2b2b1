import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptOf, offTime, readable } from './kept-and-gone.ts';
import { ofType, type TenantAtWork, tenantAtWork } from './tenant-at-work.ts';

// One platform whose time only goes forward: each promise takes up where the one before it left off.
let catacloud: TenantAtWork;
beforeAll(async () => {
  catacloud = await tenantAtWork('catacloud', ['catacloud-app', 'catacloud-crm', 'catacloud-site']);
});
afterAll(() => catacloud.stop());

const app = 'catacloud-app';
const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@catacloud-customer.example` }) as const;
const clientOf = (number: string) => ({ client: { kind: 'company', value: number } as const });
const everything = () => catacloud.witness.everything();
const kept = async (person: string) => keptOf(await everything(), person);
const ordersFor = async (person: string) => ofType(await everything(), 'disposal.ordered.v1', person);
const completion = (person: string, holding: string) =>
  catacloud.witness.sees('disposal.completed.v1', { facts: { person, holdings: [holding] } });

async function profileAt(client: object, name: string): Promise<string> {
  await catacloud.tells(app, 'profile.created', {
    person: [email(name)],
    ...client,
    identity: { name },
    contact: { email: email(name).value },
    location: { placeOfResidence: 'Bodø' },
  });
  return catacloud.person(email(name));
}

test('C16 what was given when the account was created stays while the client has a module, and goes with the last', async () => {
  const client = clientOf('910 000 016');
  for (const module of ['invoicing', 'payroll']) await catacloud.tells(app, 'module.added', { ...client, module });
  const person = await profileAt(client, 'module');
  await catacloud.time('2025-04-01T10:00:00Z');
  await catacloud.tells(app, 'module.removed', { ...client, module: 'invoicing' });
  await catacloud.time('2025-05-01T10:00:00Z');
  expect((await kept(person))['account-data']).not.toHaveProperty('due');
  expect(await ordersFor(person)).toEqual([]);
  const last = await catacloud.tells(app, 'module.removed', { ...client, module: 'payroll' });
  await catacloud.witness.sees('holding.scheduled.v1', {
    after: last.position,
    facts: { person, holding: 'account-data', erasableFrom: '2025-05-01' },
  });
  await catacloud.time('2025-05-01T12:00:00Z');
  await completion(person, 'account-data');
  const open = readable(await everything(), person);
  expect(open).toMatchObject({ location: false, identity: true, contact: true });
});

test('C17 a customer can come back for 12 months after the subscription ended, and is new when they are over', async () => {
  const client = clientOf('910 000 017');
  await catacloud.tells(crm, 'subscription.started', client);
  await catacloud.tells(crm, 'customer.converted', { person: [email('returns')], ...client });
  const register = { organisation: 'Vende AS' };
  const fetched = { person: [email('returns')], ...client, source: 'bronnoysund', register };
  await catacloud.tells(crm, 'register-data.fetched', fetched);
  const person = await catacloud.person(email('returns'));
  const rule = { person, holding: 'customer-after-subscription' };

  await catacloud.time('2025-06-10T10:00:00Z');
  const left = await catacloud.tells(crm, 'subscription.ended', client);
  const until = { ...rule, erasableFrom: '2026-06-10' };
  await catacloud.witness.sees('holding.scheduled.v1', { after: left.position, facts: until });
  await catacloud.time('2026-06-09T20:00:00Z');
  const back = await catacloud.tells(crm, 'subscription.started', client);
  await catacloud.witness.sees('holding.scheduled.v1', { after: back.position, facts: rule });
  await catacloud.time('2026-07-01T10:00:00Z');
  expect((await kept(person))[rule.holding]).not.toHaveProperty('due');
  expect(await ordersFor(person)).toEqual([]);

  const again = await catacloud.tells(crm, 'subscription.ended', client);
  await catacloud.tells(crm, 'service-agreement.ended', client);
  const forGood = { ...rule, erasableFrom: '2027-07-01' };
  await catacloud.witness.sees('holding.scheduled.v1', { after: again.position, facts: forGood });
  await catacloud.time('2027-06-30T20:00:00Z');
  expect(await ordersFor(person)).toEqual([]);
  await catacloud.time('2027-07-01T10:00:00Z');
  await completion(person, rule.holding);
  expect(readable(await everything(), person)).toMatchObject({ 'register-facts': false });

  // Who comes back a day later is new: nothing leads from the address to what was known, and nothing is known.
  await catacloud.witness.sees('person.forgotten.v1', { facts: { person, because: 'nothing-kept' } });
  await catacloud.settled();
  await catacloud.time('2027-07-02T10:00:00Z');
  await catacloud.tells(crm, 'subscription.started', client);
  await catacloud.tells(crm, 'customer.converted', { person: [email('returns')], ...client });
  const anew = await catacloud.person(email('returns'));
  expect(anew).not.toBe(person);
  expect((await kept(anew))[rule.holding]).not.toHaveProperty('due');
  expect((await kept(anew))[rule.holding]?.dataCategories).not.toContain('register-facts');
});

test('C21 contact data stays while the service agreement runs, longer than the subscription, and goes when it ends', async () => {
  const client = clientOf('910 000 021');
  await catacloud.tells(crm, 'service-agreement.started', client);
  await catacloud.tells(crm, 'subscription.started', client);
  const person = await profileAt(client, 'agreement');
  await catacloud.time('2027-08-01T10:00:00Z');
  const left = await catacloud.tells(crm, 'subscription.ended', client);
  const until = { person, holding: 'customer-after-subscription', erasableFrom: '2028-08-01' };
  await catacloud.witness.sees('holding.scheduled.v1', { after: left.position, facts: until });
  await catacloud.time('2028-10-01T10:00:00Z');
  expect(readable(await everything(), person)).toMatchObject({ contact: true });
  expect((await kept(person))['contact-during-agreement']).toMatchObject({ dataCategories: ['contact'] });
  const ended = await catacloud.tells(crm, 'service-agreement.ended', client);
  const now = { person, holding: 'contact-during-agreement', erasableFrom: '2028-10-01' };
  await catacloud.witness.sees('holding.scheduled.v1', { after: ended.position, facts: now });
  await catacloud.time('2028-10-01T12:00:00Z');
  await completion(person, 'contact-during-agreement');
  expect(readable(await everything(), person)).toMatchObject({ contact: false });
});

test('in all these years nothing of a customer went early or stayed, and what the services show is what a replay gives', async () => {
  await catacloud.settled();
  expect(offTime(await everything(), catacloud.now())).toEqual({ early: [], late: [] });
  await catacloud.replayed();
});
