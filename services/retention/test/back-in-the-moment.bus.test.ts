import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { heldUp } from './held-up.ts';
import { type RunningRetention, startRetention } from './running-retention.ts';

const following = heldUp('follow-clients');
let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('catacloud', '2026-03-01T09:00:00.000Z', following.definition);
});
afterAll(async () => {
  following.letOn();
  await held?.stop();
});

const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@example.no` }) as const;
const client = (value: string) => ({ client: { kind: 'company', value } });

/** A customer whose company's subscription ended: the register data falls due when the 12 months are over. */
async function customerWhoLeft(name: string, company: string): Promise<string> {
  await held.publish(crm, 'subscription.started', client(company));
  await held.publish(crm, 'customer.converted', { person: [email(name)], ...client(company) });
  await held.publish(crm, 'register-data.fetched', {
    person: [email(name)],
    ...client(company),
    source: 'bronnoysund',
    register: { organisation: 'Vende AS' },
  });
  await held.publish(crm, 'subscription.ended', client(company));
  await held.settled();
  return String(await held.vault.findPerson(held.tenant, email(name)));
}
const ordersTo = async (person: string) =>
  (await held.readPerson(person)).filter(({ meta }) => meta.type === 'disposal.ordered.v1');

describe('a client that comes back in the very moment in which its people’s data falls due (C17)', () => {
  it('keeps it, although nothing has carried the return to their files yet', async () => {
    const person = await customerWhoLeft('just', '910000011');
    following.hold();
    await held.publish(crm, 'subscription.started', client('910000011'));
    held.clock.advanceTo('2027-03-02T09:00:00.000Z');
    await held.service.checkTimers();
    expect(await ordersTo(person)).toEqual([]);
    following.letOn();
    await held.settled();
    await held.timePasses('2027-04-01T09:00:00.000Z');
    expect(await ordersTo(person)).toEqual([]);
    const { body } = await held.call('GET', `/v1/people/${person}/holdings`, { role: 'staff' });
    const kept = (body['holdings'] as { rule: string; due?: string }[]).find(
      ({ rule }) => rule === 'customer-after-subscription',
    );
    expect(kept).toBeDefined();
    expect(kept).not.toHaveProperty('due');
  });

  it('keeps it, although the client came back after it was read and before the order was written', async () => {
    const person = await customerWhoLeft('between', '910000013');
    following.hold();
    held.clock.advanceTo('2028-04-03T09:00:00.000Z');
    following.beforeTheOrder(() => held.publish(crm, 'subscription.started', client('910000013')));
    await held.service.checkTimers();
    expect(await ordersTo(person)).toEqual([]);
    following.letOn();
    await held.settled();
    expect(await ordersTo(person)).toEqual([]);
  });

  it('and it is on record up to where its clients were read, whatever else clients do meanwhile', async () => {
    const person = await customerWhoLeft('looked-at', '910000014');
    held.clock.advanceTo('2029-04-04T09:00:00.000Z');
    following.beforeTheOrder(() => held.publish(crm, 'subscription.started', client('910000099')));
    await held.service.checkTimers();
    await held.settled();
    const events = await held.readPerson(person);
    const read = events.find(({ meta }) => meta.type === 'clients.followed.v1');
    const [order] = await ordersTo(person);
    const elsewhere = await held.readLatest('subscription.started.v1');
    expect(order?.meta.id).toBe(`${read?.meta.id.slice(0, -1)}1`);
    expect(read?.facts['upTo']).toBe(elsewhere?.position);
  });

  it('and one that stays away loses it in that moment', async () => {
    const person = await customerWhoLeft('gone', '910000012');
    following.hold();
    held.clock.advanceTo('2031-04-02T09:00:00.000Z');
    await held.service.checkTimers();
    expect(await ordersTo(person)).not.toEqual([]);
    following.letOn();
    await held.settled();
  });
});
