import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('kaukus', '2026-03-09T09:00:00.000Z');
});
afterAll(() => held?.stop());

const due = {
  clock: 'gdpr-12-3',
  received: '2026-03-05T09:00:00.000Z',
  dueDate: '2026-04-04',
  due: '2026-04-04T21:59:59.999Z',
  derivation: [],
  rules: '2025-1',
  calendar: 'no-2025-1',
  zone: 'Europe/Oslo',
  boundBy: 'law',
};
const { received } = due;
const asks = async (name: string, more: object = {}) => {
  const person = await held.vault.resolvePerson(held.tenant, { kind: 'email', value: `${name}@example.no` });
  const about = { request: `r-${name}`, person };
  const facts = {
    ...about,
    requestType: 'access',
    typeRead: 'unclear',
    receivedThrough: 'email',
    received,
    due,
    ...more,
  };
  const words = { contact: { email: `${name}@example.no` }, enquiry: { text: 'Når har dere åpent?' } };
  await held.tell('request.received.v1', about.request, facts, words);
  return about;
};
const taken = (about: { request: string; person: string }, more: object = {}) =>
  held.tell('request.taken-as-enquiry.v1', about.request, { ...about, contacted: received, taken: received, ...more });
const answered = (about: { request: string; person: string }, message: string, told: string) =>
  held.tell('request.told.v1', about.request, { ...about, message, matter: 'answer', how: 'email', told });
async function keptOf(person: string) {
  await held.settled();
  const { body } = await held.call('GET', `/v1/people/${person}/holdings`, { role: 'staff' });
  return body['holdings'] as { rule: string; dataCategories: string[]; erasableFrom: string }[];
}

describe('a question that reached the privacy contact (K10)', () => {
  it('is kept by the rule of enquiries from when the person wrote, and from when the person was answered', async () => {
    const about = await asks('asks');
    expect(await keptOf(about.person)).toEqual([]);
    await taken(about, { message: 'enquiry-answer-1' });
    const kept = { rule: 'enquiries', dataCategories: ['contact', 'enquiry'] };
    expect(await keptOf(about.person)).toMatchObject([{ ...kept, erasableFrom: '2028-03-05' }]);
    await answered(about, 'enquiry-answer-1', '2026-03-08T09:00:00.000Z');
    expect(await keptOf(about.person)).toMatchObject([{ ...kept, erasableFrom: '2028-03-08' }]);
  });

  it('is not kept so while nobody has said that it is one, nor when a request was answered', async () => {
    const about = await asks('demands');
    await answered(about, 'answer', received);
    expect(await keptOf(about.person)).toEqual([]);
  });

  it('ends no newsletter, whatever it was taken for before', async () => {
    const about = await asks('reads', { requestType: 'objection', typeRead: undefined, directMarketing: true });
    await held.publish('kaukus-mail', 'newsletter.signed-up', {
      person: [{ kind: 'email', value: 'reads@example.no' }],
      contact: { email: 'reads@example.no' },
    });
    await taken(about, { message: 'enquiry-answer-1' });
    await answered(about, 'enquiry-answer-1', received);
    expect((await keptOf(about.person)).map(({ rule }) => rule).sort()).toEqual(['enquiries', 'newsletter-readers']);
  });

  it('is kept so no more once it turns out to be a request, and another question of the same person still is', async () => {
    const about = await asks('means-more');
    const other = { request: 'r-means-more-2', person: about.person };
    await taken(about, { contacted: '2026-03-07T09:00:00.000Z' });
    await taken(other);
    expect(await keptOf(about.person)).toMatchObject([{ rule: 'enquiries', erasableFrom: '2028-03-07' }]);
    const isRequest = (one: typeof about) => {
      const facts = { ...one, requestType: 'access', before: 'access', classified: '2026-03-09T08:00:00.000Z' };
      return held.tell('request.classified.v1', one.request, facts);
    };
    await isRequest(about);
    expect(await keptOf(about.person)).toMatchObject([{ rule: 'enquiries', erasableFrom: '2028-03-05' }]);
    await isRequest(other);
    expect(await keptOf(about.person)).toEqual([]);
    await answered(other, 'enquiry-answer-1', '2026-03-09T09:00:00.000Z');
    expect(await keptOf(about.person)).toEqual([]);
    const released = (await held.readPerson(about.person)).at(-1);
    expect(released).toMatchObject({
      meta: { type: 'holding.released.v1' },
      facts: { holding: 'enquiries', reason: 'superseded' },
    });
    const { projections } = await held.replay();
    expect(projections.flatMap(({ differences }) => differences)).toEqual([]);
  });

  it('goes with its rule: neither the words nor the address open any more, and nobody is known by it', async () => {
    const about = await asks('goes');
    await taken(about);
    await held.timePasses('2028-03-05T10:00:00.000Z');
    for (const system of ['kaukus-site', 'kaukus-mail']) {
      const order = held.orders.find((one) => one.system === system && one.data.person === about.person);
      const told = { disposal: order?.data.disposal, method: 'erased', evidence: 'job 7' };
      await held.publish(system, 'disposal.confirmed', told);
    }
    await held.settled();
    const [asked] = await held.readRequest(about.request);
    const binding = { tenant: held.tenant, eventId: String(asked?.meta.id), eventType: 'request.received.v1' };
    const [parts] = await held.vault.open([{ binding, sealed: asked?.sealed ?? [] }]);
    expect(parts?.map((part) => [part.part, 'shredded' in part])).toEqual([
      ['contact', true],
      ['enquiry', true],
    ]);
    expect(await held.vault.countIdentifiers(held.tenant, about.person)).toBe(0);
  });
});
