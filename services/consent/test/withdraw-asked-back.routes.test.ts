import { randomUUID } from 'node:crypto';
import { computeDue } from '@vitne/contracts/law/due';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

/** Somebody who agreed to newsletters and to analytics. */
async function agreeing(): Promise<string> {
  const person = { kind: 'user', value: randomUUID() };
  let id = '';
  for (const purpose of ['newsletter', 'analytics']) {
    const choice = await consent.choice(purpose, { person, decision: 'given' });
    const given = await consent.post('staff', '/v1/consents', {
      ...choice,
      shown: { ...choice.shown, surface: 'portal' },
    });
    id = String(given.body['person']);
  }
  return id;
}
const asks = (person: string, more: object) => {
  const received = consent.clock.now();
  const request = randomUUID();
  const due = computeDue({ clock: 'gdpr-12-3', received });
  const facts = { request, person, requestType: 'withdrawal', receivedThrough: 'portal', received, due, ...more };
  return consent.tell('request.received.v1', request, facts);
};
const withdrawnOf = async (person: string) =>
  (await consent.entity({ context: 'consent', entity: 'person', id: person }))
    .filter(({ meta }) => meta.type === 'consent.withdrawn.v1')
    .map(({ facts, meta }) => ({ purpose: facts['purpose'], surface: facts['surface'], causation: meta.causation }));

it('a request that names purposes takes their consents back, those and no others, and names the request as its cause', async () => {
  const person = await agreeing();
  await asks(person, { purposes: ['newsletter'] });
  await consent.settled();
  const withdrawn = await withdrawnOf(person);
  expect(withdrawn).toMatchObject([{ purpose: 'newsletter', surface: 'portal' }]);
  expect(withdrawn[0]?.causation).toBeTruthy();
});

it('a request that names no purpose is left to staff', async () => {
  const person = await agreeing();
  await asks(person, {});
  await consent.settled();
  expect(await withdrawnOf(person)).toEqual([]);
});
