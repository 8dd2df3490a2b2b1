import { randomUUID } from 'node:crypto';
import type { Recipient } from '@vitne/contracts/statement/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { companyGives, hostingInStatement, personGives } from './registry-scenarios.ts';
import { type Answered, type RunningRegistry, startRegistry } from './running-registry.ts';

const officer = { role: 'privacy-officer' } as const;
const system = { role: 'system' } as const;
const staff = { role: 'staff' } as const;
let registry: RunningRegistry;
let person: string;

const hosting: Recipient = {
  ...hostingInStatement,
  dataCategories: ['identity', 'contact', 'register-facts'],
  agreement: { kind: 'data-processing-agreement', signed: '2025-01-01', subProcessorNotice: 'P15D' },
};
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
  await registry.publish(1, [hosting]);
  person = await registry.vault.resolvePerson(registry.tenant, { kind: 'email', value: 'kari.nordmann@example.no' });
});
afterAll(() => registry?.stop());

describe('Art. 28(2): a change of sub-processor', () => {
  const url = '/v1/recipients/hosting/sub-processor-changes';
  const change = {
    subProcessor: 'backup',
    name: 'Backup GmbH',
    services: [{ nb: 'Sikkerhetskopier', en: 'Backups' }],
    locations: ['DE'],
    dataCategories: ['contact'],
  };
  const toBackup = { recipient: 'backup' };

  it('is announced by the processor’s system, once, and gives nothing meanwhile', async () => {
    const key = randomUUID();
    const first = await post(url, change, { ...system, key });
    expect(first).toMatchObject({
      status: 201,
      body: { processor: 'hosting', subProcessor: 'backup', status: 'announced', due: { dueDate: '2026-02-15' } },
    });
    expect(await post(url, change, { ...system, key })).toMatchObject({
      status: 200,
      body: { ...first.body, outcome: 'repeated' },
    });
    expect(refusal(await post(url, { ...change, locations: ['SE'] }))).toEqual([409, 'change-open']);
    expect(refusal(await disclose(toBackup))).toEqual([409, 'sub-processor-not-in-effect']);
    expect(refusal(await post('/v1/recipients/backup/agreements', { agreement: 'a', signed: '2026-01-01' }))).toEqual([
      404,
      'recipient-unknown',
    ]);
  });
  it('is refused to others, of nobody, and over the border of a tenant', async () => {
    expect(refusal(await post(url, change, staff))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await post('/v1/recipients/nobody/sub-processor-changes', change))).toEqual([
      404,
      'recipient-unknown',
    ]);
    expect(refusal(await post(url, change, { of: registry.other }))).toEqual([404, 'recipient-unknown']);
    expect(refusal(await post(url, { ...change, email: 'x@example.no' }))).toEqual([400, 'invalid-request']);
    expect(refusal(await post(`${url}/backup/objection`, { reason: 'No.' }, system))).toEqual([
      403,
      'role-not-allowed',
    ]);
    expect(refusal(await post(`${url}/nobody/objection`, { reason: 'No.' }))).toEqual([404, 'change-unknown']);
    expect(refusal(await post(`${url}/nobody/acceptance`))).toEqual([404, 'change-unknown']);
  });
  it('is not named by a statement before it is in effect', async () => {
    const inStatement: Recipient = {
      ...hosting,
      id: 'backup',
      name: 'Backup GmbH',
      kind: 'sub-processor',
      under: 'hosting',
    };
    await registry.publish(2, [hosting, inStatement]);
    expect(await registry.readEntity('recipient', 'backup')).toEqual([]);
    expect(refusal(await disclose(toBackup))).toEqual([409, 'sub-processor-not-in-effect']);
    await registry.publish(3, [hosting]);
  });
  it('can be objected to in time, and then stays without effect', async () => {
    await post(url, { ...change, subProcessor: 'overseas-backup', locations: ['US'] });
    const objection = await post(`${url}/overseas-backup/objection`, { reason: 'No basis for the transfer.' });
    expect(objection).toMatchObject({ status: 201, body: { status: 'objected-to' } });
    await registry.comeTo('2026-02-16T08:00:00.000Z');
    const rows = await rowsOf('/v1/sub-processor-changes', 'changes');
    expect(rows).toMatchObject([
      { subProcessor: 'overseas-backup', status: 'objected-to', reason: 'No basis for the transfer.' },
      { subProcessor: 'backup', status: 'in-effect', how: 'not-objected-to', effective: expect.any(String) },
    ]);
    expect(refusal(await disclose({ recipient: 'overseas-backup' }))).toEqual([409, 'sub-processor-not-in-effect']);
    expect(refusal(await post(`${url}/backup/objection`, { reason: 'Too late.' }))).toEqual([409, 'window-closed']);
    expect((await get('/v1/sub-processor-changes', { ...staff, of: registry.other })).body).toEqual({ changes: [] });
  });
  it('in effect lets it have data under an agreement of its own, as long as the processor has one', async () => {
    expect(refusal(await disclose(toBackup))).toEqual([409, 'agreement-missing']);
    await post('/v1/recipients/backup/agreements', { agreement: 'sub-1', signed: '2026-02-01' });
    expect(await disclose(toBackup)).toMatchObject({ status: 201, body: { ground: { agreement: 'sub-1' } } });
    expect(refusal(await disclose({ ...toBackup, dataCategories: ['identity'] }))).toEqual([
      409,
      'category-not-agreed',
    ]);
    const listed = (await registry.call('GET', `/v1/public/${registry.tenant}/recipients`)).body['recipients'];
    expect(listed).toMatchObject([
      { recipient: 'backup', kind: 'sub-processor', under: 'hosting' },
      { recipient: 'hosting' },
    ]);
  });
  it('can be accepted at once, and the sub-processor removed again', async () => {
    await post(url, { ...change, subProcessor: 'mailer' });
    expect(await post(`${url}/mailer/acceptance`)).toMatchObject({ status: 201, body: { status: 'in-effect' } });
    await registry.settled();
    expect(await registry.readEntity('recipient', 'mailer')).toMatchObject([{ facts: { under: 'hosting' } }]);
    expect((await post('/v1/recipients/mailer/removal', { reason: 'Not used.' })).status).toBe(201);
    expect(refusal(await disclose({ recipient: 'mailer' }))).toEqual([404, 'recipient-unknown']);
  });
});

describe('C11: a partner that the statement does not name', () => {
  const partner = {
    recipient: 'partner',
    name: 'Partner AS',
    kind: 'third-party',
    locations: ['NO'],
    dataCategories: ['identity', 'contact'],
    purposes: ['sharing-with-partners'],
  };
  it('is named by a privacy officer, apart from the parties of the statement', async () => {
    const key = randomUUID();
    const first = await post('/v1/recipients', partner, { key });
    expect(first).toMatchObject({ status: 201, body: { recipient: 'partner', agreements: [] } });
    expect(await post('/v1/recipients', partner, { key })).toMatchObject({
      status: 200,
      body: { outcome: 'repeated' },
    });
    expect(refusal(await post('/v1/recipients', partner, staff))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await post('/v1/recipients', { ...partner, kind: 'processor' }))).toEqual([400, 'invalid-request']);
    expect(refusal(await post('/v1/recipients', { ...partner, recipient: 'hosting' }))).toEqual([
      409,
      'recipient-known',
    ]);
    expect(refusal(await post('/v1/recipients', { ...partner, recipient: 'p2', purposes: ['support'] }))).toEqual([
      409,
      'purpose-not-shared',
    ]);
    expect(refusal(await post('/v1/recipients', partner, { of: registry.other }))).toEqual([409, 'no-statement']);
    await registry.settled();
    const { body } = await registry.call('GET', `/v1/public/${registry.tenant}/recipients`);
    expect(body['recipients']).toHaveLength(2);
    expect(body['partners']).toEqual([partner]);
  });
  it('gets data with both consents, and nothing after it is removed', async () => {
    const company = await registry.vault.resolvePerson(registry.tenant, { kind: 'company', value: '999888777' });
    const shared = {
      recipient: 'partner',
      purpose: 'sharing-with-partners',
      company: { kind: 'company', value: '999888777' },
    };
    expect(refusal(await disclose(shared))).toEqual([409, 'person-consent-missing']);
    const yes = personGives({ company, statementVersion: '2.3' });
    await registry.tell({ ...yes, facts: { ...yes.facts, person } }, person);
    const agrees = companyGives({ statementVersion: '2.3' });
    await registry.tell({ ...agrees, facts: { ...agrees.facts, company } }, company);
    expect(await disclose(shared)).toMatchObject({ status: 201, body: { ground: { kind: 'consents', company } } });
    expect(refusal(await post('/v1/recipients/hosting/removal', { reason: 'No.' }))).toEqual([
      409,
      'named-by-statement',
    ]);
    expect(refusal(await post('/v1/recipients/nobody/removal', { reason: 'No.' }))).toEqual([404, 'recipient-unknown']);
    expect((await post('/v1/recipients/partner/removal', { reason: 'The partnership ended.' })).status).toBe(201);
    expect(refusal(await disclose(shared))).toEqual([404, 'recipient-unknown']);
  });
});

describe('Art. 30: the record on paper', () => {
  it('has what the controller decides and what it does for others apart, in both languages', async () => {
    const page = async (language: string) =>
      String((await get(`/v1/record-of-processing?language=${language}`, { role: 'auditor' })).body['page']);
    const norwegian = await page('nb');
    expect(norwegian).toContain('artikkel 30(1)');
    expect(norwegian.match(/<table /g)).toHaveLength(2);
    const english = await page('en');
    expect(english.indexOf('Article 30(1)')).toBeLessThan(english.indexOf('Article 30(2)'));
    expect(english).toContain('lang="en"');
    expect(refusal(await get('/v1/record-of-processing', system))).toEqual([403, 'role-not-allowed']);
    expect(refusal(await get('/v1/record-of-processing', { ...staff, of: registry.other }))).toEqual([
      404,
      'not-found',
    ]);
  });
});
