import { marketingPurposes } from '@vitne/service-kit/said-no-before';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { statementOf } from './person-scenarios.ts';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('catacloud', '2026-03-01T09:00:00.000Z');
});
afterAll(() => held?.stop());

const crm = 'catacloud-crm';
const everyMarketing = marketingPurposes(statementOf('catacloud'));
const email = (name: string) => ({ kind: 'email', value: `${name}@example.no` }) as const;
const personOf = async (name: string) => String(await held.vault.findPerson(held.tenant, email(name)));
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

/** Somebody contacts support; answers their id. */
async function comes(name: string): Promise<string> {
  await held.publish(crm, 'support.contacted', { person: [email(name)], enquiry: { message: 'Help' } });
  await held.settled();
  return personOf(name);
}
const recognised = async (person: string) =>
  (await held.readPerson(person)).find(({ meta }) => meta.type === 'opt-out.recognised.v1')?.facts['purposes'];
const receives = (request: string, person: string, requestType: string, more: object = {}) => {
  const facts = { request, person, requestType, receivedThrough: 'portal', received: due.received, due, ...more };
  return held.tell('request.received.v1', request, facts);
};
/** The person asks for erasure, and it is carried out to its end. */
async function isErased(person: string): Promise<void> {
  const request = `r-${person.slice(0, 12)}`;
  await receives(request, person, 'erasure');
  await held.tell('request.accepted.v1', request, { request, person, requestType: 'erasure', identity: 'email-link' });
  await held.settled();
  await held.systemsConfirm(person);
  await held.personIsTold(person);
}
const consents = (person: string, purpose: string, act: 'given' | 'withdrawn') =>
  held.tell(`consent.${act}.v1`, person, {
    person,
    purpose,
    statementVersion: '2.10',
    ...(act === 'given'
      ? { shown: { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'pressed-button' } }
      : { surface: 'portal' }),
  });

describe('a no to direct marketing outlives the person who said it (Art. 21(2), 21(3))', () => {
  it('an objection is honoured when the objector comes back after an erasure, for every marketing there is', async () => {
    const before = await comes('objector');
    await receives('r-objects', before, 'objection');
    await isErased(before);
    expect(await held.vault.findPerson(held.tenant, email('objector'))).toBeUndefined();
    const after = await comes('objector');
    expect(after).not.toBe(before);
    expect(await recognised(after)).toEqual(everyMarketing);
    await comes('objector');
    expect((await held.readPerson(after)).filter(({ meta }) => meta.type === 'opt-out.recognised.v1')).toHaveLength(1);
  });

  it('so is an opt-out that a system told, and a consent that was withdrawn, each for its own purpose', async () => {
    for (const [name, said] of [
      ['opts-out', () => held.publish(crm, 'newsletter.opted-out', { person: [email('opts-out')] })],
      ['withdraws', async () => consents(await personOf('withdraws'), 'newsletter', 'withdrawn')],
    ] as const) {
      const before = await comes(name);
      await held.publish(crm, 'newsletter.signed-up', { person: [email(name)], contact: { email: email(name).value } });
      await consents(before, 'newsletter', 'given');
      await said();
      await isErased(before);
      expect(await recognised(await comes(name))).toEqual(['newsletter']);
    }
  });

  it('whoever agrees anew is taken at their word: the earlier no is not kept beyond that, and what they still refuse is', async () => {
    const before = await comes('changes');
    await receives('r-changes', before, 'objection', { directMarketing: true });
    await isErased(before);
    const again = await comes('changes');
    await consents(again, 'newsletter', 'given');
    await isErased(again);
    const last = await comes('changes');
    expect(await recognised(last)).toEqual(everyMarketing.filter((purpose) => purpose !== 'newsletter'));
  });

  it('an objection to something else than marketing, and somebody who said nothing, leave nothing behind', async () => {
    const before = await comes('other');
    await receives('r-other', before, 'objection', { directMarketing: false });
    await isErased(before);
    expect(await recognised(await comes('other'))).toBeUndefined();
    const quiet = await comes('quiet');
    await isErased(quiet);
    const stored = await held.vault.suppressedFor(
      held.tenant,
      [email('quiet')],
      ['direct-marketing', ...everyMarketing],
    );
    expect(stored).toEqual([]);
  });

  it('nobody who is known is told to have come back: an opt-out of today stands by itself', async () => {
    const person = await comes('stays');
    await held.publish(crm, 'newsletter.opted-out', { person: [email('stays')] });
    await comes('stays');
    expect(await recognised(person)).toBeUndefined();
  });

  it('and is what a fresh fold of the ledger says', async () => {
    await held.settled();
    const { projections } = await held.replay();
    expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
  });
});
