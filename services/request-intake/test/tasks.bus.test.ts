import { randomUUID } from 'node:crypto';
import { enginesForTests } from '@vitne/testing/engines-for-tests';
import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { judgement, type RunningIntake, startIntake } from './running-intake.ts';

type Order = { system: string; id: string; type: string; data: Record<string, unknown> };
type Task = { task: string; system: string; kind: string; status: string; due: string; overdue: boolean };

const email = 'kari.nordmann@example.no';
let intake: RunningIntake;
const orders: Order[] = [];

beforeAll(async () => {
  intake = await startIntake();
  intake.admin.subscribe(`orders.${intake.tenant}.>`, {
    callback: (_error, message) => {
      const header = (name: string) => message.headers?.get(name) ?? '';
      orders.push({
        system: message.subject.split('.')[2] ?? '',
        id: header('ce-id'),
        type: header('ce-type'),
        data: message.json(),
      });
    },
  });
  await intake.admin.flush();
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
const ordersOf = (task: string) => orders.filter(({ data }) => data['task'] === task);

/** What a system answers over the bus. */
const publish = (system: string, type: string, data: object) => intake.publish(type, data, { source: system });

describe('an accepted request asks every system that may hold data of the person', () => {
  it('by an order of its own, with the names that the system gave its records and nothing else about the person', async () => {
    const { request, person } = await accepted('access');
    await intake.tell(
      'enquiry.received.v1',
      person,
      { system: 'kaukus-mail', occurred: '2026-01-05T08:00:00Z', person },
      { personal: { reference: { id: 'case-77' } } },
    );
    const again = await accepted('access');
    const tasks = await tasksOf(again.request);
    expect(tasks.map(({ system, kind, status }) => `${system} ${kind} ${status}`).toSorted()).toEqual([
      'kaukus-mail collect-data open',
      'kaukus-site collect-data open',
      'moteadm collect-data open',
    ]);
    expect((await tasksOf(request)).length).toBe(3);
    const task = await taskOf(again.request, 'kaukus-mail');
    const [order] = await vi.waitUntil(() => ordersOf(task).length > 0 && ordersOf(task), { timeout: 15_000 });
    expect(order).toMatchObject({
      system: 'kaukus-mail',
      type: 'task.given',
      data: { task, kind: 'collect-data', person, references: ['case-77'] },
    });
    expect(order?.data['dataCategories']).not.toContain('visit-statistics');
    expect(JSON.stringify(orders)).not.toContain('Nordmann');
    expect(JSON.stringify(orders)).not.toContain(email);
  });

  it('asks no system because of an erasure, which is retention’s, or of an objection', async () => {
    const { request } = await accepted('erasure');
    expect(await tasksOf(request)).toEqual([]);
  });

  it('passes on a correction, in the person’s own words, to the task’s own system while it is open', async () => {
    const { request } = await accepted('rectification');
    const task = await taskOf(request, 'moteadm');
    const read = (as: string) => intake.call('GET', `/v1/tasks/${task}`, { role: 'system', as });
    expect((await read('moteadm')).body['asked']).toEqual({
      contact: { email, name: 'Kari Nordmann' },
      text: 'Etternavnet mitt er Nordmann-Berg.',
    });
    expect((await read('kaukus-site')).status).toBe(404);
    const asAuditor = await intake.call('GET', `/v1/tasks/${task}`, { role: 'auditor' });
    expect([asAuditor.status, asAuditor.body['asked']]).toEqual([200, undefined]);
    const done = { task, outcome: 'rectified', evidence: 'change log 12' };
    expect(await publish('moteadm', 'task.completed', done)).toMatchObject({ duplicate: false });
    expect((await read('moteadm')).body).not.toHaveProperty('asked');
    const own = await intake.call('GET', '/v1/tasks', { role: 'system', as: 'moteadm' });
    expect(new Set((own.body['tasks'] as Task[]).map(({ system }) => system))).toEqual(new Set(['moteadm']));
  });
});

describe('what a system delivers', () => {
  const data = [
    { dataCategory: 'contact', source: 'you-tell-us', items: [{ email, phone: '+47 900 00 000' }] },
    { dataCategory: 'enquiry', items: [{ subject: 'Demo', message: 'Kan vi få se møteadm?' }] },
  ];

  it('is sealed before it is kept: neither ledger nor database can be read', async () => {
    const { request } = await accepted('access');
    const task = await taskOf(request, 'moteadm');
    const body = { outcome: 'delivered', evidence: 'export 4711', data };
    const url = `/v1/tasks/${task}/completion`;
    const key = randomUUID();
    const answer = await intake.call('POST', url, { role: 'system', as: 'moteadm', body, key });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ status: 'completed', waitingFor: ['kaukus-site', 'kaukus-mail'] });
    const again = await intake.call('POST', url, { role: 'system', as: 'moteadm', body, key });
    expect([again.status, again.body['outcome']]).toEqual([200, 'repeated']);
    const shown = await intake.call('GET', `/v1/tasks/${task}`, { role: 'staff' });
    expect(shown.body['delivered']).toMatchObject({ dataCategories: ['contact', 'enquiry'], items: 2 });
    const ledger = JSON.stringify(await intake.entity({ context: 'request-intake', entity: 'tasks', id: request }));
    const kept = JSON.stringify(await keptContents());
    expect(kept).toContain(request);
    for (const readable of [email, '900 00 000', 'møteadm?']) {
      expect(ledger).not.toContain(readable);
      expect(kept).not.toContain(readable);
    }
  });

  it('is refused without a trace for a task never given, from the wrong system, twice, or beyond what is asked', async () => {
    const { request } = await accepted('portability');
    const task = await taskOf(request, 'moteadm');
    const delivered = { task, outcome: 'delivered', evidence: 'export', data };
    const replies = await intake.withoutTrace(async () => [
      await publish('moteadm', 'task.completed', { ...delivered, task: 'never-given' }),
      await publish('kaukus-site', 'task.completed', delivered),
      await publish('moteadm', 'task.completed', { ...delivered, outcome: 'restricted' }),
      await publish('moteadm', 'task.completed', { task, outcome: 'delivered', evidence: 'export' }),
      await publish('moteadm', 'task.completed', {
        ...delivered,
        data: [{ dataCategory: 'behaviour', items: [{ page: '/' }] }],
      }),
      await publish('moteadm', 'task.completed', {
        ...delivered,
        data: [{ dataCategory: 'contact', items: [{ shoeSize: 38 }] }],
      }),
      await publish('moteadm', 'task.completed', { ...delivered, more: true }),
    ]);
    expect(replies.map(({ problem }) => problem?.code)).toEqual([
      'unknown-task',
      'not-your-system',
      'outcome-not-of-task',
      'data-missing',
      'data-not-asked-for',
      'not-in-statement',
      'invalid-request',
    ]);
    expect(JSON.stringify(await keptContents())).not.toContain(request);
    await publish('moteadm', 'task.completed', delivered);
    const twice = await intake.withoutTrace(() =>
      publish('moteadm', 'task.completed', { ...delivered, evidence: 'another export' }),
    );
    expect(twice.problem?.code).toBe('task-completed');
    expect((await keptContents()).filter((content) => content['request'] === request)).toHaveLength(1);
  });
});

describe('nothing stays stuck', () => {
  it('asks again, calls it overdue, alerts those on call, stops waiting, and lets a failure be seen', async () => {
    const { request } = await accepted('restriction');
    const task = await taskOf(request, 'kaukus-site');
    const advance = async (moment: string) => {
      intake.clock.advanceTo(moment);
      await intake.service.checkTimers();
      await intake.settled();
    };
    const failed = { task: await taskOf(request, 'moteadm'), reason: 'system-away', evidence: 'incident 7' };
    expect(await publish('moteadm', 'task.failed', failed)).toMatchObject({ duplicate: false });
    const failures = await intake.call('GET', '/v1/tasks?state=failed', { role: 'staff' });
    expect(failures.body['tasks']).toMatchObject([{ system: 'moteadm', failure: { reason: 'system-away' } }]);
    await advance('2026-02-08T09:00:00.000Z');
    await vi.waitFor(() =>
      expect(ordersOf(task).map(({ id }) => id)).toEqual([`${task}.kaukus-site`, `${task}.kaukus-site.1`]),
    );
    await advance('2026-02-21T09:00:00.000Z');
    const overdue = await intake.call('GET', `/v1/tasks?state=overdue&request=${request}`, { role: 'staff' });
    expect((overdue.body['tasks'] as Task[]).map(({ system }) => system).sort()).toEqual([
      'kaukus-mail',
      'kaukus-site',
      'moteadm',
    ]);
    const alerts = await intake.call('GET', '/v1/alerts', { role: 'staff' });
    expect(JSON.stringify(alerts.body)).toContain(task);
    await advance('2026-02-28T09:00:00.000Z');
    const last = (await intake.entity({ context: 'request-intake', entity: 'tasks', id: request })).at(-1);
    expect(last).toMatchObject({
      meta: { type: 'tasks.finished.v1' },
      facts: { completed: 0, unanswered: expect.arrayContaining(['kaukus-site', 'moteadm', 'kaukus-mail']) },
    });
  });

  it('takes back what is still asked when staff refuses the request', async () => {
    const { request } = await accepted('access');
    const task = await taskOf(request, 'moteadm');
    const refusal = { reason: 'manifestly-excessive', explanation: 'Niende gang.', courtRemedyStated: true };
    await intake.call('POST', `/v1/requests/${request}/refusal`, { role: 'staff', body: refusal });
    await intake.settled();
    expect((await tasksOf(request)).map(({ status }) => status)).toEqual(['withdrawn', 'withdrawn', 'withdrawn']);
    const late = await intake.call('POST', `/v1/tasks/${task}/completion`, {
      role: 'staff',
      body: { outcome: 'nothing-held', evidence: 'none' },
    });
    expect([late.status, problemCode(late)]).toEqual([409, 'task-withdrawn']);
  });
});

/** Everything that is kept of deliveries for this tenant, as it lies in the database. */
async function keptContents(): Promise<Record<string, unknown>[]> {
  const mongo = await enginesForTests().connectMongo();
  try {
    const { databases } = await mongo.db('admin').admin().listDatabases({ nameOnly: true });
    const found = databases.map(({ name }) =>
      mongo.db(name).collection('package-contents').find({ tenant: intake.tenant }).toArray(),
    );
    return (await Promise.all(found)).flat();
  } finally {
    await mongo.close();
  }
}
