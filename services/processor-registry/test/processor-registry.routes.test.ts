import { randomUUID } from 'node:crypto';
import type { Recipient } from '@vitne/contracts/statement/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  companyGives,
  companyWithdraws,
  hostingInStatement,
  overseasInStatement,
  partnerInStatement,
  personGives,
  personWithdraws,
  statementOf,
} from './registry-scenarios.ts';
import { type Answered, type RunningRegistry, startRegistry } from './running-registry.ts';

const email = 'kari.nordmann@example.no';
const officer = { role: 'privacy-officer' } as const;
const system = { role: 'system' } as const;
const staff = { role: 'staff' } as const;
let registry: RunningRegistry;
let person: string;
let company: string;

const authority = statementOf('catacloud').recipients[0] as Recipient;
const everybody = [authority, partnerInStatement, hostingInStatement, overseasInStatement];

beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry?.stop());

const codeOf = ({ body }: Answered) => String(body['type']).replace('/problems/', '');
const refusal = (answer: Answered) => [answer.status, codeOf(answer)];
const post = (url: string, body: object, more: Parameters<RunningRegistry['call']>[2] = {}) =>
  registry.call('POST', url, { ...officer, body, ...more });
const disclose = (over: object = {}, more: Parameters<RunningRegistry['call']>[2] = {}) =>
  post(
    '/v1/disclosures',
    {
      person: { kind: 'email', value: email },
      company: { kind: 'company', value: '999888777' },
      recipient: 'partner',
      purpose: 'sharing-with-partners',
      dataCategories: ['identity'],
      ...over,
    },
    { ...system, ...more },
  );
const toHosting = { recipient: 'hosting', purpose: 'support', company: undefined };
const publicList = (tenant = registry.tenant) => registry.call('GET', `/v1/public/${tenant}/recipients`);

describe('before a statement is published', () => {
  it('nothing is handed over, and nobody is said to get nothing', async () => {
    expect(refusal(await disclose())).toEqual([409, 'no-statement']);
    expect(
      refusal(await post('/v1/recipients/hosting/agreements', { agreement: 'dpa-1', signed: '2026-01-01' })),
    ).toEqual([409, 'no-statement']);
    expect(refusal(await publicList())).toEqual([404, 'not-found']);
    const activities = await registry.call('GET', '/v1/processing-activities', staff);
    expect(activities.body).toEqual({ activities: [] });
  });
});

describe('C13: the list of recipients is public', () => {
  it('an empty one is shown as such', async () => {
    await registry.publish(1, []);
    expect(await publicList()).toMatchObject({ status: 200, body: { statementVersion: '2.1', recipients: [] } });
  });
  it('follows the statement, says why nothing goes there, and holds no agreement', async () => {
    await registry.publish(2, everybody);
    const { body } = await publicList();
    expect(body['recipients']).toHaveLength(4);
    expect(body['recipients']).toContainEqual({
      recipient: 'partner',
      name: 'Partner AS',
      kind: 'third-party',
      locations: ['NO'],
      dataCategories: ['identity', 'contact'],
      purposes: ['sharing-with-partners', 'sale'],
    });
    const before = await registry.readEntity('recipient', 'partner');
    await registry.publish(3, everybody);
    expect(await registry.readEntity('recipient', 'partner')).toEqual(before);
    expect(before[0]?.meta).toMatchObject({ actor: 'service:processor-registry', statementVersion: '2.2' });
  });
});

describe('agreements', () => {
  const dpa = { agreement: 'dpa-1', signed: '2026-01-01', expires: '2026-12-31' };
  const url = '/v1/recipients/hosting/agreements';

  it('are recorded by a privacy officer, once', async () => {
    expect(refusal(await disclose(toHosting))).toEqual([409, 'agreement-missing']);
    const key = randomUUID();
    const first = await post(url, dpa, { key });
    expect(first).toMatchObject({
      status: 201,
      body: { recipient: 'hosting', agreements: [{ ...dpa, inForce: true }] },
    });
    expect(await post(url, dpa, { key })).toMatchObject({ status: 200, body: { ...first.body, outcome: 'repeated' } });
    expect(refusal(await post(url, { ...dpa, agreement: 'dpa-2' }, { key }))).toEqual([409, 'idempotency-key-reused']);
    expect(await post(url, dpa)).toMatchObject({ status: 200, body: { outcome: 'unchanged' } });
    expect(await disclose(toHosting)).toMatchObject({
      status: 201,
      body: { ground: { kind: 'agreement', agreement: 'dpa-1' } },
    });
  });
  it('are refused with nobody, with a name of the statement, from others, and over the border of a tenant', async () => {
    expect(refusal(await post('/v1/recipients/nobody/agreements', dpa))).toEqual([404, 'recipient-unknown']);
    expect(refusal(await post(url, { ...dpa, agreement: 'statement-2026-01-01' }))).toEqual([400, 'invalid-request']);
    expect(refusal(await post(url, { ...dpa, agreement: 'dpa-3', expires: '2025-01-01' }))).toEqual([
      422,
      'agreement-dates-invalid',
    ]);
    expect(refusal(await post(url, dpa, staff))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await post(url, dpa, { ...officer, of: registry.other }))).toEqual([409, 'no-statement']);
    const end = { reason: 'Terminated.' };
    expect(refusal(await post(`${url}/dpa-1/end`, end, { ...officer, of: registry.other }))).toEqual([
      404,
      'recipient-unknown',
    ]);
  });
  it('end, and nothing more goes out under them', async () => {
    const [key, reason] = [randomUUID(), 'Terminated.'];
    const first = await post(`${url}/dpa-1/end`, { reason }, { key });
    expect(first).toMatchObject({
      status: 201,
      body: { agreements: [{ agreement: 'dpa-1', ended: '2026-01-31', reason, inForce: false }] },
    });
    expect(await post(`${url}/dpa-1/end`, { reason }, { key })).toMatchObject({
      status: 200,
      body: { outcome: 'repeated' },
    });
    expect(refusal(await post(`${url}/dpa-1/end`, { reason: 'Again.' }))).toEqual([409, 'agreement-ended']);
    expect(refusal(await post(`${url}/dpa-9/end`, { reason }))).toEqual([404, 'agreement-unknown']);
    expect(refusal(await post(`${url}/dpa-1/end`, { reason }, staff))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await disclose(toHosting))).toEqual([409, 'agreement-missing']);
  });
  it('are listed with their recipients', async () => {
    const answer = await registry.call('GET', '/v1/recipients?status=named&limit=2', staff);
    expect(answer.body['recipients']).toHaveLength(2);
    const next = await registry.call(
      'GET',
      `/v1/recipients?status=named&limit=2&cursor=${String(answer.body['next'])}`,
      staff,
    );
    const rows = [answer, next].flatMap(({ body }) => body['recipients'] as Record<string, unknown>[]);
    expect(rows.find(({ recipient }) => recipient === 'hosting')).toMatchObject({
      status: 'named',
      named: { kind: 'processor', statementVersion: '2.2' },
      agreements: [{ agreement: 'dpa-1', ended: '2026-01-31', inForce: false }],
    });
    expect(rows.find(({ recipient }) => recipient === 'overseas')).toMatchObject({
      agreements: [{ agreement: 'statement-2025-01-01', inForce: true }],
    });
    expect(refusal(await registry.call('GET', '/v1/recipients?cursor=nonsense', staff))).toEqual([
      400,
      'invalid-request',
    ]);
    expect((await registry.call('GET', '/v1/recipients', { ...staff, of: registry.other })).body).toEqual({
      recipients: [],
    });
  });
});

describe('disclosures', () => {
  it('refuse without both consents, and remember nobody who was refused', async () => {
    const stranger = { kind: 'email', value: 'stranger@example.no' } as const;
    const before = await registry.lastPosition();
    expect(refusal(await disclose({ person: stranger }))).toEqual([409, 'person-consent-missing']);
    expect(await registry.vault.findPerson(registry.tenant, stranger)).toBeUndefined();
    expect(await registry.lastPosition()).toBe(before);
  });
  it('C11: go to a partner while person and company agree, and stop when either takes it back', async () => {
    person = await registry.vault.resolvePerson(registry.tenant, { kind: 'email', value: email });
    company = await registry.vault.resolvePerson(registry.tenant, { kind: 'company', value: '999888777' });
    const yes = personGives({ company, statementVersion: '2.3' });
    const personConsent = await registry.tell({ ...yes, facts: { ...yes.facts, person } }, person);
    expect(refusal(await disclose())).toEqual([409, 'company-consent-missing']);
    const agrees = companyGives({ statementVersion: '2.3' });
    const companyConsent = await registry.tell({ ...agrees, facts: { ...agrees.facts, company } }, company);
    const key = randomUUID();
    const scope = 'Name and title of the neighbour';
    const first = await disclose({ scope }, { key });
    expect(first).toMatchObject({
      status: 201,
      body: {
        outcome: 'recorded',
        person,
        sale: false,
        ground: { kind: 'consents', company, personConsent, companyConsent },
      },
    });
    expect(first.headers['vitne-position']).toBe(String(first.body['position']));
    expect(refusal(await disclose({ sale: true }))).toEqual([409, 'sale-consent-missing']);

    const no = companyWithdraws();
    await registry.tell({ ...no, facts: { ...no.facts, company } }, company);
    expect(refusal(await disclose())).toEqual([409, 'company-consent-missing']);
    const takenBack = personWithdraws();
    await registry.tell({ ...takenBack, facts: { ...takenBack.facts, person } }, person);
    expect(refusal(await disclose())).toEqual([409, 'person-consent-missing']);

    expect(await disclose({ scope }, { key })).toMatchObject({
      status: 200,
      body: { ...first.body, outcome: 'repeated' },
    });
    expect(refusal(await disclose({ scope: 'Another' }, { key }))).toEqual([409, 'idempotency-key-reused']);
    const ledger = JSON.stringify(await registry.readEntity('person', person));
    expect(ledger).not.toContain(email);
    expect(ledger).not.toContain('neighbour');
  });
  it('K13: do not leave the EEA without a basis', async () => {
    const overseas = { recipient: 'overseas', purpose: 'support', dataCategories: ['contact'] };
    expect(refusal(await disclose(overseas))).toEqual([409, 'transfer-without-basis']);
  });
  it('C12: go to an authority by an order that a privacy officer approves', async () => {
    const demand = { recipient: 'public-authorities', purpose: 'abuse-detection', dataCategories: ['behaviour'] };
    const authorityOrder = {
      demandedBy: 'court-order',
      reference: 'TOSLO-2026-1',
      legalGround: 'straffeprosessloven § 210',
    };
    expect(refusal(await disclose(demand))).toEqual([422, 'authority-order-missing']);
    expect(refusal(await disclose({ ...demand, authorityOrder }))).toEqual([403, 'role-not-allowed']);
    expect(await disclose({ ...demand, authorityOrder }, officer)).toMatchObject({
      status: 201,
      body: { ground: { kind: 'authority-order', ...authorityOrder, approvedBy: 'po-1' } },
    });
  });
  it('refuse what is not agreed, not known, or asked by an auditor or another tenant', async () => {
    expect(refusal(await disclose({ dataCategories: ['payment'] }))).toEqual([409, 'category-not-agreed']);
    expect(refusal(await disclose({ purpose: 'newsletter' }))).toEqual([409, 'purpose-not-agreed']);
    expect(refusal(await disclose({ recipient: 'nobody' }))).toEqual([404, 'recipient-unknown']);
    expect(refusal(await disclose({ name: email }))).toEqual([400, 'invalid-request']);
    expect(refusal(await disclose({}, { role: 'auditor' }))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await disclose({}, { of: registry.other }))).toEqual([409, 'no-statement']);
  });
  it('are listed for the person, opened for staff as long as the key is there, and sealed for auditors', async () => {
    const url = `/v1/people/${person}/disclosures?after=${await registry.lastPosition()}`;
    const rows = async (role: 'staff' | 'auditor') =>
      (await registry.call('GET', url, { role })).body['disclosures'] as Record<string, unknown>[];
    const opened = await rows('staff');
    expect(opened.map(({ recipient }) => recipient)).toEqual(['public-authorities', 'partner', 'hosting']);
    expect(opened[1]).toMatchObject({ scope: { text: 'Name and title of the neighbour' }, statementVersion: '2.3' });
    expect((await rows('auditor')).every((row) => !('scope' in row))).toBe(true);
    expect((await registry.readEntity('consultations', person)).map(({ meta, facts }) => [meta.type, facts])).toEqual([
      [
        'disclosed-data.consulted.v1',
        {
          owner: person,
          role: 'staff',
          purpose: 'accounting-for-disclosures',
          opened: 'disclosures',
          dataCategories: ['contact'],
          consulted: registry.clock.now(),
        },
      ],
    ]);
    await registry.vault.shred({ tenant: registry.tenant, person });
    expect((await rows('staff'))[1]).toMatchObject({ scope: { shredded: true }, recipient: 'partner' });
    expect(refusal(await registry.call('GET', url, system))).toEqual([403, 'role-not-allowed']);
    const elsewhere = await registry.call('GET', `/v1/people/${person}/disclosures`, { ...staff, of: registry.other });
    expect(elsewhere.body['disclosures']).toEqual([]);
  });
});

describe('when a later statement does not name them any more', () => {
  it('recipients are removed, stay readable, and get no more data', async () => {
    await registry.publish(4, [authority]);
    expect((await publicList()).body['recipients']).toHaveLength(1);
    const { body } = await registry.call('GET', '/v1/recipients?status=removed', staff);
    const removed = body['recipients'] as Record<string, unknown>[];
    expect(removed.map(({ recipient }) => recipient)).toEqual(['hosting', 'overseas', 'partner']);
    expect(removed[0]).toMatchObject({ reason: 'Version 2.4 of the statement does not name it.' });
    expect(refusal(await disclose())).toEqual([404, 'recipient-unknown']);
    expect(refusal(await disclose(toHosting))).toEqual([404, 'recipient-unknown']);
    expect((await registry.readEntity('recipient', 'hosting')).at(-1)?.meta.type).toBe('recipient.removed.v1');
  });
  it('Art. 30: the record of processing is that of the newest version, by role', async () => {
    const read = async (query: string) =>
      (await registry.call('GET', `/v1/processing-activities${query}`, { role: 'auditor' })).body;
    const whole = await read('');
    expect(whole).toMatchObject({ statementVersion: '2.4', controller: { name: 'Catacloud AS' } });
    expect(whole['activities']).toHaveLength(statementOf('catacloud').activities.length);
    const processing = (await read('?role=processor'))['activities'] as Record<string, unknown>[];
    expect(processing).toMatchObject([
      { activity: 'client-books', article: '30(2)', onBehalfOf: { nb: expect.any(String) } },
    ]);
    expect(refusal(await registry.call('GET', '/v1/processing-activities', system))).toEqual([403, 'role-not-allowed']);
    expect((await registry.call('GET', '/v1/processing-activities', { ...staff, of: registry.other })).body).toEqual({
      activities: [],
    });
    expect(refusal(await registry.call('GET', '/v1/recipients'))).toEqual([401, 'token-missing']);
  });
});
