import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const purpose = 'newsletter';
/** An address whose owner said no and was forgotten since. */
async function forgotten(reason: string) {
  const email = { kind: 'email', value: `${randomUUID()}@example.no` } as const;
  const person = await consent.vault.resolvePerson(consent.tenant, email);
  await consent.vault.suppressPerson(consent.tenant, person, [reason]);
  await consent.vault.forgetPerson(consent.tenant, person);
  return email;
}
const soldTo = (person: object) =>
  consent.post('system', '/v1/soft-opt-ins', {
    person,
    purpose,
    sale: { reference: 'order-1', sold: '2026-03-01T09:00:00.000Z' },
    products: 'own-similar',
    optOutOffered: true,
  });
const decision = async (person: object) => {
  const asked = { person, purpose, dataCategory: 'contact', population: 'newsletter-subscriber' };
  const { body } = await consent.post('system', '/v1/decisions', asked);
  const { decision: said, reasons } = body as { decision: string; reasons: { code: string }[] };
  return [said, ...reasons.map(({ code }) => code)];
};

it.each([purpose, 'direct-marketing'])(
  'a sale opens no marketing to somebody who had said no to it before being forgotten (%s), and leaves no trace of them',
  async (reason) => {
    const email = await forgotten(reason);
    const refused = await consent.withoutTrace(() => soldTo(email));
    expect([refused.status, problemCode(refused)]).toEqual([409, 'has-said-no']);
    expect(await consent.vault.findPerson(consent.tenant, email)).toBeUndefined();
  },
);

it('a no to something else stands in nobody’s way', async () => {
  expect((await soldTo(await forgotten('course-invitations'))).status).toBe(201);
});

it('somebody who came back with a no is told so by every decision, until they agree anew; then their word counts', async () => {
  const email = await forgotten(purpose);
  const person = await consent.vault.resolvePerson(consent.tenant, email);
  await consent.followed(await consent.tell('opt-out.recognised.v1', person, { person, purposes: [purpose] }));
  expect(await decision(email)).toEqual(['deny', 'opted-out', 'consent-missing']);
  const sold = await soldTo({ person });
  expect(problemCode(sold)).toBe('has-said-no');
  const given = await consent.post(
    'staff',
    '/v1/consents',
    await consent.choice(purpose, { person: email, decision: 'given' }),
  );
  expect(given.status).toBe(201);
  expect(await decision(email)).toEqual(['allow', 'consent-in-force']);
});
