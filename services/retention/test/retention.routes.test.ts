import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningRetention, startRetention } from './running-retention.ts';

let held: RunningRetention;
let person = '';
beforeAll(async () => {
  held = await startRetention('catacloud', '2026-03-01T09:00:00.000Z');
  await held.publish('catacloud-crm', 'accounting-material.recorded', {
    person: [{ kind: 'email', value: 'nora@example.no' }],
    material: 'primary',
    accountingYearEnd: '2026-12-31',
  });
  await held.publish('catacloud-crm', 'newsletter.opted-out', {
    person: [{ kind: 'email', value: 'nora@example.no' }],
  });
  person = await held.vault.resolvePerson(held.tenant, { kind: 'email', value: 'nora@example.no' });
  await held.settled();
  await held.timePasses(held.clock.now());
});
afterAll(() => held?.stop());

const hold = (over: object = {}) => ({
  person: { person },
  dataCategories: ['identity'],
  ground: 'legal-claim',
  reference: 'case 7',
  ...over,
});

describe('who may', () => {
  it.each([
    ['GET', '/v1/disposals'],
    ['GET', '/v1/disposal-calendar?from=2026-01-01&to=2040-01-01'],
    ['GET', '/v1/retention-rules'],
    ['POST', '/v1/people/lookup'],
    ['POST', '/v1/legal-holds'],
    ['POST', '/v1/legal-holds/some/lift'],
    ['POST', '/v1/disposals/some/confirmations'],
  ] as const)('%s %s refuses those without a token, and roles that have no business there', async (method, url) => {
    expect((await held.call(method, url)).status).toBe(401);
    const role = url.includes('confirmations') ? 'auditor' : 'system';
    expect((await held.call(method, url, { role })).status).toBe(403);
  });

  it('a token of another tenant sees nothing of this one', async () => {
    const elsewhere = { role: 'staff', by: held.other } as const;
    expect((await held.call('GET', `/v1/people/${person}/holdings`, elsewhere)).body).toMatchObject({ holdings: [] });
    expect((await held.call('GET', '/v1/disposals', elsewhere)).body).toMatchObject({ disposals: [] });
    expect((await held.call('GET', '/v1/retention-rules', elsewhere)).status).toBe(409);
    const body = { identifier: { kind: 'email', value: 'nora@example.no' } };
    expect((await held.call('POST', '/v1/people/lookup', { ...elsewhere, body })).status).toBe(404);
    const disposal = held.orders[0]?.data.disposal;
    const confirmation = { system: 'catacloud-crm', method: 'erased', evidence: 'job 1' };
    expect(
      (await held.call('POST', `/v1/disposals/${disposal}/confirmations`, { ...elsewhere, body: confirmation })).status,
    ).toBe(404);
  });
});

describe('reading', () => {
  it('says what is held until when, why, and how the date came about', async () => {
    const { status, body } = await held.call('GET', `/v1/people/${person}/holdings`, { role: 'auditor' });
    expect(status).toBe(200);
    expect(body['holdings']).toMatchObject([
      {
        rule: 'bookkeeping-primary',
        erasableFrom: '2032-01-01',
        keepUntilAtLeast: '2031-12-31',
        why: { en: 'Primary accounting material is kept for five years after the accounting year ended.' },
        derivationInWords: expect.arrayContaining([
          { nb: 'Kan slettes fra og med 2032-01-01.', en: 'Erasable from 2032-01-01 on.' },
        ]),
      },
    ]);
  });

  it('shows the calendar by day', async () => {
    const { body } = await held.call('GET', '/v1/disposal-calendar?from=2031-01-01&to=2032-12-31', { role: 'staff' });
    expect(body['days']).toMatchObject([
      { day: '2032-01-01', holdings: [{ person, legalDuty: 'bokføringsloven § 13, GDPR 17(3)(b)' }] },
    ]);
    expect((await held.call('GET', '/v1/disposal-calendar?from=soon&to=later', { role: 'staff' })).status).toBe(400);
  });

  it('pages through disposals, and refuses a cursor that it did not give', async () => {
    const { body } = await held.call('GET', '/v1/disposals?limit=1', { role: 'staff' });
    expect(body['disposals']).toHaveLength(1);
    expect((await held.call('GET', '/v1/disposals?cursor=rubbish', { role: 'staff' })).status).toBe(400);
  });

  it('gives the rules of the statement in force', async () => {
    const { body } = await held.call('GET', '/v1/retention-rules', { role: 'staff' });
    expect(body).toMatchObject({
      statementVersion: '2.10',
      rules: expect.arrayContaining([expect.objectContaining({ id: 'bookkeeping-primary' })]),
    });
  });

  it('finds a person by an identifier in the body', async () => {
    const look = (value: string) =>
      held.call('POST', '/v1/people/lookup', { role: 'staff', body: { identifier: { kind: 'email', value } } });
    expect((await look('nora@example.no')).body).toEqual({ person });
    const before = await held.lastPosition();
    expect((await look('nobody@example.no')).status).toBe(404);
    expect((await look('nora@example.no')).body).toEqual({ person });
    expect(await held.lastPosition()).toBe(before);
    expect(await held.countOf('person.looked-up.v1')).toBe(1);
    const found = await held.readLatest('person.looked-up.v1');
    expect(found?.facts).toMatchObject({
      owner: person,
      role: 'staff',
      purpose: 'finding-person',
      opened: 'directory',
    });
    expect(JSON.stringify(found)).not.toContain('nora');
  });
});

describe('legal holds', () => {
  it('are placed once per key, and other content under the key is refused', async () => {
    const before = await held.lastPosition();
    const place = (over: object = {}) =>
      held.call('POST', '/v1/legal-holds', { role: 'privacy-officer', key: 'hold-1', body: hold(over) });
    const [first, again, other] = [await place(), await place(), await place({ reference: 'case 8' })];
    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    expect(again.body).toEqual({ ...first.body, outcome: 'repeated' });
    expect(first.headers['vitne-position']).toBe(String(before + 1));
    expect(await held.lastPosition()).toBe(before + 1);
  });

  it('are refused for categories that the statement does not have, and days that are over', async () => {
    const before = await held.lastPosition();
    const strange = await held.call('POST', '/v1/legal-holds', {
      role: 'privacy-officer',
      body: hold({ dataCategories: ['dreams'] }),
    });
    const over = await held.call('POST', '/v1/legal-holds', {
      role: 'privacy-officer',
      body: hold({ until: '2026-02-28' }),
    });
    expect([strange.body['type'], over.body['type']]).toEqual([
      '/problems/unknown-category',
      '/problems/hold-already-over',
    ]);
    expect(await held.lastPosition()).toBe(before);
  });

  it('that do not exist cannot be lifted, and a lifted one not again', async () => {
    expect((await held.call('POST', '/v1/legal-holds/none/lift', { role: 'privacy-officer' })).status).toBe(404);
    const placed = await held.call('POST', '/v1/legal-holds', { role: 'privacy-officer', body: hold() });
    const { hold: id, position } = placed.body as { hold: string; position: number };
    await held.service.reached(held.tenant, position);
    const lift = () => held.call('POST', `/v1/legal-holds/${id}/lift`, { role: 'privacy-officer' });
    expect([(await lift()).status, (await lift()).status]).toEqual([201, 404]);
  });
});

describe('confirming a disposal', () => {
  it('a system confirms for itself only, once; staff may for any', async () => {
    const disposal = held.orders[0]?.data.disposal;
    const confirm = (as: object, over: object = {}) =>
      held.call('POST', `/v1/disposals/${disposal}/confirmations`, {
        ...as,
        body: { system: 'catacloud-crm', method: 'erased', evidence: 'job 1', ...over },
      });
    expect((await confirm({ role: 'system', as: 'catacloud-app' })).body['type']).toBe('/problems/not-your-system');
    expect((await confirm({ role: 'staff' }, { system: 'catacloud-site' })).body['type']).toBe(
      '/problems/system-not-asked',
    );
    expect((await confirm({ role: 'staff' }, { method: 'wished-away' })).status).toBe(400);
    const done = await confirm({ role: 'system', as: 'catacloud-crm', key: 'c-1' });
    expect([done.status, done.body['waitingFor']]).toEqual([201, []]);
    expect((await confirm({ role: 'system', as: 'catacloud-crm', key: 'c-1' })).body['outcome']).toBe('repeated');
    await held.settled();
    expect((await confirm({ role: 'staff' })).body['outcome']).toBe('unchanged');
    const { body } = await held.call('GET', '/v1/disposals?state=completed', { role: 'staff' });
    expect(body['disposals']).toMatchObject([
      { disposal, confirmations: [{ system: 'catacloud-crm', evidence: 'job 1' }] },
    ]);
  });

  it('of a disposal that does not exist is refused', async () => {
    const body = { system: 'catacloud-crm', method: 'erased', evidence: 'job 1' };
    expect((await held.call('POST', '/v1/disposals/none/confirmations', { role: 'staff', body })).body['type']).toBe(
      '/problems/unknown-disposal',
    );
  });
});
