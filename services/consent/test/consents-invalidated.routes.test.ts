import { randomUUID } from 'node:crypto';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
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
  expect(status, JSON.stringify(body)).toBe(201);
  await consent.atRest();
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

it('whoever is to be told of a version is owed it in the ledger before a consent ends with it, so that the address is still there', async () => {
  const person = await consent.vault.resolvePerson(consent.tenant, { kind: 'email', value: 'reads@example.org' });
  const told = { person, system: 'kaukus-mail', occurred: consent.clock.now() };
  await consent.tell('newsletter.signed-up.v1', person, told, {
    personal: { contact: { email: 'reads@example.org' } },
  });
  const choice = await consent.choice('newsletter', { person: { person }, decision: 'given' });
  expect((await consent.post('staff', '/v1/consents', choice)).status).toBe(201);
  await publish(4, (file) =>
    file
      .replace('announcedBy: [website]', 'announcedBy: [website, email]')
      .replace(/(- id: newsletter[\s\S]*?\n {6}ask:\n[^\n]*\n {8}en: )[^\n]*/, '$1Would you like to read news of us?'),
  );
  const [owed] = await consent.entity({ context: 'consent', entity: 'announcement-deliveries', id: person });
  const ended = (await consent.entity({ context: 'consent', entity: 'person', id: person })).at(-1);
  expect([owed?.meta.type, ended?.meta.type]).toEqual(['announcement-delivery.due.v1', 'consent.invalidated.v1']);
  expect(owed?.position).toBeLessThan(Number(ended?.position));
});

it('a consent to a purpose that a version does away with ends, though nobody has to be told of less', async () => {
  await publish(5);
  const agreed = await give('preferences');
  await publish(6, (file) => {
    const parsed = parseStatement(file);
    if (!('statement' in parsed)) throw new Error('The file does not parse.');
    const purposes = parsed.statement.purposes.filter(({ id }) => id !== 'preferences');
    // A place in the lists of purposes is all that is left of it. What is JSON is YAML too.
    return JSON.stringify({ ...parsed.statement, purposes }, (_, value) =>
      Array.isArray(value) ? value.filter((one) => one !== 'preferences') : value,
    );
  });
  expect(await choicesOf(agreed['person'])).toMatchObject({ preferences: { status: 'invalidated' } });
  const { body } = await consent.request('staff', 'GET', '/v1/announcements');
  expect(body['announcements']).not.toContainEqual(expect.objectContaining({ statementVersion: '1.6' }));
});
