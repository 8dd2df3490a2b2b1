import { problemCode } from '@vitne/testing/running-service';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alertId } from '../src/reactions/raise-alerts.ts';
import { type ProcessorWorld, startProcessorWorld } from './processors-world.ts';

let world: ProcessorWorld;
beforeAll(async () => {
  world = await startProcessorWorld();
});
afterAll(() => world?.stop());

const withdraw = (request: string) => world.request('staff', 'POST', `/v1/requests/${request}/withdrawal`);
const deletions = () => world.processor.calls.filter((call) => call === 'DELETE /v2/requests/{id}').length;
const shown = async (state: string) => {
  const { body } = await world.request('staff', 'GET', `/v1/processor-requests?state=${state}`);
  return body['processorRequests'] as Record<string, unknown>[];
};

it('a request that the person takes back is cancelled at the processor, and what it signed is kept', async () => {
  const { request, id } = await world.accept('access');
  expect((await withdraw(request)).status).toBe(201);
  await world.atRest();
  expect(deletions()).toBe(1);
  expect((await world.typesOf(id)).slice(-2)).toEqual(['cancellation-owed', 'cancelled']);
  expect((await world.eventsOf(id)).at(-1)?.facts).toMatchObject({
    outcome: 'received',
    httpStatus: 202,
    answer: { certificate: expect.stringMatching(/^[0-9a-f]{64}$/), digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(await shown('cancelled')).toMatchObject([{ processorRequest: id, state: 'cancelled' }]);
  const answer = await world.callBack(world.processor.callback(id));
  expect(answer.status).toBe(202);
  await world.advance(24 * 30);
  expect(deletions()).toBe(1);
  expect((await world.typesOf(id)).at(-1)).toBe('status-told');
  const ledger = JSON.stringify(await world.eventsOf(id));
  expect(ledger).not.toContain('kari.nordmann');
});

it('is said again until the processor is there, and by nobody else meanwhile', async () => {
  const { request, id } = await world.accept('access');
  world.processor.misbehave('away');
  await withdraw(request);
  await world.atRest();
  expect((await world.typesOf(id)).at(-1)).toBe('cancellation-failed');
  expect(await shown('cancelling')).toMatchObject([{ processorRequest: id, attempt: 2 }]);
  world.processor.misbehave('none');
  await world.advance(1);
  expect((await world.typesOf(id)).at(-1)).toBe('cancelled');
});

it('what is under way at the processor cannot be cancelled there: those on call are told, and what it answered is kept', async () => {
  const { request, id } = await world.accept('access');
  world.processor.settle(id, { status: 'in_progress' });
  const { task } = (await world.taskOf(request)) as { task: string };
  await withdraw(request);
  await world.atRest();
  expect((await world.typesOf(id)).slice(-2)).toEqual(['cancellation-failed', 'cancellation-given-up']);
  expect((await world.eventsOf(id)).at(-1)?.facts).toMatchObject({ reason: 'refused', httpStatus: 400 });
  const alert = alertId(world.tenant, { kind: 'task', id: task });
  const alerts = await world.entity({ context: 'request-intake', entity: 'alert', id: alert });
  expect(alerts.map(({ facts }) => facts['cause'])).toContain('processor-request.cancellation-given-up.v1');
  expect(await shown('cancellation-given-up')).toMatchObject([
    { whatToDo: { en: expect.stringContaining('Tell it') } },
  ]);
});

it('an erasure that was ordered goes on, and is not called withdrawn when the person takes it back', async () => {
  const { request, person } = await world.accept('erasure');
  const now = world.clock.now();
  const passedOn = { disposal: 'd-1', person, system: 'moteadm', request, ordered: now, passedOn: now };
  await world.tell('disposal.passed-on.v1', person, passedOn);
  await world.atRest();
  const before = deletions();
  const refused = await withdraw(request);
  expect([refused.status, problemCode(refused)]).toEqual([409, 'erasure-under-way']);
  await world.atRest();
  const { body } = await world.request('staff', 'GET', '/v1/processor-requests?disposal=d-1');
  expect(body['processorRequests']).toMatchObject([{ state: 'waiting', request }]);
  expect(deletions()).toBe(before);
});
