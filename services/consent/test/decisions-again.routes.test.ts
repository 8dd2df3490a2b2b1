import { randomUUID } from 'node:crypto';
import { computeDue } from '@vitne/contracts/law/due';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Answered, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const decide = (body: object) => consent.post('system', '/v1/decisions', body);
const news = (person: unknown, more = {}) => ({ person, purpose: 'newsletter', dataCategory: 'contact', ...more });
const choose = async (person: object, purpose: string): Promise<Answered> => {
  const choice = await consent.choice(purpose, { person, decision: 'given' });
  return consent.post('staff', '/v1/consents', { ...choice, shown: { ...choice.shown, surface: 'portal' } });
};
const withdraw = (person: object) =>
  consent.post('staff', '/v1/consents/withdrawals', { person, purpose: 'newsletter', surface: 'portal' });
const objects = (person: string) => {
  const received = consent.clock.now();
  const request = randomUUID();
  const due = computeDue({ clock: 'gdpr-12-3', received });
  const facts = { request, person, requestType: 'objection', receivedThrough: 'portal', received, due };
  return consent.tell('request.received.v1', request, facts);
};

it('an answer comes again byte for byte by its moment and position, and by its moment alone, within one millisecond too', async () => {
  const person = { kind: 'user', value: randomUUID() };
  const id = { person: String((await choose(person, 'newsletter')).body['person']) };
  // The clock stands: all of this happens in one millisecond of it.
  const told = [await decide(news(id))];
  await withdraw(person);
  told.push(await decide(news(id)));
  await choose(person, 'newsletter');
  told.push(await decide(news(id)), await decide(news(id, { log: true })));
  consent.clock.advanceTo(new Date(Date.parse(consent.clock.now()) + 1_000).toISOString());
  await objects(id.person);
  expect(told.map(({ body }) => body['decision'])).toEqual(['allow', 'deny', 'allow', 'allow']);
  for (const { body } of told) {
    const { logged: _, ...answer } = body;
    const { asOf, position } = answer;
    const again = await decide(news(id, { asOf, position }));
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(answer));
    expect((await decide(news(id, { asOf }))).body).toEqual({ ...answer, position: expect.any(Number) });
  }
});

it('whoever still asks by a merged visitor’s old id hears what holds for the person, and evidence is the person’s', async () => {
  const visitor = { kind: 'cookie' as const, value: randomUUID() };
  const person = { kind: 'email' as const, value: `${randomUUID()}@example.no` };
  await choose(visitor, 'analytics');
  await choose(person, 'newsletter');
  const before = await consent.vault.findPerson(consent.tenant, visitor);
  const into = String((await consent.post('system', '/v1/people/merges', { visitor, person })).body['person']);
  await objects(into);
  for (const by of [{ person: before }, { person: into }, visitor, person]) {
    const asked = { person: by, purpose: 'operate-and-secure', dataCategory: 'technical-log', log: true };
    expect((await decide(asked)).body['reasons']).toMatchObject([{ code: 'objection' }]);
  }
  const logged = await consent.entity({ context: 'consent', entity: 'person', id: into });
  expect(logged.filter(({ meta }) => meta.type === 'decision.made.v1')).toHaveLength(4);
});
