import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('catacloud');
});
afterAll(() => consent?.stop());

const purpose = 'newsletter';
const question = { purpose, dataCategory: 'contact', population: 'newsletter-subscriber' };
const somebody = () => ({ kind: 'email', value: `${randomUUID()}@example.no` });
const give = async (person: object) =>
  consent.post('staff', '/v1/consents', await consent.choice(purpose, { person, decision: 'given' }));
const optOut = (person: unknown) =>
  consent.tell('newsletter.opted-out.v1', String(person), {
    person,
    system: 'catacloud-crm',
    occurred: consent.clock.now(),
  });
const standing = async (person: unknown) => {
  const { body } = await consent.consentsOf(person, await consent.position());
  return (body['choices'] as Record<string, object>)[purpose];
};
const may = async (person: unknown) =>
  (await consent.post('system', '/v1/decisions', { ...question, person: { person } })).body['decision'];
const asked = async (person: unknown) =>
  (await consent.post('staff', '/v1/consents/questions', { person: { person }, purposes: [purpose] })).body[
    'questions'
  ];

it('C22: an opt-out that a system tells withdraws the consent, and everything that is asked about it agrees', async () => {
  const { person } = (await give(somebody())).body;
  await consent.followed(await optOut(person));
  expect(await standing(person)).toMatchObject({ status: 'withdrawn', actor: 'service:consent' });
  expect(await may(person)).toBe('deny');
  expect(await asked(person)).toMatchObject([{ ask: false, because: 'withdrawn' }]);
});

it('whoever agrees again after an opt-out is heard, also in the instant before the opt-out is followed', async () => {
  for (const isFollowed of [true, false]) {
    const reference = somebody();
    const { person } = (await give(reference)).body;
    const position = await optOut(person);
    if (isFollowed) await consent.followed(position);
    expect(await give(reference)).toMatchObject({ status: 201, body: { outcome: 'recorded' } });
    await consent.followed(await consent.position());
    expect(await standing(person)).toMatchObject({ status: 'given' });
    expect(await may(person)).toBe('allow');
  }
});

it('whoever agrees again while the opt-out is being followed is heard, whatever comes first', async () => {
  const people = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const reference = somebody();
      return { reference, person: (await give(reference)).body['person'] };
    }),
  );
  const again = people.map(async ({ reference, person }) => {
    await optOut(person);
    return (await give(reference)).body['outcome'];
  });
  expect(new Set(await Promise.all(again))).toEqual(new Set(['recorded']));
});

it('an opt-out of somebody who agreed to nothing changes no consent', async () => {
  const reference = somebody();
  const person = await consent.vault.resolvePerson(consent.tenant, reference as { kind: 'email'; value: string });
  await consent.followed(await optOut(person));
  const events = await consent.entity({ context: 'consent', entity: 'person', id: person });
  expect(events).toEqual([]);
});

it('nobody is told that they agreed in the instant before an opt-out is followed', async () => {
  const { person } = (await give(somebody())).body;
  await optOut(person);
  expect(await asked(person)).toMatchObject([{ ask: false, because: 'withdrawn' }]);
});

it('an opt-out of the visitor that a person was withdraws what the person agreed to, before and after the merge', async () => {
  const analytics = async (visitor: object) =>
    consent.post('staff', '/v1/consents', await consent.choice('statistics', { person: visitor, decision: 'given' }));
  for (const isMergedFirst of [true, false]) {
    const [reference, visitor] = [somebody(), { kind: 'cookie' as const, value: randomUUID() }];
    const old = (await analytics(visitor)).body['person'];
    const { person } = (await give(reference)).body;
    const merge = () => consent.post('system', '/v1/people/merges', { visitor, person: reference });
    if (isMergedFirst) await merge();
    await optOut(old);
    if (!isMergedFirst) await merge();
    await consent.followed(await consent.position());
    expect(await may(person)).toBe('deny');
    expect(await standing(person)).toMatchObject({ status: 'withdrawn' });
    expect(await give(reference)).toMatchObject({ status: 201 });
    expect(await may(person)).toBe('allow');
  }
});
