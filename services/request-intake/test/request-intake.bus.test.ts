import { randomUUID } from 'node:crypto';
import { headers } from '@nats-io/nats-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockNow, judgement, type RunningIntake, startIntake } from './running-intake.ts';

let intake: RunningIntake;
beforeAll(async () => {
  intake = await startIntake();
});
afterAll(() => intake?.stop());

const data = (over: object = {}) => ({
  person: { kind: 'email', value: 'per@example.no' },
  contact: { email: 'per@example.no' },
  requestType: 'erasure',
  text: 'Slett alt om meg.',
  receivedThrough: 'email',
  ...over,
});

type Reply = { seq?: number; duplicate?: boolean; problem?: { code: string; status: number } };
async function publish(event: { id?: string; time?: string; type?: string; data: object }): Promise<Reply> {
  const type = event.type ?? 'request.received';
  const meta = headers();
  meta.set('content-type', 'application/cloudevents+json');
  const message = JSON.stringify({ specversion: '1.0', id: randomUUID(), source: 'mailbox', ...event, type });
  const subject = `inbox.${intake.tenant}.request-intake.${type}`;
  return (await intake.admin.request(subject, message, { headers: meta, timeout: 10_000 })).json<Reply>();
}
const read = async (id: string, position: number) =>
  (await intake.call('GET', `/v1/requests/${id}?after=${position}`, { role: 'staff' })).body;

describe('a mailbox hands requests in over the bus', () => {
  it('counts from when the mail came in, once, however often it is told', async () => {
    const event = { id: randomUUID(), time: '2026-01-29T18:00:00Z', data: data() };
    const [first, again] = [await publish(event), await publish(event)];
    expect(again).toEqual({ ...first, duplicate: true });
    const { body } = await intake.call('GET', `/v1/requests?after=${first.seq}`, { role: 'staff' });
    expect(body['requests']).toMatchObject([
      {
        received: '2026-01-29T18:00:00Z',
        receivedThrough: 'email',
        steps: [
          { actor: 'system:mailbox', eventType: 'request.received.v1' },
          { actor: 'system:mailbox', eventType: 'request.answer-address-kept.v1' },
          { actor: 'system:mailbox', eventType: 'request.message-owed.v1' },
        ],
      },
    ]);
  });

  it('takes now for the receipt when the system’s clock is ahead', async () => {
    const { seq } = await publish({ time: '2026-01-31T09:00:05Z', data: data({ requestType: 'complaint' }) });
    const { body } = await intake.call('GET', `/v1/requests?after=${seq}&type=complaint`, { role: 'staff' });
    expect(body['requests']).toMatchObject([{ received: clockNow }]);
  });

  it('refuses without a trace: other content under the id, unknown fields, the future, another type', async () => {
    const id = randomUUID();
    await publish({ id, data: data() });
    const before = await intake.lastPosition();
    const replies = [
      await publish({ id, data: data({ text: 'Noe annet.' }) }),
      await publish({ id, time: '2026-01-02T00:00:00Z', data: data() }),
      await publish({ data: data({ nationalId: '1' }) }),
      await publish({ data: data({ received: '2026-02-01T00:00:00Z' }) }),
      await publish({ type: 'request.fulfilled', data: {} }),
    ];
    expect(replies.map(({ problem }) => [problem?.status, problem?.code])).toEqual([
      [409, 'idempotency-key-reused'],
      [409, 'idempotency-key-reused'],
      [400, 'invalid-request'],
      [422, 'received-in-future'],
      [404, 'unknown-event-type'],
    ]);
    expect(await intake.lastPosition()).toBe(before);
  });
});

describe('an erasure is answered when the data is disposed of', () => {
  const disposed = (request: string | undefined, person: string) => ({
    disposal: randomUUID(),
    person,
    holdings: ['enquiries'],
    keysDestroyed: [],
    effective: clockNow,
    completed: clockNow,
    ...(request !== undefined && { request }),
  });
  const received = async (requestType: string) => {
    const body = data({ requestType });
    const answer = await intake.call('POST', '/v1/requests', { role: 'staff', body });
    const { request, person } = answer.body as { request: string; person: string };
    await intake.call('POST', `/v1/requests/${request}/acceptance`, {
      role: 'staff',
      body: judgement,
    });
    return { request, person };
  };
  it('fulfils the erasure, names its cause, and leaves every other request alone', async () => {
    const [erasure, access] = [await received('erasure'), await received('access')];
    await intake.tell('disposal.completed.v1', access.person, disposed(access.request, access.person));
    await intake.tell('disposal.completed.v1', access.person, disposed(undefined, access.person));
    await intake.tell('disposal.completed.v1', access.person, disposed('No Request!', access.person));
    await intake.tell('disposal.completed.v1', access.person, disposed('0123456789abcdef', access.person));
    await intake.tell('disposal.completed.v1', erasure.person, disposed(erasure.request, erasure.person));
    await intake.settled();
    const last = await intake.lastPosition();
    expect(await read(erasure.request, last)).toMatchObject({ status: 'fulfilled', fulfilled: { by: 'disposal' } });
    expect(await read(access.request, last)).toMatchObject({ status: 'accepted' });
    const [event] = (await intake.readRequest(erasure.request)).slice(-1);
    expect(event?.meta).toMatchObject({ actor: 'service:request-intake', correlation: 'test' });
    expect(event?.meta.causation).toContain('disposal.completed.v1');
  });
});
