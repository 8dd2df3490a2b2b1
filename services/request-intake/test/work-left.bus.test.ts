import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { judgement, type RunningIntake, startIntake } from './running-intake.ts';

type Task = { task: string; system: string; kind: string; status: string; due: string; overdue: boolean };

const email = 'kari.nordmann@example.no';
let intake: RunningIntake;

beforeAll(async () => {
  intake = await startIntake();
});
afterAll(() => intake?.stop());

/** A request that is received and accepted; answers its id and its person. */
async function accepted(requestType: string) {
  const body = {
    person: { kind: 'email', value: email },
    contact: { email, name: 'Kari Nordmann' },
    requestType,
    text: 'Etternavnet mitt er Nordmann-Berg.',
    receivedThrough: 'email',
  };
  const answer = await intake.call('POST', '/v1/requests', { role: 'staff', body });
  const { request, person } = answer.body as { request: string; person: string };
  await intake.call('POST', `/v1/requests/${request}/acceptance`, { role: 'staff', body: judgement });
  // An instance that has not taken its lease yet has no reaction to wait for.
  const asks = !['erasure', 'objection'].includes(requestType);
  if (asks) await vi.waitFor(async () => expect(await tasksOf(request)).toHaveLength(3), { timeout: 15_000 });
  await intake.settled();
  return { request, person };
}
async function tasksOf(request: string): Promise<Task[]> {
  const { body } = await intake.call('GET', `/v1/tasks?request=${request}`, { role: 'staff' });
  return body['tasks'] as Task[];
}
const taskOf = async (request: string, system: string): Promise<string> =>
  (await tasksOf(request)).find((task) => task.system === system)?.task ?? 'none';
/** What a system answers over the bus. */
const publish = (system: string, type: string, data: object) => intake.publish(type, data, { source: system });

describe('a request is not called done before the work is', () => {
  const staff = (method: 'GET' | 'POST', url: string, body?: object) =>
    intake.call(method, url, { role: 'staff', ...(body && { body }) });

  it('names the systems that are waited for, until each has answered or is given up with a reason', async () => {
    const { request } = await accepted('rectification');
    const fulfil = () => staff('POST', `/v1/requests/${request}/fulfilment`, { answer: 'Rettet.' });
    const early = await intake.withoutTrace(fulfil);
    expect([early.status, problemCode(early)]).toEqual([409, 'tasks-open']);
    expect(String(early.body['detail'])).toContain('moteadm');
    const shown = await staff('GET', `/v1/requests/${request}`);
    expect(shown.body['waitingFor']).toHaveLength(3);
    for (const system of ['moteadm', 'kaukus-mail'])
      await publish(system, 'task.completed', {
        task: await taskOf(request, system),
        outcome: 'rectified',
        evidence: 'log 1',
      });
    await intake.settled();
    const left = await intake.withoutTrace(fulfil);
    expect(left.body['facts']).toMatchObject({ tasks: [{ system: 'kaukus-site' }] });
    const task = await taskOf(request, 'kaukus-site');
    const bySystem = { role: 'system', as: 'kaukus-site' } as const;
    const note = 'Kari Nordmann har ikke lenger noe der.';
    const body = { ground: 'out-of-use', note };
    const url = `/v1/tasks/${task}/giving-up`;
    expect((await intake.withoutTrace(() => intake.call('POST', url, { ...bySystem, body }))).status).toBe(403);
    const given = await staff('POST', url, body);
    expect([given.status, given.body['status']]).toEqual([201, 'given-up']);
    const ledger = JSON.stringify(await intake.entity({ context: 'request-intake', entity: 'tasks', id: request }));
    expect(ledger).toContain('out-of-use');
    expect(ledger).not.toContain('Nordmann');
    expect((await fulfil()).body['status']).toBe('fulfilled');
  });

  it('of a request that was split, each item waits for the systems that hold its category, and for no others', async () => {
    const received = await staff('POST', '/v1/requests', {
      person: { kind: 'email', value: email },
      requestType: 'rectification',
      receivedThrough: 'letter',
    });
    const request = String(received.body['request']);
    const items = [{ dataCategory: 'contact' }, { dataCategory: 'technical-log' }];
    expect((await staff('POST', `/v1/requests/${request}/items`, { items })).status).toBe(201);
    await staff('POST', `/v1/requests/${request}/acceptance`, judgement);
    await vi.waitFor(async () => expect((await tasksOf(request)).length).toBeGreaterThan(1), { timeout: 15_000 });
    await intake.settled();
    const tasks = (await tasksOf(request)) as (Task & { dataCategories: string[] })[];
    expect(new Set(tasks.flatMap(({ dataCategories }) => dataCategories))).toEqual(
      new Set(['contact', 'technical-log']),
    );
    const answer = (item: string) => staff('POST', `/v1/requests/${request}/items/${item}/fulfilment`, {});
    expect(problemCode(await intake.withoutTrace(() => answer('item-2')))).toBe('tasks-open');
    for (const { task, system } of tasks.filter(({ dataCategories }) => dataCategories.includes('technical-log')))
      await publish(system, 'task.completed', { task, outcome: 'rectified', evidence: 'log 2' });
    expect((await answer('item-2')).status).toBe(201);
    expect(problemCode(await intake.withoutTrace(() => answer('item-1')))).toBe('tasks-open');
  });
});

describe('a restriction that ends', () => {
  it('is told to every system that was asked to restrict, after the person was told, and each says that it is lifted', async () => {
    const { request } = await accepted('restriction');
    const done = async (system: string, outcome: string) =>
      publish(system, 'task.completed', { task: await taskOf(request, system), outcome, evidence: 'log 3' });
    await done('moteadm', 'restricted');
    await done('kaukus-mail', 'nothing-held');
    await intake.settled();
    const post = (what: string, body: object) =>
      intake.call('POST', `/v1/requests/${request}/${what}`, { role: 'staff', body });
    expect(problemCode(await intake.withoutTrace(() => post('lifting/effect', {})))).toBe('person-not-told');
    await post('lifting', { explanation: 'Tallene stemmer.', how: 'phone' });
    await post('lifting/effect', {});
    await intake.settled();
    const lifting = (await tasksOf(request)).filter(({ kind }) => kind === 'lift-restriction');
    expect(lifting.map(({ system, status }) => `${system} ${status}`).sort()).toEqual([
      'kaukus-site open',
      'moteadm open',
    ]);
    for (const { task, system } of lifting)
      await publish(system, 'task.completed', { task, outcome: 'restriction-lifted', evidence: 'log 4' });
    await intake.settled();
    const last = (await intake.entity({ context: 'request-intake', entity: 'tasks', id: request })).at(-1);
    expect(last).toMatchObject({
      meta: { type: 'tasks.finished.v1' },
      facts: { kind: 'lift-restriction', completed: 2, unanswered: [] },
    });
  });

  it('because the person took the request back, is told to them too', async () => {
    const { request } = await accepted('restriction');
    await intake.call('POST', `/v1/requests/${request}/withdrawal`, { role: 'staff', body: {} });
    await intake.settled();
    const kinds = (await tasksOf(request)).map(({ kind, status }) => `${kind} ${status}`).sort();
    expect(kinds).toEqual([
      ...Array.from({ length: 3 }, () => 'lift-restriction open'),
      ...Array.from({ length: 3 }, () => 'restrict withdrawn'),
    ]);
  });
});
