import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('catacloud', '2026-03-01T09:00:00.000Z');
});
afterAll(() => held?.stop());

const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@example.no` }) as const;
const client = (value: string) => ({ client: { kind: 'company', value } });
const personOf = (name: string) => held.vault.findPerson(held.tenant, email(name));
const joins = async (name: string, company: string): Promise<string> => {
  await held.publish(crm, 'subscription.started', client(company));
  await held.publish(crm, 'service-agreement.started', client(company));
  await held.publish(crm, 'customer.converted', { person: [email(name)], ...client(company) });
  await held.publish(crm, 'register-data.fetched', {
    person: [email(name)],
    ...client(company),
    source: 'bronnoysund',
    register: { organisation: 'Vende AS' },
  });
  await held.settled();
  return String(await personOf(name));
};
const leaves = async (company: string) => {
  await held.publish(crm, 'subscription.ended', client(company));
  await held.publish(crm, 'service-agreement.ended', client(company));
  await held.settled();
};
const confirmAll = async (person: string) => {
  await held.settled();
  await held.systemsConfirm(person);
};
const types = async (person: string) => (await held.readPerson(person)).map(({ meta }) => meta.type);
const due = {
  due: '2027-05-01T23:59:59.999+02:00',
  dueDate: '2027-05-01',
  received: '2027-04-01T09:00:00.000Z',
  zone: 'Europe/Oslo',
  clock: 'gdpr-12-3',
  derivation: [],
  rules: '2026-1',
  calendar: '2026-1',
};

describe('a customer that comes back (C17)', () => {
  it('a day before the 12 months are over is known, and keeps the history', async () => {
    const person = await joins('early', '910000001');
    await leaves('910000001');
    await held.timePasses('2027-02-28T09:00:00.000Z');
    await held.publish(crm, 'subscription.started', client('910000001'));
    await held.settled();
    await held.timePasses('2027-03-15T09:00:00.000Z');
    expect(await personOf('early')).toBe(person);
    expect(await types(person)).not.toContain('person.forgotten.v1');
    const { body } = await held.call('GET', `/v1/people/${person}/holdings`, { role: 'staff' });
    const kept = body['holdings'] as { rule: string; due?: string; dataCategories: string[] }[];
    const customer = kept.find(({ rule }) => rule === 'customer-after-subscription');
    expect(customer?.dataCategories).toContain('register-facts');
    expect(customer).not.toHaveProperty('due');
  });

  it('a day after they are over is new: another id, none of the history, and nothing that leads from the one to the other', async () => {
    const person = await joins('late', '910000002');
    await held.publish(crm, 'newsletter.signed-up', {
      person: [email('late')],
      contact: { email: email('late').value },
    });
    await held.publish(crm, 'newsletter.opted-out', { person: [email('late')] });
    await leaves('910000002');
    await held.timePasses('2028-03-14T22:50:00.000Z');
    expect(await personOf('late')).toBe(person);
    await held.timePasses('2028-03-14T23:00:00.000Z');
    await confirmAll(person);
    expect((await held.readPerson(person)).at(-1)).toMatchObject({
      meta: { type: 'person.forgotten.v1' },
      facts: { person, because: 'nothing-kept' },
    });
    expect(await personOf('late')).toBeUndefined();
    expect(await held.vault.suppressedFor(held.tenant, [email('late')], ['newsletter'])).toEqual(['newsletter']);
    await held.timePasses('2028-03-16T09:00:00.000Z');
    const anew = await joins('late', '910000002');
    expect(anew).not.toBe(person);
    expect(await held.readPerson(anew)).not.toContainEqual(
      expect.objectContaining({ facts: expect.objectContaining({ person }) }),
    );
    const before = (await held.readPerson(person)).length;
    await held.settled();
    expect(await held.readPerson(person)).toHaveLength(before);
  });

  it('is known for as long as a request is open, a consent counts, or an objection has to be honoured', async () => {
    const people = Object.fromEntries(
      await Promise.all(
        ['asks', 'agrees', 'objects', 'nothing'].map(async (name, index) => {
          await held.publish(crm, 'support.contacted', {
            person: [email(name)],
            enquiry: { message: `Question ${index}` },
          });
          return [name, String(await personOf(name))] as const;
        }),
      ),
    ) as Record<'asks' | 'agrees' | 'objects' | 'nothing', string>;
    const receive = (request: string, person: string, requestType: string) =>
      held.tell('request.received.v1', request, {
        request,
        person,
        requestType,
        receivedThrough: 'portal',
        received: due.received,
        due,
      });
    await receive('r-open', people.asks, 'access');
    await receive('r-objection', people.objects, 'objection');
    const { objects } = people;
    await held.tell('request.fulfilled.v1', 'r-objection', {
      request: 'r-objection',
      person: objects,
      fulfilled: held.clock.now(),
      by: 'staff',
    });
    const agreed = { person: people.agrees, purpose: 'newsletter', statementVersion: '2.10' };
    await held.tell('consent.given.v1', people.agrees, {
      ...agreed,
      shown: { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'pressed-button' },
    });
    await held.settled();
    await held.timePasses('2029-03-17T09:00:00.000Z');
    for (const person of Object.values(people)) await confirmAll(person);
    const known = async () =>
      Object.fromEntries(
        await Promise.all(Object.keys(people).map(async (name) => [name, (await personOf(name)) !== undefined])),
      );
    expect(await known()).toEqual({ asks: true, agrees: true, objects: true, nothing: false });

    const about = { request: 'r-open', person: people.asks };
    await held.tell('request.fulfilled.v1', 'r-open', { ...about, fulfilled: held.clock.now(), by: 'staff' });
    await held.tell('request.told.v1', 'r-open', {
      ...about,
      message: 'm-1',
      matter: 'answer',
      how: 'letter',
      told: held.clock.now(),
      addressOf: 'asker',
    });
    await held.tell('consent.withdrawn.v1', people.agrees, { ...agreed, surface: 'portal' });
    await held.tell('request.withdrawn.v1', 'r-objection', {
      request: 'r-objection',
      person: objects,
      withdrawn: held.clock.now(),
    });
    await held.settled();
    expect(await known()).toEqual({ asks: false, agrees: false, objects: false, nothing: false });
  });

  it('is what a fresh fold of the ledger says', async () => {
    await held.settled();
    const { projections } = await held.replay();
    expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
  });
});
