import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requestIdOf } from '../src/open-dsr/receive-open-dsr.ts';
import { alertId } from '../src/reactions/raise-alerts.ts';
import { type OpenDsrWorld, startOpenDsrWorld } from './open-dsr-world.ts';

let world: OpenDsrWorld;
beforeAll(async () => {
  world = await startOpenDsrWorld();
}, 60_000);
afterAll(() => world.stop());

const later = (minutes: number) => new Date(Date.parse(world.clock.now()) + minutes * 60_000).toISOString();
/** Lets what is owed by now be told. */
async function afterMinutes(minutes: number): Promise<void> {
  world.clock.advanceTo(later(minutes));
  await world.service.reached(world.tenant, await world.position());
  await world.service.checkTimers();
}

describe('a request that is not taken leaves no trace, and says why in the form of the specification', () => {
  it.each([
    ['no signature of this body', {}, { signature: 'AAAA' }, 403, 'bad-signature'],
    ['the key of somebody else', {}, { stranger: true }, 403, 'bad-signature'],
    ['a controller whom nobody knows', {}, { subject: 'client-2' }, 403, 'unknown-controller'],
    ['a type that is not supported', { subject_request_type: 'rectification' }, {}, 400, 'invalid-field'],
    [
      'a hashed identity',
      { subject_identities: [{ identity_type: 'email', identity_value: 'x', identity_format: 'sha256' }] },
      {},
      400,
      'invalid-field',
    ],
    [
      'a kind of identity that is not supported',
      { subject_identities: [{ identity_type: 'ios_vendor_id', identity_value: 'x', identity_format: 'raw' }] },
      {},
      400,
      'invalid-field',
    ],
    ['no identity', { subject_identities: [] }, {}, 400, 'invalid-field'],
    ['an id that is no UUIDv4', { subject_request_id: 'kari@example.no' }, {}, 400, 'invalid-field'],
    ['a field that nobody knows', { name: 'Kari' }, {}, 400, 'invalid-field'],
    ['a time to come', { submitted_time: '2031-01-01T00:00:00Z' }, {}, 400, 'submitted-in-future'],
    ['a time long gone', { submitted_time: '2020-01-01T00:00:00Z' }, {}, 400, 'submitted-too-long-ago'],
    [
      'an address that is not agreed on',
      { status_callback_urls: ['http://169.254.169.254/latest'] },
      {},
      400,
      'unknown-callback',
    ],
    [
      'an extension that we do not have',
      { extensions: { 'privacy.example.org': { a: 1 } } },
      {},
      400,
      'unknown-extension',
    ],
  ])('%s', async (_name, over, by, status, reason) => {
    const { stranger, ...others } = by as { stranger?: boolean; signature?: string; subject?: string };
    const answer = await world.withoutTrace(() =>
      world.post(world.sent(over), { ...others, ...(stranger && { key: world.stranger }) }),
    );
    expect(answer).toMatchObject({ status, body: { error: { code: status } } });
    expect(JSON.stringify(answer.body)).toContain(reason);
    expect(JSON.stringify(answer.body)).not.toContain('kari@example.no');
  });

  it('what is no JSON, or too much of it', async () => {
    expect(await world.withoutTrace(() => world.post('{'))).toMatchObject({
      status: 400,
      body: { error: { code: 400 } },
    });
    expect((await world.withoutTrace(() => world.post(`"${'x'.repeat(70_000)}"`))).status).toBe(400);
  });

  it('identities of two people, and the same id with other words', async () => {
    const of = (value: string) => ({ identity_type: 'email', identity_value: value, identity_format: 'raw' });
    for (const one of ['per@example.no', 'kari@example.no']) {
      await world.post(world.sent({ subject_identities: [of(one)] }));
    }
    const both = world.sent({ subject_identities: [of('per@example.no'), of('kari@example.no')] });
    expect(await world.withoutTrace(() => world.post(both))).toMatchObject({ status: 400 });
    const sent = world.sent();
    await world.post(sent);
    const other = { ...sent, subject_request_type: 'access' };
    expect(await world.withoutTrace(() => world.post(other))).toMatchObject({ status: 400 });
  });

  it('somebody else’s request is not there', async () => {
    const sent = world.sent();
    await world.post(sent);
    expect((await world.get(sent.subject_request_id, 'client-2')).status).toBe(403);
    expect(await world.get('a7551968-d5d6-44b2-9831-815ac9017798')).toMatchObject({
      status: 404,
      body: { error: { code: 404 } },
    });
    expect((await world.request('staff', 'GET', `${world.base}/requests/${sent.subject_request_id}`)).status).toBe(403);
  });
});

describe('a processor by OpenDSR 2.0', () => {
  it('says what it supports, and hands its certificate out', async () => {
    const { body } = await world.request('nobody', 'GET', `${world.base}/discovery`);
    expect(body).toEqual({
      api_version: '2.0',
      supported_identities: [
        { identity_type: 'email', identity_format: 'raw' },
        { identity_type: 'controller_customer_id', identity_format: 'raw' },
      ],
      supported_subject_request_types: ['access', 'portability', 'erasure'],
      processor_certificate: `https://privacy.example.org/opendsr/${world.tenant}/v2/certificate`,
    });
    expect((await world.request('nobody', 'GET', `${world.base}/certificate`)).body).toEqual({
      page: 'the certificate',
    });
    expect((await world.request('nobody', 'GET', `/opendsr/${world.other}/v2/discovery`)).status).toBe(404);
  });

  it('receives what a controller signed, signs the answer, and takes a repeat for a repeat', async () => {
    const sent = world.sent();
    const answer = await world.post(sent);
    expect(answer).toMatchObject({ status: 201, signed: true, domain: 'privacy.example.org' });
    expect(answer.body).toEqual({
      controller_id: 'client-1',
      expected_completion_time: '2026-03-01T23:59:59.999+01:00',
      received_time: expect.any(String),
      encoded_request: Buffer.from(JSON.stringify(sent)).toString('base64'),
      subject_request_id: sent.subject_request_id,
    });
    const again = await world.withoutTrace(() => world.post(sent));
    expect(again).toEqual(answer);
    const { body } = await world.get(sent.subject_request_id);
    expect(body).toMatchObject({ request_status: 'pending', controller_id: 'client-1', api_version: '2.0' });
  });

  it('tells the controller of each status in order, signed, until it takes it', async () => {
    const sent = world.sent({ subject_request_type: 'access' });
    await world.post(sent);
    const id = await world.accept(sent.subject_request_id);
    const done = await world.request('staff', 'POST', `/v1/requests/${id}/refusal`, {
      reason: 'manifestly-excessive',
      explanation: 'Asked for every day.',
      courtRemedyStated: true,
    });
    expect(done.status, JSON.stringify(done.body)).toBe(201);
    world.calls.length = 0;
    world.answerWith(500);
    await afterMinutes(0);
    expect(world.calls).toHaveLength(1);
    await afterMinutes(0);
    expect(world.calls).toHaveLength(1);
    world.answerWith(302);
    await afterMinutes(1);
    expect(world.calls).toHaveLength(2);
    world.answerWith(202);
    await afterMinutes(5);
    expect(world.calls.map(({ body }) => body['request_status'])).toEqual([
      'in_progress',
      'in_progress',
      'in_progress',
      'cancelled',
    ]);
    expect(world.calls.every(({ signed, domain }) => signed && domain === 'privacy.example.org')).toBe(true);
    expect(world.calls[0]?.body).toEqual({
      controller_id: 'client-1',
      expected_completion_time: expect.any(String),
      status_callback_url: world.callback,
      subject_request_id: sent.subject_request_id,
      request_status: 'in_progress',
    });
    expect((await world.get(sent.subject_request_id)).body).toMatchObject({ request_status: 'cancelled' });
  });

  it('gives a controller up after eight calls, and never calls again for that status', async () => {
    const sent = world.sent();
    await world.post(sent);
    await world.accept(sent.subject_request_id);
    world.calls.length = 0;
    world.answerWith(503);
    for (const minutes of [0, 1, 5, 30, 120, 360, 720, 1440, 1440, 1440]) await afterMinutes(minutes);
    world.answerWith(202);
    expect(world.calls).toHaveLength(8);
    const request = requestIdOf(world.tenant, 'client-1', sent.subject_request_id);
    const history = await world.entity({ context: 'request-intake', entity: 'controller-request', id: request });
    expect(history.at(-1)).toMatchObject({
      meta: { type: 'controller-request.given-up.v1' },
      facts: { request, controller: 'client-1', status: 'in_progress', attempt: 8 },
    });
    await world.settled();
    const alert = alertId(world.tenant, { kind: 'request', id: request });
    const alerts = await world.entity({ context: 'request-intake', entity: 'alert', id: alert });
    expect(alerts.map(({ facts }) => facts['cause'])).toContain('controller-request.given-up.v1');
  });

  it('shows staff what a controller has not taken, since when and why, and calls it at once when they say so', async () => {
    const sent = world.sent();
    await world.post(sent);
    const request = await world.accept(sent.subject_request_id);
    world.answerWith(503);
    await afterMinutes(0);
    const listed = async (state: string) => {
      await world.settled();
      const { body } = await world.request(
        'staff',
        'GET',
        `/v1/controller-requests?controller=client-1&state=${state}`,
      );
      return (body['controllerRequests'] as Record<string, unknown>[]).find((one) => one['request'] === request);
    };
    const call = { callback: world.callback, status: 'in_progress', since: expect.any(String) };
    const lastFailure = { failed: expect.any(String), httpStatus: 503 };
    const waiting = await listed('waiting');
    expect(waiting).toMatchObject({
      controller: 'client-1',
      subjectRequestId: sent.subject_request_id,
      callBacks: [{ ...call, state: 'waiting', attempts: 1, next: expect.any(String), lastFailure }],
    });
    expect(waiting).not.toHaveProperty('whatToDo');
    for (const minutes of [1, 5, 30, 120, 360, 720, 1440]) await afterMinutes(minutes);
    expect(await listed('waiting')).toBeUndefined();
    expect(await listed('given-up')).toMatchObject({
      owedSince: waiting?.['owedSince'],
      callBacks: [{ ...call, state: 'given-up', attempts: 8, lastFailure }],
      whatToDo: { nb: expect.stringContaining(`${request}/calls`), en: expect.stringContaining(`${request}/calls`) },
    });

    world.calls.length = 0;
    const again = (body: object) => world.request('staff', 'POST', `/v1/controller-requests/${request}/calls`, body);
    expect((await again({ callback: 'https://elsewhere.example/' })).body).toMatchObject({
      type: '/problems/no-call-owed',
    });
    expect((await again({})).status).toBe(201);
    await afterMinutes(0);
    expect(world.calls).toHaveLength(1);
    expect(await listed('waiting')).toMatchObject({ callBacks: [{ ...call, attempts: 1, lastFailure }] });
    world.answerWith(202);
    expect((await again({ callback: world.callback })).status).toBe(201);
    await afterMinutes(0);
    expect(world.calls.map(({ body }) => body['request_status'])).toEqual(['in_progress', 'in_progress']);
    for (const state of ['waiting', 'given-up']) expect(await listed(state)).toBeUndefined();
    expect(await world.withoutTrace(() => again({}))).toMatchObject({
      status: 409,
      body: { type: '/problems/no-call-owed' },
    });
  });

  it('cancels while pending, and not once the request is under way', async () => {
    const pending = world.sent();
    await world.post(pending);
    const cancelled = await world.cancel(pending.subject_request_id);
    expect(cancelled).toMatchObject({ status: 202, body: { controller_id: 'client-1', api_version: '2.0' } });
    expect((await world.get(pending.subject_request_id)).body).toMatchObject({ request_status: 'cancelled' });
    const accepted = world.sent();
    await world.post(accepted);
    await world.accept(accepted.subject_request_id);
    const refused = await world.withoutTrace(() => world.cancel(accepted.subject_request_id));
    expect(refused).toMatchObject({ status: 400, body: { error: { code: 400, errors: [{ reason: 'not-pending' }] } } });
  });

  it('does not wait for a controller that hangs: others are called meanwhile, and it is called one at a time', async () => {
    const hangs = { status_callback_urls: [`${world.callback}/hangs`] };
    const [first, second] = [world.sent(hangs), world.sent(hangs)];
    for (const sent of [first, second]) {
      await world.post(sent, { subject: 'client-3' });
      await world.accept(sent.subject_request_id, 'client-3');
    }
    const other = world.sent();
    await world.post(other);
    await world.accept(other.subject_request_id);
    world.calls.length = 0;
    world.answerWith(202);
    await afterMinutes(0);
    expect(world.calls).toHaveLength(1);
    expect(world.hanging.indexOf('another was called')).toBeLessThan(world.hanging.indexOf('hung up'));
    const request = requestIdOf(world.tenant, 'client-3', first.subject_request_id);
    const history = await world.entity({ context: 'request-intake', entity: 'controller-request', id: request });
    expect(history.at(-1)).toMatchObject({
      meta: { type: 'controller-request.call-failed.v1' },
      facts: { attempt: 1 },
    });
    expect(history.at(-1)?.facts).not.toHaveProperty('httpStatus');
    // Both were under way before anybody knew; from now on one of them looks, and the other is not even tried.
    world.hanging.length = 0;
    await afterMinutes(2);
    expect(world.hanging).toEqual(['called', 'hung up']);
  });
});
