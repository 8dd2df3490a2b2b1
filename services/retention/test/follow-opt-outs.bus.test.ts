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
