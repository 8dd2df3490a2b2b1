import { randomUUID } from 'node:crypto';
import { statementText } from '@vitne/testing/statement-files';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const asked = 'May we follow how you use the site, to improve it?';

/** Publishes the next revision, and waits until everything that follows from it is in the ledger. */
async function publish(revision: number, change: (file: string) => string = (file) => file): Promise<void> {
  const file = change(statementText('kaukus', { tenant: consent.tenant, revision }));
  const { status, body } = await consent.request('privacy-officer', 'POST', '/v1/statements', { file });
  expect(status).toBe(201);
  await consent.followed(Number(body['position']));
}
const anotherQuestion = (file: string): string => {
  const changed = file.replace(/(- id: analytics[\s\S]*?en: )May we[^\n]*/, `$1'${asked}'`);
  expect(changed).not.toBe(file);
  return changed;
};
const give = async (purpose: string) => {
  const { status, body } = await consent.post(
    'staff',
    '/v1/consents',
    await consent.choice(purpose, { person: { kind: 'cookie', value: randomUUID() }, decision: 'given' }),
  );
  expect(status).toBe(201);
  return body;
};
const choicesOf = async (person: unknown) =>
  (await consent.consentsOf(person, await consent.position())).body['choices'] as Record<string, object>;

it('a consent ends in the ledger when the statement changes what was agreed to, and others are carried over', async () => {
  const [analytics, preferences] = [await give('analytics'), await give('preferences')];
  const withdrawn = await give('analytics');
  const over = { person: { person: withdrawn['person'] }, purpose: 'analytics', surface: 'portal' };
  await consent.post('staff', '/v1/consents/withdrawals', over);
  await publish(1, anotherQuestion);
  expect(await choicesOf(analytics['person'])).toMatchObject({
    analytics: { status: 'invalidated', givenUnder: '1.0', statementVersion: '1.1', actor: 'service:consent' },
  });
  expect(await choicesOf(preferences['person'])).toMatchObject({ preferences: { status: 'given' } });
  expect(await choicesOf(withdrawn['person'])).toMatchObject({ analytics: { status: 'withdrawn' } });
  const { body } = await consent.post('staff', '/v1/consents/questions', {
    person: { person: analytics['person'] },
    purposes: ['analytics'],
  });
  expect(body['questions']).toMatchObject([{ ask: true, because: 'invalidated' }]);
});

it('whoever agrees anew is left in peace by a version that changes nothing of it', async () => {
  const anew = await give('analytics');
  await publish(2, anotherQuestion);
  expect(await choicesOf(anew['person'])).toMatchObject({ analytics: { status: 'given', statementVersion: '1.1' } });
});

it('a consent that was recorded under an older version after a newer one was published ends too', async () => {
  const person = 'p4k7w2m9x1c6v3b8n5z0';
  const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' };
  const facts = { person, statementVersion: '1.0', shown };
  await consent.tell('consent.given.v1', person, { ...facts, purpose: 'analytics' });
  const position = await consent.tell('consent.given.v1', person, { ...facts, purpose: 'preferences' });
  await consent.followed(position);
  expect(await choicesOf(person)).toMatchObject({
    analytics: { status: 'invalidated', statementVersion: '1.2' },
    preferences: { status: 'given' },
  });
});
