import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

type Cookie = { kind: 'cookie'; value: string };
const aCookie = (): Cookie => ({ kind: 'cookie', value: randomUUID() });
const anEmail = () => ({ kind: 'email' as const, value: `${randomUUID()}@example.no` });
const choose = async (person: object, purpose: string, decision: string) => {
  const { status, body } = await consent.post(
    'staff',
    '/v1/consents',
    await consent.choice(purpose, { person, decision, ...(await shownFor(purpose)) }),
  );
  expect(status).toBe(201);
  return body;
};
const shownFor = async (purpose: string) => ({
  shown: { noticeHash: await consent.noticeHash(purpose), language: 'nb', surface: 'portal', method: 'ticked-box' },
});
const merge = (visitor: Cookie, person: object, key?: string, caller: 'system' | 'staff' = 'system') =>
  consent.post(caller, '/v1/people/merges', { visitor, person }, key);
const idOf = (identifier: Parameters<typeof consent.vault.findPerson>[1]) =>
  consent.vault.findPerson(consent.tenant, identifier);

describe('POST /v1/people/merges', () => {
  it('201: what the visitor chose counts for the person, a no wins, and the cookie leads to the person', async () => {
    const [visitor, person] = [aCookie(), anEmail()];
    await choose(visitor, 'analytics', 'given');
    await choose(visitor, 'preferences', 'refused');
    await choose(visitor, 'marketing', 'given');
    await choose(person, 'preferences', 'given');
    await choose(person, 'marketing', 'refused');
    const before = await idOf(visitor);
    const key = randomUUID();
    const merged = await merge(visitor, person, key);
    expect([merged.status, merged.body['choices']]).toMatchObject([
      201,
      { analytics: { status: 'given' }, preferences: { status: 'refused' }, marketing: { status: 'refused' } },
    ]);
    expect(merged.body['person']).toBe(await idOf(person));
    expect(await idOf(visitor)).toBe(await idOf(person));
    const { body } = await consent.consentsOf(merged.body['person'], merged.body['position']);
    expect(body['choices']).toMatchObject({
      analytics: { status: 'given', expires: '2027-03-02T09:00:00Z', origin: { visitor: before } },
    });
    expect((await consent.consentsOf(before, merged.body['position'])).body['mergedInto']).toBe(merged.body['person']);
    await consent.withoutTrace(async () => {
      const again = await merge(visitor, person, key);
      expect([again.status, again.body['choices']]).toEqual([200, merged.body['choices']]);
    });
  });

  it('nothing is used under the visitor’s old id any more, and nothing chosen', async () => {
    const [visitor, person] = [aCookie(), anEmail()];
    await choose(visitor, 'analytics', 'given');
    const before = await idOf(visitor);
    await merge(visitor, person);
    const withdrawal = { person: { person: before }, purpose: 'analytics', surface: 'portal' };
    const refused = await consent.withoutTrace(() => consent.post('staff', '/v1/consents/withdrawals', withdrawal));
    expect([refused.status, problemCode(refused)]).toEqual([409, 'person-merged']);
    const byCookie = await consent.post('staff', '/v1/consents/withdrawals', { ...withdrawal, person: visitor });
    expect([byCookie.status, byCookie.body['person']]).toEqual([201, await idOf(person)]);
  });

  it('a no of the visitor is not lost when the caller was interrupted after the first step', async () => {
    const [visitor, person] = [aCookie(), anEmail()];
    await choose(visitor, 'analytics', 'refused');
    await choose(person, 'analytics', 'given');
    const [from, into] = [String(await idOf(visitor)), String(await idOf(person))];
    const position = await consent.tell('person.merged.v1', from, { person: from, into });
    await consent.followed(position);
    const { body } = await consent.consentsOf(into, await consent.position());
    expect(body['choices']).toMatchObject({ analytics: { status: 'refused', origin: { visitor: from } } });
    expect(await idOf(visitor)).toBe(into);
    await consent.withoutTrace(() => merge(visitor, person));
  });

  it('a cookie that nobody has used leads to the person without a trace in the ledger', async () => {
    const [visitor, person] = [aCookie(), anEmail()];
    await choose(person, 'analytics', 'given');
    const merged = await consent.withoutTrace(() => merge(visitor, person));
    expect([merged.status, merged.body['outcome']]).toEqual([200, 'unchanged']);
    expect(await idOf(visitor)).toBe(await idOf(person));
  });

  it('two known people never become one, and strangers may not ask', async () => {
    const [visitor, first, second] = [aCookie(), anEmail(), anEmail()];
    await choose(visitor, 'analytics', 'given');
    await merge(visitor, first);
    const body = { visitor, person: second };
    const refused = await consent.withoutTrace(async () => [
      await merge(visitor, second),
      await consent.post('auditor', '/v1/people/merges', body),
      await consent.post('nobody', '/v1/people/merges', body),
      await consent.post('staff', '/v1/people/merges', { visitor: first, person: second }),
    ]);
    expect(refused.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [409, 'visitor-known'],
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
      [400, 'invalid-request'],
    ]);
    expect(await idOf(second)).toBeUndefined();
    const elsewhere = await consent.post({ role: 'staff', tenant: consent.other }, '/v1/people/merges', body);
    expect([elsewhere.status, elsewhere.body['choices']]).toEqual([200, {}]);
    expect(await idOf(visitor)).toBe(await idOf(first));
  });
});
