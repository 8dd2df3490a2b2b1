import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-01-31T09:00:00.000Z');
});
afterAll(() => held?.stop());

const site = 'kaukus-site';
const visitor = { kind: 'cookie', value: 'visitor-to-anonymise' } as const;
const remains = { form: 'aggregate', smallestGroup: 40, fields: ['page', 'month', 'visits'] };

describe('a visit that is made anonymous (C20)', () => {
  it('is taken only with what is left, leads nowhere, and is checked on our side afterwards', async () => {
    await held.publish(site, 'behaviour.observed', {
      person: [visitor],
      behaviour: { page: '/', action: 'scroll' },
      reference: 'visit-000417',
    });
    const person = String(await held.vault.findPerson(held.tenant, visitor));
    await held.timePasses('2027-02-01T09:00:00.000Z');
    const disposal = held.orders.find(({ data }) => data.person === person)?.data.disposal;
    expect(disposal).toBeDefined();
    const before = await held.lastPosition();
    const say = (more: object) =>
      held.publish(site, 'disposal.confirmed', { disposal, method: 'anonymised', evidence: 'job 17', ...more });
    const refusals = [
      await say({}),
      await say({ remains: { ...remains, smallestGroup: 9 } }),
      await say({ remains: { ...remains, fields: ['page', 'visitId'] } }),
      await say({ remains, evidence: 'visit-000417 is one of 40' }),
      await say({ remains: { ...remains, people: 3 } }),
    ];
    expect(refusals.map(({ problem }) => [problem?.status, problem?.code])).toEqual([
      [422, 'anonymising-undeclared'],
      [422, 'anonymous-group-too-small'],
      [422, 'anonymous-fields-identify'],
      [422, 'evidence-leads-to-person'],
      [400, 'invalid-request'],
    ]);
    expect(JSON.stringify(refusals)).not.toContain('visit-000417');
    expect(held.lines.join('')).not.toContain('visit-000417');
    expect(await held.lastPosition()).toBe(before);

    const taken = await held.call('POST', `/v1/disposals/${disposal}/confirmations`, {
      role: 'staff',
      key: 'anonymous',
      body: { system: site, method: 'anonymised', evidence: 'job 17', remains },
    });
    expect(taken.status).toBe(201);
    await held.settled();
    expect((await held.readPerson(person)).slice(-5).map(({ meta }) => meta.type)).toEqual([
      'disposal.confirmed.v1',
      'disposal.anonymised.v1',
      'disposal.completed.v1',
      'disposal.anonymisation-checked.v1',
      'person.forgotten.v1',
    ]);
    const { body } = await held.call('GET', '/v1/disposals?state=completed', { role: 'auditor' });
    expect(body['disposals']).toMatchObject([
      {
        disposal,
        anonymised: [{ system: site, remains, leastGroup: 10, rule: 'anonymisation-2026-1' }],
        anonymisationChecked: { keysLeft: 0, referenceKeysLeft: 0 },
      },
    ]);
    expect(await held.vault.findPerson(held.tenant, visitor)).toBeUndefined();
  });

  it('is refused while the name that the system gave its record still opens for other data', async () => {
    const both = { kind: 'cookie', value: 'visitor-and-customer' } as const;
    await held.publish(site, 'behaviour.observed', {
      person: [both],
      behaviour: { page: '/', action: 'scroll' },
      reference: 'visit-000418',
    });
    await held.publish(site, 'newsletter.signed-up', { person: [both], contact: { email: 'reads@example.no' } });
    const person = String(await held.vault.findPerson(held.tenant, both));
    await held.timePasses('2028-03-01T09:00:00.000Z');
    const disposal = held.orders.find(({ data }) => data.person === person)?.data.disposal;
    const said = { disposal, method: 'anonymised', evidence: 'job 18', remains };
    expect((await held.publish(site, 'disposal.confirmed', said)).problem?.code).toBe('anonymous-still-linkable');
    const erased = { disposal, method: 'erased', evidence: 'job 18' };
    expect((await held.publish(site, 'disposal.confirmed', erased)).seq).toEqual(expect.any(Number));
  });

  it('is what a fresh fold of the ledger says', async () => {
    await held.settled();
    const { projections } = await held.replay();
    expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
  });
});
