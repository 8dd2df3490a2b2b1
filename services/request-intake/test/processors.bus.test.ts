import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { email, type ProcessorWorld, startProcessorWorld, strangeProcessor } from './processors-world.ts';
import { clockNow } from './running-intake.ts';

let world: ProcessorWorld;
beforeAll(async () => {
  world = await startProcessorWorld();
}, 60_000);
afterAll(() => world?.stop());
beforeEach(() => world.processor.misbehave('none'));

const data = [{ dataCategory: 'contact', items: [{ email, phone: '+47 900 00 000' }] }];

describe('an access that a processor has to answer by OpenDSR', () => {
  it('is sent to it, signed and with the token it asks for, and stands on no bus and in no readable fact', async () => {
    const { request, contact, sent, id, person } = await world.accept('access');
    expect(sent).toMatchObject({
      signed: true,
      authorization: 'Bearer secret-of-kaukus',
      body: {
        regulation: 'gdpr',
        subject_request_type: 'access',
        submitted_time: clockNow,
        subject_identities: [{ identity_type: 'email', identity_value: contact, identity_format: 'raw' }],
        status_callback_urls: [`https://privacy.example.org/opendsr/${world.tenant}/v2/callbacks/moteadm`],
      },
    });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(world.orders.filter((subject) => subject.endsWith('.moteadm'))).toEqual([]);
    expect(world.orders).toContain(`orders.${world.tenant}.kaukus-mail`);
    expect(await world.typesOf(id)).toEqual(['owed', 'received']);
    const [, received] = await world.eventsOf(id);
    expect(received?.facts).toMatchObject({ person, expectedCompletion: '2026-02-20T00:00:00Z' });
    const readable = JSON.stringify((await world.eventsOf(id)).map(({ facts, meta }) => [facts, meta]));
    expect(readable).not.toContain(contact);
    expect(await world.taskOf(request)).toMatchObject({ status: 'open' });
  });

  it('goes into the package when the processor calls back that it is done, and the call counts once', async () => {
    const { request, id } = await world.accept('access');
    world.processor.settle(id, { status: 'completed', results: { data }, results_count: 1 });
    const said = world.processor.callback(id);
    expect(await world.callBack(said)).toMatchObject({ status: 202, body: { request_status: 'completed' } });
    await world.atRest();
    expect(await world.taskOf(request)).toMatchObject({ status: 'completed' });
    const { body } = await world.request('staff', 'GET', `/v1/tasks/${String((await world.taskOf(request))['task'])}`);
    expect(body).toMatchObject({ delivered: { dataCategories: ['contact'], items: 1 } });
    expect(await world.typesOf(id)).toEqual(['owed', 'received', 'status-told', 'settled']);
    const told = (await world.eventsOf(id))[2]?.facts as { answer: { digest: string } };
    expect(JSON.stringify(body)).toMatch(/SHA-256 of the signed answer [0-9a-f]{64}/);
    expect(told.answer.digest).toMatch(/^[0-9a-f]{64}$/);
    await world.withoutTrace(async () => expect((await world.callBack(said)).status).toBe(202));
  });

  it('is asked for when no call comes, day after day, and a portability in the same way', async () => {
    const { request, sent, id } = await world.accept('portability');
    expect(sent?.body.subject_request_type).toBe('portability');
    await world.advance(25);
    expect(await world.typesOf(id)).toEqual(['owed', 'received', 'status-told']);
    world.processor.settle(id, { status: 'completed', results_count: 0 });
    await world.advance(24);
    expect(await world.taskOf(request)).toMatchObject({ status: 'completed' });
    expect((await world.typesOf(id)).slice(-2)).toEqual(['status-told', 'settled']);
  });

  it('fails visibly where the processor denies or cancels it, and stays open for staff to answer', async () => {
    for (const status of ['denied', 'cancelled']) {
      const { request, id } = await world.accept('access');
      expect((await world.callBack(world.processor.callback(id, { request_status: status }))).status).toBe(202);
      await world.atRest();
      const task = await world.taskOf(request);
      expect(task).toMatchObject({ status: 'open', failure: { reason: 'not-possible' } });
      expect(JSON.stringify(task)).toContain(`answered ${status}`);
      const alerts = await world.request('staff', 'GET', '/v1/alerts');
      expect(JSON.stringify(alerts.body)).toContain(String(task['task']));
    }
  });

  it('is fetched from the processor’s own origin alone, and only in a form that can be told to the person', async () => {
    const other = await strangeProcessor();
    const bad: [object, string][] = [
      [{ results_url: `${other.origin}/v2/results/1` }, 'results-elsewhere'],
      [{ results: { data: [{ dataCategory: 'behaviour', items: [{ page: '/' }] }] } }, 'results-unusable'],
      [{ results: 'free text' }, 'results-unusable'],
      [{}, 'results-missing'],
    ];
    for (const [how, reason] of bad) {
      const { request, id } = await world.accept('access');
      world.processor.settle(id, { status: 'completed', ...how });
      await world.callBack(world.processor.callback(id));
      await world.atRest();
      const task = await world.taskOf(request);
      expect(task).toMatchObject({ status: 'open', failure: { reason: 'data-unreadable' } });
      expect(JSON.stringify(task)).toContain(reason);
    }
    expect(other.calls).toEqual([]);
    await other.stop();
  });

  it('is not called about any more once staff have answered for it', async () => {
    const { request, id } = await world.accept('access');
    const { task } = await world.taskOf(request);
    const body = { outcome: 'nothing-held', evidence: 'telephone, case 9' };
    expect((await world.request('staff', 'POST', `/v1/tasks/${String(task)}/completion`, body)).status).toBe(201);
    await world.atRest();
    expect(await world.typesOf(id)).toEqual(['owed', 'received', 'settled']);
    const before = world.processor.calls.length;
    await world.advance(30);
    expect(world.processor.calls.slice(before).filter((call) => call.startsWith('POST'))).toEqual([]);
  });
});

describe('a call back that cannot be trusted leaves no trace', () => {
  it('says what is wrong: the signature, the domain, the address, the request, the processor, the form', async () => {
    const { id } = await world.accept('access');
    const { processor } = world;
    const right = processor.callback(id);
    const elsewhere = { ...right, headers: { ...right.headers, 'x-opendsr-processor-domain': 'example.org' } };
    const unsigned = { ...right, headers: { 'content-type': 'application/json' } as typeof right.headers };
    const changed = { ...right, body: Buffer.from(right.body.toString('utf8').replace('pending', 'completed')) };
    const answers = await world.withoutTrace(async () => [
      await world.callBack(processor.callback(id, { request_status: 'completed' }, 'stranger')),
      await world.callBack(elsewhere),
      await world.callBack(unsigned),
      await world.callBack(changed),
      await world.callBack(processor.callback(id, { status_callback_url: 'https://example.org/callbacks' })),
      await world.callBack(processor.callback(id, { subject_request_id: 'a7551968-d5d6-44b2-9831-815ac9017798' })),
      await world.callBack(processor.callback(id, { controller_id: 'another' })),
      await world.callBack(processor.callback(id, { request_status: 'forgotten' })),
      await world.callBack({ ...right, path: right.path.replace('moteadm', 'kaukus-mail') }),
    ]);
    const codes = answers.map(({ status, body }) => [
      status,
      (body as { error: { errors: { reason: string }[] } }).error.errors[0]?.reason,
    ]);
    expect(codes).toEqual([
      [403, 'bad-signature'],
      [403, 'bad-signature'],
      [403, 'bad-signature'],
      [403, 'bad-signature'],
      [400, 'unknown-callback'],
      [404, 'unknown-request'],
      [404, 'unknown-request'],
      [400, 'invalid-field'],
      [404, 'unknown-processor'],
    ]);
  });
});

describe('a processor that answers badly', () => {
  /** What was recorded of the first call, while it misbehaved; afterwards the call is made again, and received. */
  async function recovers(how: Parameters<ProcessorWorld['processor']['misbehave']>[0]) {
    world.processor.misbehave(how);
    const { request } = await world.accept('access');
    const { task } = await world.taskOf(request);
    const { body } = await world.request('staff', 'GET', `/v1/processor-requests?task=${String(task)}`);
    const [known] = body['processorRequests'] as Record<string, unknown>[];
    expect(known).toMatchObject({ state: 'sending', attempt: 2 });
    const id = String(known?.['processorRequest']);
    const failed = (await world.eventsOf(id)).at(-1);
    world.processor.misbehave('none');
    await world.advance(0.1);
    expect((await world.typesOf(id)).at(-1)).toBe('received');
    return failed?.facts;
  }

  it.each([
    ['away', 'unreachable'],
    ['redirects', 'redirected'],
    ['too-much', 'too-large'],
    ['signs-with-another-key', 'bad-signature'],
    ['receipts-something-else', 'not-ours'],
    ['answers-as-another-controller', 'not-ours'],
    [{ status: 503 }, 'http-status'],
  ] as const)('is not believed and called again: %s', async (how, reason) => {
    expect(await recovers(how)).toMatchObject({ call: 'send', attempt: 1, reason, again: expect.any(String) });
  });

  it.each(['hangs', 'trickles'] as const)(
    'is not waited for longer than ten seconds: %s',
    async (how) => {
      expect(await recovers(how)).toMatchObject({ reason: 'unreachable' });
    },
    40_000,
  );
});
