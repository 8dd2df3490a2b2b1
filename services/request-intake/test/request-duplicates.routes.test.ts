import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgement } from './running-intake.ts';
import { type RunningPackages, startPackages } from './running-packages.ts';

let packages: RunningPackages;
beforeAll(async () => {
  packages = await startPackages();
});
afterAll(() => packages?.stop());

const post = (path: string, body: object = {}) => packages.run.request('staff', 'POST', path, body);
const refusal = (reason: string) => ({ reason, explanation: 'Derfor.', courtRemedyStated: true });
async function asks(name: string, over: object = {}): Promise<string> {
  const email = `${name}@kommune.example`;
  const body = { person: { kind: 'email', value: email }, contact: { email }, receivedThrough: 'letter' };
  const answer = await post('/v1/requests', { ...body, requestType: 'automated-decision', ...over });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  await packages.run.atRest();
  return String(answer.body['request']);
}

it('the same again is proposed, recorded both ways, held by one clock, answered once, and the person is told', async () => {
  const { mailsTo, requestOf, run } = packages;
  const [first, again, other] = [await asks('to'), await asks('to'), await asks('to', { requestType: 'access' })];
  expect(await requestOf(again)).toMatchObject({ mayDuplicate: [first], duplicates: [] });
  expect(await requestOf(other)).toMatchObject({ mayDuplicate: [] });
  const wrong = await run.withoutTrace(() => post(`/v1/requests/${other}/duplicate`, { of: first }));
  expect([wrong.status, problemCode(wrong)]).toEqual([409, 'not-a-duplicate']);
  expect((await post(`/v1/requests/${again}/duplicate`, { of: first })).status).toBe(201);
  await run.atRest();
  expect(await requestOf(first)).toMatchObject({ duplicates: [again] });
  expect(await requestOf(again)).toMatchObject({ duplicateOf: first, toDo: [{ code: 'answer-the-first' }] });
  const byItself = await run.withoutTrace(() => post(`/v1/requests/${again}/refusal`, refusal('manifestly-excessive')));
  expect([problemCode(byItself), byItself.body['facts']]).toEqual(['is-duplicate', { of: first }]);

  await post(`/v1/requests/${first}/acceptance`, judgement);
  await run.atRest();
  expect(await requestOf(again)).toMatchObject({ status: 'acknowledged', duplicateOf: first });
  expect(await requestOf(again)).not.toHaveProperty('identity');
  await post(`/v1/requests/${first}/fulfilment`, { answer: 'Et menneske har sett på det.' });
  await run.atRest();
  expect(await requestOf(again)).toMatchObject({
    status: 'answered-with-first',
    answeredWith: { request: first, outcome: 'fulfilled' },
  });
  const text = (await mailsTo('to@kommune.example')).join();
  expect(text).toContain('Du ba om det samme 2. mars 2026, og den henvendelsen er besvart.');
});

it('a stranger who says to be somebody learns nothing of what that person asked', async () => {
  const { mailsTo, requestOf, run } = packages;
  const first = await asks('ekte');
  const made = await asks('ekte', { contact: { email: 'fremmed@example.org' } });
  await post(`/v1/requests/${made}/duplicate`, { of: first });
  await post(`/v1/requests/${first}/acceptance`, judgement);
  await post(`/v1/requests/${first}/fulfilment`, { answer: 'Et menneske har sett på det.' });
  await run.atRest();
  expect(await requestOf(made)).toMatchObject({ status: 'answered-with-first' });
  const text = (await mailsTo('fremmed@example.org')).join();
  expect(text).toContain('Svaret gis bare til den det gjelder');
  for (const said of ['det samme', 'Et menneske har sett']) expect(text).not.toContain(said);
});

it('a first that nobody stood behind answers nobody: its duplicate stands by itself, and so when staff say so', async () => {
  const { requestOf, run } = packages;
  const first = await asks('egen');
  const again = await asks('egen');
  const third = await asks('egen');
  for (const one of [again, third]) await post(`/v1/requests/${one}/duplicate`, { of: first });
  expect((await post(`/v1/requests/${third}/distinction`)).status).toBe(201);
  await run.atRest();
  expect(await requestOf(third)).not.toHaveProperty('duplicateOf');
  await post(`/v1/requests/${first}/refusal`, refusal('identity-not-established'));
  await run.atRest();
  const shown = await requestOf(again);
  expect(shown).toMatchObject({ status: 'acknowledged', open: true });
  expect(shown).not.toHaveProperty('duplicateOf');
});
