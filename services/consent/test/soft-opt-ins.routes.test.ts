import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const anEmail = () => ({ kind: 'email' as const, value: `${randomUUID()}@example.no` });
const soft = (over: object = {}) => ({
  person: anEmail(),
  purpose: 'newsletter',
  sale: { reference: 'order-1001', sold: '2026-03-01T09:00:00.000Z' },
  products: 'own-similar',
  optOutOffered: true,
  ...over,
});
const path = '/v1/soft-opt-ins';
const record = (body: object, key?: string) => consent.post('system', path, body, key);
const read = (person: unknown, position: unknown) =>
  consent.request('auditor', 'GET', `/v1/people/${String(person)}/soft-opt-ins?after=${String(position)}`);
const told = async (type: string, person: unknown, facts: object = {}) => {
  const position = await consent.tell(type, String(person), {
    system: 'kaukus-mail',
    occurred: consent.clock.now(),
    person,
    ...facts,
  });
  await consent.followed(position);
};

describe('/v1/soft-opt-ins', () => {
  it('201, 200: stands beside the consents and never counts as one', async () => {
    const body = soft();
    const key = randomUUID();
    const recorded = await record(body, key);
    expect([recorded.status, recorded.body['standing']]).toEqual([
      201,
      { newsletter: { status: 'standing', sale: 'order-1001' } },
    ]);
    expect((await record(body, key)).body).toEqual({ ...recorded.body, outcome: 'repeated' });
    const { person, position } = recorded.body;
    expect((await read(person, position)).body['purposes']).toMatchObject({ newsletter: { status: 'standing' } });
    expect((await consent.consentsOf(person, position)).body).toMatchObject({ choices: {}, history: [] });
    const { body: asked } = await consent.post('staff', '/v1/consents/questions', {
      person: { person },
      purposes: ['newsletter'],
    });
    expect(asked['questions']).toMatchObject([{ because: 'never-asked' }]);
    const decided = await consent.post('system', '/v1/decisions', {
      person: { person },
      purpose: 'newsletter',
      dataCategory: 'contact',
      population: 'newsletter-subscriber',
    });
    expect(JSON.stringify(decided.body)).toContain('consent-missing');
  });

  it('ends by an opt-out at any door, by a withdrawn or refused consent, and by an objection', async () => {
    const opened = async () => (await record(soft())).body['person'];
    const people = [await opened(), await opened(), await opened(), await opened()];
    const [byRoute, byEvent, byRefusal, byObjection] = people;
    const ended = await consent.post('staff', `${path}/opt-outs`, {
      person: { person: byRoute },
      purpose: 'newsletter',
    });
    expect([ended.status, ended.body['standing']]).toMatchObject([201, { newsletter: { status: 'ended' } }]);
    await told('newsletter.opted-out.v1', byEvent);
    const refusal = await consent.choice('newsletter', { person: { person: byRefusal }, decision: 'refused' });
    const refused = await consent.post('staff', '/v1/consents', refusal);
    expect(refused.status).toBe(201);
    const { objection } = { objection: randomUUID() };
    const position = await consent.tell('request.received.v1', objection, {
      request: objection,
      person: byObjection,
      requestType: 'objection',
      receivedThrough: 'portal',
      received: consent.clock.now(),
      due: { strict: consent.clock.now() },
    });
    await consent.followed(position);
    const found = await Promise.all(people.map(async (one) => (await read(one, await consent.position())).body));
    expect(found.map(({ purposes }) => (purposes as { newsletter: object }).newsletter)).toMatchObject([
      { status: 'ended', by: 'opt-out' },
      { status: 'ended', by: 'opt-out' },
      { status: 'ended', by: 'refusal' },
      { status: 'ended', by: 'objection' },
    ]);
    for (const one of people) {
      const again = await record(soft({ person: { person: one } }));
      expect([again.status, problemCode(again)]).toEqual([409, 'has-said-no']);
    }
  });

  it('never covers an enquirer, until they buy something', async () => {
    const person = anEmail();
    const id = await consent.vault.resolvePerson(consent.tenant, person);
    await told('enquiry.received.v1', id);
    const refused = await consent.withoutTrace(() => record(soft({ person })));
    expect([refused.status, problemCode(refused)]).toEqual([409, 'enquirer-is-no-customer']);
    await told('customer.converted.v1', id);
    expect((await record(soft({ person }))).status).toBe(201);
  });

  it('refuses without a trace, and remembers nobody by it', async () => {
    const person = anEmail();
    const refused = await consent.withoutTrace(async () => [
      await record(soft({ person, purpose: 'analytics' })),
      await record(soft({ person, purpose: 'sale' })),
      await record(soft({ person, optOutOffered: false })),
      await record(soft({ person, products: 'of-others' })),
      await record(soft({ person, sale: undefined })),
      await record(soft({ person, sale: { reference: 'order-1001', sold: '2027-01-01T00:00:00Z' } })),
      await consent.post('staff', `${path}/opt-outs`, { person, purpose: 'newsletter' }),
      await consent.post('auditor', path, soft({ person })),
      await consent.post('nobody', path, soft({ person })),
      await consent.post({ role: 'staff', tenant: consent.other }, path, soft({ person })),
    ]);
    expect(refused.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [422, 'not-marketing'],
      [422, 'unknown-purpose'],
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [422, 'sale-in-future'],
      [409, 'no-soft-opt-in'],
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
      [409, 'no-statement'],
    ]);
    expect(await consent.vault.findPerson(consent.tenant, person)).toBeUndefined();
  });
});
