import { randomUUID } from 'node:crypto';
import type { Recipient } from '@vitne/contracts/statement/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostingInStatement, now } from './registry-scenarios.ts';
import { type Answered, type RunningRegistry, startRegistry } from './running-registry.ts';

const officer = { role: 'privacy-officer' } as const;
const system = { role: 'system' } as const;
const staff = { role: 'staff' } as const;
let registry: RunningRegistry;
let person: string;

const hosting: Recipient = {
  ...hostingInStatement,
  dataCategories: ['identity', 'contact', 'register-facts'],
  purposes: ['support', 'customer-relationship'],
  agreement: { kind: 'data-processing-agreement', signed: '2025-01-01', subProcessorNotice: 'P15D' },
};
const support: Recipient = { ...hosting, id: 'support-centre', name: 'Support AS' };
const codeOf = ({ body }: Answered) => String(body['type']).replace('/problems/', '');
const refusal = (answer: Answered) => [answer.status, codeOf(answer)];
const post = (url: string, body: object = {}, more: Parameters<RunningRegistry['call']>[2] = {}) =>
  registry.call('POST', url, { ...officer, body, ...more });
const get = async (url: string, as: Parameters<RunningRegistry['call']>[2] = staff) => {
  const after = as.of === undefined ? `${url.includes('?') ? '&' : '?'}after=${await registry.lastPosition()}` : '';
  return registry.call('GET', `${url}${after}`, as);
};
const rowsOf = async (url: string, field: string) => (await get(url)).body[field] as Record<string, unknown>[];
const disclose = (over: object = {}) =>
  post(
    '/v1/disclosures',
    { person: { person }, recipient: 'hosting', purpose: 'support', dataCategories: ['contact'], ...over },
    system,
  );

beforeAll(async () => {
  registry = await startRegistry();
  await registry.publish(1, [hosting, support]);
  person = await registry.vault.resolvePerson(registry.tenant, { kind: 'email', value: 'kari.nordmann@example.no' });
});
afterAll(() => registry?.stop());

describe('C8, Art. 14: data from a third party', () => {
  const fetched = (of: string) => ({
    type: 'register-data.fetched.v1',
    facts: { system: 'catacloud-app', occurred: registry.clock.now(), person: of, source: 'bronnoysund' },
  });
  const open = (query = '') => rowsOf(`/v1/source-notices${query}`, 'notices');
  let other: string;

  it('makes a notice fall due, the most urgent first, with its provenance', async () => {
    other = await registry.vault.resolvePerson(registry.tenant, { kind: 'email', value: 'ola@example.no' });
    await registry.tell(fetched(person), person);
    await registry.comeTo('2026-02-05T08:00:00.000Z');
    await registry.tell(fetched(other), other);
    await registry.settled();
    const rows = await open();
    expect(rows).toMatchObject([
      { person, source: 'bronnoysund', status: 'open', overdue: false, due: { dueDate: '2026-02-28' } },
      { person: other, provenance: { name: 'Brønnøysundregistrene', country: 'NO' } },
    ]);
  });
  it('is due at once when the data is disclosed before the person is told, and shows as overdue', async () => {
    expect((await disclose({ purpose: 'customer-relationship', dataCategories: ['register-facts'] })).status).toBe(201);
    await registry.comeTo('2026-02-05T08:00:01.000Z');
    expect(await open('?overdue=true')).toMatchObject([{ person, overdue: true, firstDisclosure: expect.any(String) }]);
    expect(await open('?overdue=false')).toMatchObject([{ person: other }]);
  });
  it('is due at the first contact', async () => {
    const at = registry.clock.now();
    const facts = { system: 'catacloud-app', occurred: at, person: other };
    await registry.tell({ type: 'enquiry.answered.v1', facts }, other);
    await registry.comeTo('2026-02-05T08:00:02.000Z');
    expect(await open(`?person=${other}`)).toMatchObject([{ firstContact: at, due: { boundBy: 'law' } }]);
  });
  it('was told of, once, and late or in time', async () => {
    const [notice] = (await open(`?person=${person}`)).map((row) => String(row['notice']));
    const url = `/v1/source-notices/${notice}/given`;
    const key = randomUUID();
    const first = await post(url, { how: 'email' }, { ...system, key });
    expect(first).toMatchObject({ status: 201, body: { notice, status: 'given' } });
    expect(await post(url, { how: 'email' }, { ...system, key })).toMatchObject({ body: { outcome: 'repeated' } });
    expect(refusal(await post(url, { how: 'letter' }, staff))).toEqual([409, 'notice-given']);
    expect(await open(`?status=given&person=${person}`)).toMatchObject([{ how: 'email', late: true, overdue: false }]);
    expect(refusal(await post(url, { how: 'email' }, { of: registry.other }))).toEqual([404, 'notice-unknown']);
    expect(refusal(await post(url, { how: 'email' }, { role: 'auditor' }))).toEqual([403, 'role-not-allowed']);
    expect((await get('/v1/source-notices', { ...staff, of: registry.other })).body).toEqual({ notices: [] });
  });
  it('is owed no more when it is disposed of', async () => {
    const disposal = { disposal: 'd1', person: other };
    const at = registry.clock.now();
    await registry.tell(
      {
        type: 'disposal.ordered.v1',
        facts: {
          ...disposal,
          holdings: [],
          dataCategories: ['register-facts'],
          systems: [],
          action: 'erase',
          reason: 'staff',
          ordered: at,
        },
      },
      other,
    );
    const completed = { ...disposal, holdings: [], keysDestroyed: [], effective: at, completed: at };
    await registry.tell({ type: 'disposal.completed.v1', facts: completed }, other);
    await registry.settled();
    expect(await open(`?person=${other}`)).toEqual([]);
    expect(await open(`?status=lapsed&person=${other}`)).toMatchObject([{ late: true }]);
  });
});

describe('Art. 19: who got the data has to be told', () => {
  const open = (query = '') => rowsOf(`/v1/recipient-notifications${query}`, 'notifications');
  const due = {
    clock: 'gdpr-12-3',
    received: now,
    zone: 'Europe/Oslo',
    dueDate: '2026-02-28',
    due: '2026-02-28T23:59:59.999+01:00',
    boundBy: 'law',
    derivation: [],
    rules: '2026-1',
    calendar: 'no-2026-1',
  };
  const request = async (id: string, requestType: string) => {
    const facts = { request: id, person, requestType, receivedThrough: 'portal', received: now, due };
    await registry.tell({ type: 'request.received.v1', facts }, id);
    const fulfilled = { request: id, person, fulfilled: registry.clock.now(), by: 'staff' };
    await registry.tell({ type: 'request.fulfilled.v1', facts: fulfilled }, id);
    await registry.settled();
  };

  it('of a rectification, each recipient once; and of an access, nobody', async () => {
    expect((await disclose({ recipient: 'support-centre' })).status).toBe(201);
    await request('r-access', 'access');
    expect(await open()).toEqual([]);
    await request('r1', 'rectification');
    expect(new Set((await open()).map(({ recipient }) => recipient))).toEqual(new Set(['hosting', 'support-centre']));
    expect((await open())[0]).toMatchObject({ cause: 'rectification', request: 'r1', person, status: 'open' });
  });
  it('of an erasure, those who got what was erased', async () => {
    const at = registry.clock.now();
    const disposal = { disposal: 'd2', person, request: 'r2' };
    const ordered = {
      ...disposal,
      holdings: [],
      dataCategories: ['register-facts'],
      systems: [],
      action: 'erase',
      reason: 'erasure-request',
      ordered: at,
    };
    await registry.tell({ type: 'disposal.ordered.v1', facts: ordered }, person);
    const completed = { ...disposal, holdings: [], keysDestroyed: [], effective: at, completed: at };
    await registry.tell({ type: 'disposal.completed.v1', facts: completed }, person);
    await registry.settled();
    const erased = (await open()).filter(({ cause }) => cause === 'erasure');
    expect(erased).toMatchObject([
      { recipient: 'hosting', recipientName: 'Hosting GmbH', disposal: 'd2', dataCategories: ['register-facts'] },
    ]);
  });
  it('was told, confirmed it, or cannot be; and the person can see who', async () => {
    const rows = (await open()).filter(({ request: id }) => id === 'r1');
    const idOf = (recipient: string) => String(rows.find((row) => row['recipient'] === recipient)?.['notification']);
    const url = (recipient: string, step: string) => `/v1/recipient-notifications/${idOf(recipient)}/${step}`;
    expect(refusal(await post(url('support-centre', 'acknowledgement'), {}, staff))).toEqual([
      409,
      'recipient-not-told',
    ]);
    const key = randomUUID();
    const told = await post(url('support-centre', 'told'), { how: 'email' }, { ...staff, key });
    expect(told).toMatchObject({ status: 201, body: { recipient: 'support-centre', person, status: 'told' } });
    expect(await post(url('support-centre', 'told'), { how: 'email' }, { ...staff, key })).toMatchObject({
      body: { outcome: 'repeated' },
    });
    expect(await post(url('support-centre', 'acknowledgement'), { evidence: 'Ticket 1.' }, system)).toMatchObject({
      body: { status: 'acknowledged' },
    });
    const reasons = { ground: 'disproportionate', reasons: 'The copies are gone after a week.' };
    expect(refusal(await post(url('hosting', 'impossible'), reasons, system))).toEqual([403, 'role-not-allowed']);
    expect(await post(url('hosting', 'impossible'), reasons, staff)).toMatchObject({ body: { status: 'impossible' } });
    expect(refusal(await post(url('support-centre', 'impossible'), reasons))).toEqual([409, 'recipient-told']);
    expect(refusal(await post(url('support-centre', 'told'), { how: 'email' }, { of: registry.other }))).toEqual([
      404,
      'notification-unknown',
    ]);
    const seen = await get(`/v1/people/${person}/recipients-told`, { role: 'auditor' });
    expect(seen.body['recipients']).toHaveLength(3);
    expect(seen.body['recipients']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          recipientName: 'Support AS',
          status: 'acknowledged',
          how: 'email',
          evidence: 'Ticket 1.',
        }),
        expect.objectContaining({ recipient: 'hosting', status: 'impossible', ...reasons }),
        expect.objectContaining({ recipient: 'hosting', status: 'open' }),
      ]),
    );
    expect(await open('?status=acknowledged')).toHaveLength(1);
    expect(refusal(await get(`/v1/people/${person}/recipients-told`, system))).toEqual([403, 'role-not-allowed']);
    const elsewhere = await get(`/v1/people/${person}/recipients-told`, { ...staff, of: registry.other });
    expect(elsewhere.body['recipients']).toEqual([]);
  });
  it('also of a rectification that was done in part', async () => {
    const facts = { request: 'r-part', person, requestType: 'rectification', receivedThrough: 'portal', received: now };
    await registry.tell({ type: 'request.received.v1', facts: { ...facts, due } }, 'r-part');
    const answered = { by: 'staff', fulfilled: ['item-1'], refused: ['item-2'], held: [] };
    const closed = { request: 'r-part', person, closed: now, ...answered };
    await registry.tell({ type: 'request.partly-fulfilled.v2', facts: closed }, 'r-part');
    await registry.settled();
    const told = (await open()).filter(({ request: of }) => of === 'r-part');
    expect(told).toMatchObject([{ cause: 'rectification' }, { cause: 'rectification' }]);
  });
});
