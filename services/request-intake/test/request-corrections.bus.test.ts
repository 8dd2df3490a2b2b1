import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { judgement } from './running-intake.ts';
import { type RunningPackages, startPackages } from './running-packages.ts';

let packages: RunningPackages;
beforeAll(async () => {
  packages = await startPackages();
});
afterAll(() => packages?.stop());

const email = 'rettes@kommune.example';
const corrections = [
  { dataCategory: 'contact', attribute: 'phone', present: '+47 900 11 222', right: '+47 911 33 444' },
  { dataCategory: 'identity', attribute: 'name', right: 'Åse Fjord-Berg' },
];
const asked = (over: object = {}) => ({
  person: { kind: 'email', value: email },
  contact: { email },
  requestType: 'rectification',
  receivedThrough: 'email',
  ...over,
});
type Task = { task: string; system: string; dataCategories: string[] };

it('a correction goes to the systems field by field, and the answer says which field was corrected and which was not', async () => {
  const { run, mailsTo, requestOf } = packages;
  const staff = (method: 'GET' | 'POST', path: string, body?: object) => run.request('staff', method, path, body);
  const answer = await staff('POST', '/v1/requests', asked({ corrections }));
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const request = String(answer.body['request']);
  const refusal = { reason: 'data-accurate', explanation: 'Slik står det i passet.', courtRemedyStated: true };
  expect((await staff('POST', `/v1/requests/${request}/items/item-2/refusal`, refusal)).status).toBe(201);
  await staff('POST', `/v1/requests/${request}/acceptance`, judgement);
  const tasksOf = async () => (await staff('GET', `/v1/tasks?request=${request}`)).body['tasks'] as Task[];
  await vi.waitFor(async () => expect(await tasksOf()).toHaveLength(3), { timeout: 15_000 });
  await run.atRest();
  for (const { task, system, dataCategories } of await tasksOf()) {
    expect(dataCategories).toEqual(['contact']);
    const own = { role: 'system', subject: system } as const;
    const read = await run.request(own, 'GET', `/v1/tasks/${task}`);
    expect(read.body['asked']).toMatchObject({ corrections: [corrections[0]] });
    const done = { outcome: 'rectified', evidence: 'change log 12' };
    expect((await run.request(own, 'POST', `/v1/tasks/${task}/completion`, done)).status).toBe(201);
  }
  expect((await staff('POST', `/v1/requests/${request}/items/item-1/fulfilment`, {})).status).toBe(201);
  await run.atRest();
  expect(await requestOf(request)).toMatchObject({
    status: 'partly-fulfilled',
    items: [
      { item: 'item-1', dataCategory: 'contact', attribute: 'phone', outcome: 'fulfilled' },
      { item: 'item-2', dataCategory: 'identity', attribute: 'name', outcome: 'refused' },
    ],
  });
  const text = (await mailsTo(email)).at(-1);
  for (const said of [
    'Punkt 1 (Kontaktopplysninger: Telefonnummer): rettet.',
    '+47 900 11 222 → +47 911 33 444',
    'Navn): avslått.',
    'Slik står det i passet.',
    'Datatilsynet',
  ])
    expect(text).toContain(said);
  const ledger = JSON.stringify(await run.entity({ context: 'request-intake', entity: 'request', id: request }));
  expect(ledger).toContain('request.corrections-named.v1');
  for (const personal of ['900 11 222', 'Fjord-Berg', email]) expect(ledger).not.toContain(personal);
});

it('what came in words is named by staff, and a field that the statement does not list is refused without a trace', async () => {
  const { run } = packages;
  const post = (path: string, body: object) => run.request('staff', 'POST', path, body);
  const shoe = [{ dataCategory: 'contact', attribute: 'shoeSize', right: '38' }];
  const received = await post('/v1/requests', asked({ text: 'Nummeret mitt er feil.' }));
  const path = `/v1/requests/${String(received.body['request'])}/corrections`;
  await run.atRest();
  const refused = await run.withoutTrace(async () => [
    await post(path, { corrections: shoe }),
    await post('/v1/requests', asked({ corrections: shoe })),
    await post('/v1/requests', asked({ requestType: 'access', corrections })),
    await post(path, { corrections: [] }),
  ]);
  expect(refused.map(problemCode)).toEqual([
    'not-in-statement',
    'not-in-statement',
    'detail-misplaced',
    'invalid-request',
  ]);
  expect((await post(path, { corrections })).status).toBe(201);
  expect(problemCode(await run.withoutTrace(() => post(path, { corrections })))).toBe('already-split');
});
