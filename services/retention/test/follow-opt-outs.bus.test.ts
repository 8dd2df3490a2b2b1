import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
beforeAll(async () => {
  held = await startRetention('catacloud', '2026-03-01T09:00:00.000Z');
});
afterAll(() => held?.stop());

const crm = 'catacloud-crm';
const email = (name: string) => ({ kind: 'email', value: `${name}@example.no` }) as const;
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'pressed-button' };

const personOf = (name: string) => held.vault.resolvePerson(held.tenant, email(name));
const signsUp = async (name: string, type = 'newsletter.signed-up', time?: string) => {
  const contact = { email: email(name).value };
  const { seq } = await held.publish(crm, type, { person: [email(name)], contact }, time === undefined ? {} : { time });
  expect(seq).toEqual(expect.any(Number));
};
const says = (type: 'given' | 'refused' | 'withdrawn', person: string, more: object = {}) => {
  const facts = { person, purpose: 'newsletter', statementVersion: '2.10', ...more };
  return held.tell(
    `consent.${type}.v1`,
    person,
    type === 'withdrawn' ? { surface: 'portal', ...facts } : { ...facts, shown },
  );
};
/** The rules by which something is kept that has no end yet; what has ended may have been ordered away already. */
async function keptFor(person: string) {
  await held.settled();
  const { body } = await held.call('GET', `/v1/people/${person}/holdings`, { role: 'staff' });
  const holdings = body['holdings'] as { rule: string; due?: string }[];
  return holdings.filter(({ due }) => due === undefined).map(({ rule }) => rule);
}

describe('a no that no system tells (C22)', () => {
  it('ends what is kept for the newsletter when the consent to it is taken back, and nothing else', async () => {
    const person = await personOf('takes-back');
    await signsUp('takes-back');
    await signsUp('takes-back', 'course.signed-up');
    expect(await keptFor(person)).toEqual(expect.arrayContaining(['newsletter-readers', 'course-invitations']));
    await says('given', person);
    await says('withdrawn', person);
    const left = await keptFor(person);
    expect(left).toContain('course-invitations');
    expect(left).not.toContain('newsletter-readers');
  });

  it('is no end when it is about one recipient, or only follows from an opt-out that a system told', async () => {
    const person = await personOf('one-recipient');
    await signsUp('one-recipient');
    await says('withdrawn', person, { recipient: 'partner' });
    await says('withdrawn', person, { surface: 'opt-out' });
    expect(await keptFor(person)).toEqual(['newsletter-readers']);
  });

  it('also ends a sign-up from before that is told late, unless the person has said yes since', async () => {
    const [late, again] = [await personOf('late'), await personOf('again')];
    await says('refused', late);
    await says('refused', again);
    await says('given', again);
    for (const name of ['late', 'again']) await signsUp(name, 'newsletter.signed-up', '2026-02-27T09:00:00.000Z');
    expect(await keptFor(late)).toEqual([]);
    expect(await keptFor(again)).toEqual(['newsletter-readers']);
  });

  it('waits, where a request says it, until the person was answered at the address that goes with it', async () => {
    const person = await personOf('asks');
    await signsUp('asks', 'newsletter.signed-up', '2026-02-27T09:00:00.000Z');
    const received = '2026-03-01T09:00:00.000Z';
    const due = {
      clock: 'gdpr-12-3',
      received,
      dueDate: '2026-04-01',
      due: '2026-04-01T21:59:59.999Z',
      derivation: [],
      rules: '2025-1',
      calendar: 'no-2025-1',
      zone: 'Europe/Oslo',
      boundBy: 'law',
    };
    const facts = { request: 'r-1', person, requestType: 'objection', receivedThrough: 'email', received, due };
    await held.tell('request.received.v1', 'r-1', { ...facts, directMarketing: true });
    expect(await keptFor(person)).toEqual(['newsletter-readers']);
    const about = { request: 'r-1', person, message: 'answer', matter: 'answer' };
    await held.tell('request.told.v1', 'r-1', { ...about, how: 'email', told: received });
    expect(await keptFor(person)).toEqual([]);
  });
});

describe('a consent that ends without its person (C22, Art. 17(1)(b))', () => {
  const ends = (type: 'expired' | 'invalidated' | 'revoked', person: string, facts: object, purpose = 'newsletter') =>
    held.tell(`consent.${type}.v1`, person, { person, purpose, ...facts });
  const expired = { expired: '2026-03-01T08:59:00.000Z' };
  const changed = { givenUnder: '2.10', statementVersion: '2.11' };
  const announcement = '2-11';
  const ofDelivery = (what: string, person: string, facts: object = {}) =>
    held.tell(`announcement-delivery.${what}.v1`, person, { announcement, person, ...facts });
  const subscribed = async (name: string, signedUp?: string) => {
    await signsUp(name, 'newsletter.signed-up', signedUp);
    const person = await personOf(name);
    await says('given', person);
    return person;
  };

  it('ends what is kept for it when its time is over, when the statement changes, and when the organisation ends it', async () => {
    const before = '2026-02-27T09:00:00.000Z';
    const [out, changes, wrong] = [
      await subscribed('runs-out', before),
      await subscribed('changes'),
      await subscribed('wrong'),
    ];
    await signsUp('runs-out', 'course.signed-up');
    await ends('expired', out, expired);
    await ends('invalidated', changes, changed);
    await ends('revoked', wrong, { reason: 'not-informed', statementVersion: '2.10' });
    expect(await keptFor(out)).toEqual(expect.arrayContaining(['course-invitations', 'courses-held']));
    for (const person of [out, changes, wrong]) expect(await keptFor(person)).not.toContain('newsletter-readers');
  });

  it('ends nothing for whoever has signed up since, nor when it was for one recipient or for something else', async () => {
    const again = await subscribed('signs-up-since', '2026-03-01T09:00:00.000Z');
    await ends('expired', again, expired);
    await ends('invalidated', again, { ...changed, recipient: 'partner' });
    await ends('invalidated', again, changed, 'statistics');
    expect(await keptFor(again)).toEqual(['newsletter-readers']);
  });

  it('waits, where a new version ended it, until the person is told of that version, and is not over when mails are given up', async () => {
    const [told, unreached] = [await subscribed('is-told'), await subscribed('is-unreached')];
    for (const person of [told, unreached]) {
      await ofDelivery('due', person, { ways: ['email'], owed: '2026-03-01T09:00:00.000Z' });
      await ends('invalidated', person, changed);
    }
    const failed = { attempt: 1, failed: '2026-03-01T09:00:00.000Z', reason: 'deferred' };
    await ofDelivery('failed', unreached, { ...failed, nextAttempt: '2026-03-01T09:05:00.000Z' });
    for (const person of [told, unreached]) expect(await keptFor(person)).toEqual(['newsletter-readers']);
    await ofDelivery('delivered', told, { how: 'letter', delivered: '2026-03-01T09:00:00.000Z' });
    await ofDelivery('failed', unreached, { ...failed, attempt: 2 });
    const [givenUp, tellBy] = ['2026-03-01T09:00:00.000Z', '2026-03-15T09:00:00.000Z'];
    await ofDelivery('given-up', unreached, { givenUp, tellBy, terms: '2026-1' });
    expect(await keptFor(told)).toEqual([]);
    expect(await keptFor(unreached)).toEqual(['newsletter-readers']);
    await ofDelivery('untold', unreached, { untold: tellBy });
    for (const person of [told, unreached]) expect(await keptFor(person)).toEqual([]);
  });

  it('leaves what whoever agreed anew before being told is kept for', async () => {
    const anew = await subscribed('agrees-anew');
    await ofDelivery('due', anew, { ways: ['email'], owed: '2026-03-01T09:00:00.000Z' });
    await ends('invalidated', anew, changed);
    await says('given', anew, { statementVersion: '2.11' });
    await ofDelivery('lapsed', anew, { lapsed: '2026-03-01T09:00:00.000Z' });
    expect(await keptFor(anew)).toEqual(['newsletter-readers']);
  });

  it('ends a sign-up from before that is told late, too', async () => {
    const person = await personOf('told-late');
    await says('given', person);
    await ends('expired', person, expired);
    await signsUp('told-late', 'newsletter.signed-up', '2026-02-27T09:00:00.000Z');
    expect(await keptFor(person)).toEqual([]);
  });
});
