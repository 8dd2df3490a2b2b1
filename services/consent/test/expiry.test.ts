import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const give = async (person = { kind: 'cookie', value: randomUUID() }) => {
  const choice = await consent.choice('analytics', { person, decision: 'given' });
  const answer = await consent.post('staff', '/v1/consents', choice);
  await consent.service.reached(consent.tenant, Number(answer.body['position']));
  return { person, id: String(answer.body['person']), answer };
};
const statusOf = async (id: string) => {
  const { body } = await consent.consentsOf(id, await consent.position());
  return (body['choices'] as Record<string, { status: string }>)['analytics']?.status;
};

it('a consent ends after the time it was asked for, once, without anybody doing anything', async () => {
  const { person, id, answer } = await give();
  const { id: withdrawing, person: other } = await give();
  expect(answer.body['choices']).toMatchObject({ analytics: { expires: '2027-03-02T09:00:00Z' } });
  await consent.post('staff', '/v1/consents/withdrawals', { person: other, purpose: 'analytics', surface: 'staff' });

  consent.clock.advanceTo('2027-03-02T08:59:59.999Z');
  await consent.withoutTrace(() => consent.service.checkTimers());
  expect(await statusOf(id)).toBe('given');

  consent.clock.advanceTo('2027-03-02T09:00:00.000Z');
  const before = await consent.position();
  await consent.service.checkTimers();
  expect([await statusOf(id), await statusOf(withdrawing)]).toEqual(['expired', 'withdrawn']);
  expect(await consent.position()).toBe(before + 1);
  const events = await consent.entity({ context: 'consent', entity: 'person', id });
  expect(events.at(-1)).toMatchObject({
    meta: { type: 'consent.expired.v1', actor: 'service:consent', time: '2027-03-02T09:00:00.000Z' },
    facts: { expired: '2027-03-02T09:00:00Z' },
  });

  await consent.withoutTrace(async () => {
    consent.clock.advanceTo('2027-03-03T09:00:00.000Z');
    expect(await consent.service.checkTimers()).toBe(0);
  });
  const again = await give(person);
  expect([again.answer.status, await statusOf(id)]).toEqual([201, 'given']);
});
