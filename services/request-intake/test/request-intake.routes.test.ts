import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, judgement, type RunningIntake, startIntake } from './running-intake.ts';

const email = 'kari.nordmann@example.no';
const text = 'Jeg vil vite hva dere har lagret om meg.';
let intake: RunningIntake;

beforeAll(async () => {
  intake = await startIntake();
});
afterAll(() => intake?.stop());

const receipt = (over: object = {}) => ({
  person: { kind: 'email', value: email },
  contact: { email },
  requestType: 'access',
  text,
  receivedThrough: 'email',
  ...over,
});

const staff = { role: 'staff' } as const;
const codeOf = ({ body }: Answered) => String(body['type']).replace('/problems/', '');

async function received(over: object = {}): Promise<string> {
  const answer = await intake.call('POST', '/v1/requests', { ...staff, body: receipt(over) });
  expect(answer.status).toBe(201);
  return String(answer.body['request']);
}
const post = (id: string, what: string, body: object = {}, more: Parameters<RunningIntake['call']>[2] = {}) =>
  intake.call('POST', `/v1/requests/${id}/${what}`, { ...staff, body, ...more });

/** Calls that are refused leave the ledger as it was. */
async function refusedWithoutTrace(calls: () => Promise<Answered[]>): Promise<[number, string][]> {
  const answers = await intake.withoutTrace(calls);
  return answers.map((answer) => [answer.status, codeOf(answer)]);
}

describe('POST /v1/requests', () => {
  it('201: answers with the due date and how it came about, and nothing personal is readable in the ledger', async () => {
    const answer = await intake.call('POST', '/v1/requests', { ...staff, body: receipt() });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      outcome: 'recorded',
      status: 'received',
      due: { dueDate: '2026-03-02', boundBy: 'law' },
      rightsGiven: { given: true, byStatement: true },
      immediateClocks: [],
    });
    expect(answer.headers['vitne-position']).toBe(String(answer.body['position']));
    const ledger = JSON.stringify(await intake.readRequest(String(answer.body['request'])));
    expect(ledger).not.toContain(email);
    expect(ledger).not.toContain('lagret om meg');
  });

  it('201: a right that nobody gives is received all the same, and the answer says so', async () => {
    const answer = await intake.call('POST', '/v1/requests', {
      ...staff,
      body: receipt({ requestType: 'automated-decision' }),
    });
    expect(answer.status).toBe(201);
    expect(answer.body['rightsGiven']).toMatchObject({ given: false });
  });

  it('201: a withdrawal shows what counts at once', async () => {
    const answer = await intake.call('POST', '/v1/requests', {
      role: 'system',
      body: receipt({ requestType: 'withdrawal' }),
    });
    expect(answer.body['immediateClocks']).toMatchObject([{ clock: 'gdpr-7-3', due: '2026-01-31T09:00:00.000Z' }]);
  });

  it('200 for the same key and content: one request; 409 for other content under the key', async () => {
    const key = randomUUID();
    const first = await intake.call('POST', '/v1/requests', { ...staff, key, body: receipt() });
    const position = await intake.lastPosition();
    const again = await intake.call('POST', '/v1/requests', { ...staff, key, body: receipt() });
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual({ ...first.body, outcome: 'repeated' });
    const differing = await intake.call('POST', '/v1/requests', {
      ...staff,
      key,
      body: receipt({ requestType: 'erasure' }),
    });
    expect([differing.status, codeOf(differing)]).toEqual([409, 'idempotency-key-reused']);
    expect(await intake.lastPosition()).toBe(position);
  });

  it('refuses without a trace: unknown fields, the future, no token, the wrong role, a tenant without a statement', async () => {
    const { other } = intake;
    const stranger = `${randomUUID()}@example.no`;
    const answers = await refusedWithoutTrace(async () => [
      await intake.call('POST', '/v1/requests', { ...staff, body: receipt({ socialSecurityNumber: '1' }) }),
      await intake.call('POST', '/v1/requests', {
        ...staff,
        body: receipt({ received: '2026-02-01T00:00:00Z', person: { kind: 'email', value: stranger } }),
      }),
      await intake.call('POST', '/v1/requests', { body: receipt() }),
      await intake.call('POST', '/v1/requests', { role: 'auditor', body: receipt() }),
      await intake.call('POST', '/v1/requests', { ...staff, of: other, body: receipt() }),
    ]);
    expect(answers).toEqual([
      [400, 'invalid-request'],
      [422, 'received-in-future'],
      [401, 'token-missing'],
      [403, 'role-not-allowed'],
      [409, 'no-statement'],
    ]);
    expect(await intake.vault.findPerson(intake.tenant, { kind: 'email', value: stranger })).toBeUndefined();
  });
});

describe('POST /v1/public/:tenant/requests', () => {
  const url = (tenant: string) => `/v1/public/${tenant}/requests`;
  const { receivedThrough: _, ...body } = receipt();

  it('201: tells the person the id, the due date and where to prove who asks, and no more', async () => {
    const answer = await intake.call('POST', url(intake.tenant), { body, key: randomUUID() });
    expect(answer.status).toBe(201);
    expect(Object.keys(answer.body).sort()).toEqual(['due', 'identityPage', 'outcome', 'position', 'request']);
    expect(String(answer.body['identityPage'])).toMatch(
      new RegExp(`/identity/${intake.tenant}/requests/${String(answer.body['request'])}$`),
    );
    expect(answer.body['due']).toEqual({ dueDate: '2026-03-02', due: '2026-03-02T23:59:59.999+01:00' });
  });

  it('refuses without a trace: a receipt in the past, too long a text, too large a body, a tenant that is not here', async () => {
    const answers = await refusedWithoutTrace(async () => [
      await intake.call('POST', url(intake.tenant), { body: { ...body, received: '2025-01-01T00:00:00Z' } }),
      await intake.call('POST', url(intake.tenant), { body: { ...body, text: 'a'.repeat(10_001) } }),
      await intake.call('POST', url(intake.tenant), { body: { ...body, text: 'a'.repeat(70_000) } }),
      await intake.call('POST', url('nobody-here'), { body }),
    ]);
    expect(answers).toEqual([
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [413, 'body-too-large'],
      [404, 'not-found'],
    ]);
  });

  it('takes the longest text that may be written, however it is escaped', async () => {
    const escaped = JSON.stringify({ ...body, text: '@@' }).replace('@@', '\\ud83d\\ude00'.repeat(5_000));
    const answer = await intake.service.app.inject({
      method: 'POST',
      url: url(intake.tenant),
      headers: { 'content-type': 'application/json' },
      payload: escaped,
    });
    expect(answer.statusCode).toBe(201);
  });
});

describe('what is done with a request', () => {
  const refusal = { reason: 'manifestly-excessive', explanation: 'Nei, av disse grunnene …', courtRemedyStated: true };
  const doings: [
    what: string,
    body: object,
    status: string,
    before?: [what: string, body: object],
    requestType?: string,
  ][] = [
    ['acknowledgement', {}, 'acknowledged'],
    ['assignment', { assignee: 'eva' }, 'received'],
    ['acceptance', judgement, 'accepted'],
    ['extension', { reasons: ['complexity'] }, 'received'],
    ['fulfilment', { answer: 'Her er svaret.' }, 'fulfilled', ['acceptance', judgement], 'automated-decision'],
    ['refusal', refusal, 'refused'],
    ['withdrawal', {}, 'withdrawn'],
  ];

  it.each(doings)(
    'POST …/%s: 201, 200 when repeated, 404 for another tenant, 403 for an auditor',
    async (what, body, status, before, requestType) => {
      const id = await received(requestType === undefined ? {} : { requestType });
      if (before) await post(id, ...before);
      const foreign = await refusedWithoutTrace(async () => [
        await post(id, what, body, { of: intake.other }),
        await post(id, what, body, { role: 'auditor' }),
        await post(id, what, { ...body, nonsense: 1 }),
      ]);
      expect(foreign).toEqual([
        [404, 'unknown-request'],
        [403, 'role-not-allowed'],
        [400, 'invalid-request'],
      ]);
      const key = randomUUID();
      const done = await post(id, what, body, { key });
      expect([done.status, done.body['status']]).toEqual([201, status]);
      const again = await post(id, what, body, { key });
      expect([again.status, again.body]).toEqual([200, { ...done.body, outcome: 'repeated' }]);
      const read = await intake.call('GET', `/v1/requests/${id}?after=${String(done.body['position'])}`, staff);
      expect(read.body).toMatchObject({ status });
    },
  );

  it('what needs no body takes none', async () => {
    const id = await received();
    for (const what of ['acknowledgement', 'withdrawal']) {
      expect((await intake.call('POST', `/v1/requests/${id}/${what}`, staff)).status).toBe(201);
    }
  });

  it('an assignment without a name is the caller’s own', async () => {
    expect((await post(await received(), 'assignment', {}, { as: 'eva' })).body['assignee']).toBe('eva');
  });

  it('refuses without a trace what the law or the state does not allow', async () => {
    const erasure = await received({ requestType: 'erasure' });
    const late = await received({ received: '2025-12-01T08:00:00Z' });
    const closed = await received();
    await post(closed, 'withdrawal');
    const { courtRemedyStated: _, ...silentOnCourts } = refusal;
    const answers = await refusedWithoutTrace(async () => [
      await post(erasure, 'fulfilment', {}),
      await post(late, 'extension', { reasons: ['complexity'] }),
      await post(late, 'extension', { reasons: ['holidays'] }),
      await post(erasure, 'refusal', { ...refusal, reason: 'compelling-grounds' }),
      await post(erasure, 'refusal', silentOnCourts),
      await post(closed, 'fulfilment', { answer: 'For sent.' }),
      await post('0123456789abcdef0123456789abcdef', 'acknowledgement'),
    ]);
    expect(answers).toEqual([
      [409, 'not-accepted'],
      [409, 'extension-too-late'],
      [400, 'invalid-request'],
      [422, 'reason-not-allowed'],
      [400, 'invalid-request'],
      [409, 'already-closed'],
      [404, 'unknown-request'],
    ]);
  });

  it('two members of staff answer at once: the person gets one answer', async () => {
    const id = await received({ requestType: 'automated-decision' });
    await post(id, 'acceptance', judgement);
    const answers = await Promise.all(
      ['ola', 'eva'].map((as) => post(id, 'fulfilment', { answer: `Svar fra ${as}` }, { as, key: randomUUID() })),
    );
    expect(answers.map(({ status }) => status).sort((one, other) => one - other)).toEqual([201, 409]);
    const events = await intake.readRequest(id);
    expect(events.filter(({ meta }) => meta.type === 'request.fulfilled.v1')).toHaveLength(1);
  });
});

describe('GET /v1/requests/:request', () => {
  it('shows staff what was written, and an auditor the facts', async () => {
    const id = await received();
    const { body } = await post(id, 'acknowledgement');
    const url = `/v1/requests/${id}?after=${String(body['position'])}`;
    const [forStaff, forAuditor, elsewhere] = [
      await intake.call('GET', url, staff),
      await intake.call('GET', url, { role: 'auditor' }),
      await intake.call('GET', `/v1/requests/${id}`, { ...staff, of: intake.other }),
    ];
    expect(forStaff.body).toMatchObject({
      personal: { contact: { fields: { email } }, enquiry: { fields: { text } } },
      inWords: {
        nb: expect.arrayContaining(['Henvendelsen kom inn 31. januar 2026; den dagen telles ikke med (1182/71 3(1)).']),
      },
    });
    expect(forAuditor.status).toBe(200);
    expect(JSON.stringify(forAuditor.body)).not.toContain(email);
    expect(forAuditor.body).not.toHaveProperty('personal');
    expect([elsewhere.status, (await intake.call('GET', url)).status]).toEqual([404, 401]);
  });

  it('an overdue request that was answered late is overdue no longer', async () => {
    const id = await received({ requestType: 'complaint', received: '2025-11-03T08:00:00Z' });
    const open = await intake.call('GET', `/v1/requests/${id}?after=${await intake.lastPosition()}`, staff);
    const { body } = await post(id, 'fulfilment');
    const closed = await intake.call('GET', `/v1/requests/${id}?after=${String(body['position'])}`, staff);
    expect([open.body['overdue'], closed.body['overdue']]).toEqual([true, false]);
  });

  it('shows nobody what was erased', async () => {
    const answer = await intake.call('POST', '/v1/requests', {
      ...staff,
      body: receipt({ person: { kind: 'phone', value: '+47 400 00 000' } }),
    });
    const { person, request, position } = answer.body as { person: string; request: string; position: number };
    await intake.vault.shred({ tenant: intake.tenant, person });
    const read = await intake.call('GET', `/v1/requests/${request}?after=${position}`, staff);
    expect(read.body['personal']).toEqual({
      contact: { shredded: true },
      enquiry: { shredded: true },
      answerTo: { shredded: true },
    });
  });
});
