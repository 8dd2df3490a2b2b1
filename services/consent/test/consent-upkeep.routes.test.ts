import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const someone = () => ({ kind: 'cookie' as const, value: randomUUID() });
const publicly = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answered> =>
  consent.request('nobody', 'POST', `/v1/public/${consent.tenant}${path}`, body, headers);
const gpc = { 'sec-gpc': '1' };
const statusAndCode = (answer: Answered) => [answer.status, problemCode(answer)];
const choose = async (person: object, purpose: string, decision: string, shown: object = {}, headers = {}) => {
  const choice = await consent.choice(purpose, { person, decision });
  return publicly('/consents', { ...choice, shown: { ...choice.shown, ...shown } }, headers);
};
type Asked = { purpose: string; ask: boolean; because: string; notBefore?: string; noticeHashes: { nb: string } };
const questionsOf = async (person: object, headers = {}, purposes?: string[]) => {
  const { body } = await publicly('/consents/questions', { person, ...(purposes && { purposes }) }, headers);
  return Object.fromEntries((body['questions'] as Asked[]).map((one) => [one.purpose, one]));
};
const eventsOf = async (person: { kind: 'cookie'; value: string }) => {
  const id = (await consent.vault.findPerson(consent.tenant, person)) ?? 'nobody';
  return consent.entity({ context: 'consent', entity: 'person', id });
};

describe('POST …/consents/questions', () => {
  it('200: says which questions may be put, with the notice of each, and remembers nobody', async () => {
    const person = someone();
    const asked = await consent.withoutTrace(() => questionsOf(person));
    expect(Object.keys(asked)).toEqual(['analytics', 'newsletter', 'marketing', 'preferences']);
    const { ask, because, noticeHashes } = asked['analytics'] as Asked;
    expect({ ask, because, nb: noticeHashes.nb }).toEqual({
      ask: true,
      because: 'never-asked',
      nb: await consent.noticeHash('analytics'),
    });
    expect(await consent.vault.findPerson(consent.tenant, person)).toBeUndefined();
  });

  it('remembers a no, and a banner that asks again too soon is refused without a trace', async () => {
    const person = someone();
    expect((await choose(person, 'analytics', 'refused')).status).toBe(201);
    expect((await choose(person, 'preferences', 'given')).status).toBe(201);
    expect(await questionsOf(person, {}, ['analytics', 'preferences'])).toMatchObject({
      analytics: { ask: false, because: 'refused', notBefore: '2026-09-02T08:00:00Z' },
      preferences: { ask: false, because: 'given' },
    });
    const again = await consent.withoutTrace(() => choose(person, 'analytics', 'given'));
    expect(statusAndCode(again)).toEqual([409, 'asked-too-soon']);
    expect((await choose(person, 'analytics', 'given', { method: 'settings-page' })).status).toBe(201);
  });

  it('answers staff too, and refuses what is not asked, and whoever may not know', async () => {
    const person = { kind: 'email', value: `${randomUUID()}@example.no` };
    const ask = (caller: Parameters<typeof consent.post>[0], body: object) =>
      consent.post(caller, '/v1/consents/questions', { person, ...body });
    expect((await ask('staff', {})).body).toMatchObject({ statementVersion: '1.0', position: 0 });
    const refused = await consent.withoutTrace(async () => [
      await ask('staff', { purposes: ['sale'] }),
      await ask('staff', { purposes: ['operate-and-secure'] }),
      await ask('auditor', {}),
      await ask('nobody', {}),
      await ask({ role: 'staff', tenant: consent.other }, {}),
      await publicly('/consents/questions', { person }),
    ]);
    expect(refused.map(statusAndCode)).toEqual([
      [422, 'unknown-purpose'],
      [422, 'purpose-without-consent'],
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
      [409, 'no-statement'],
      [400, 'invalid-request'],
    ]);
  });
});

describe('Global Privacy Control', () => {
  const signalled = (types: readonly { meta: { type: string }; facts: Record<string, unknown> }[]) =>
    types.filter(({ meta }) => meta.type === 'consent.refused-by-signal.v1').map(({ facts }) => facts['purpose']);

  it('is recorded once as a refusal of marketing, and nothing of that is asked for while it is on', async () => {
    const person = someone();
    for (let call = 0; call < 2; call++) {
      expect(await questionsOf(person, gpc)).toMatchObject({
        analytics: { ask: true },
        marketing: { ask: false, because: 'browser-signal' },
        newsletter: { ask: false, because: 'browser-signal' },
      });
    }
    expect(signalled(await eventsOf(person))).toEqual(['newsletter', 'marketing']);
  });

  it('refuses a yes at the banner, takes back an earlier one, and yields to the settings page alone', async () => {
    const person = someone();
    await choose(person, 'marketing', 'given');
    expect(statusAndCode(await choose(person, 'marketing', 'given', {}, gpc))).toEqual([409, 'gpc-refuses']);
    const [, ...after] = await eventsOf(person);
    expect(signalled(after)).toEqual(['newsletter', 'marketing']);
    const own = await choose(person, 'marketing', 'given', { method: 'settings-page' }, gpc);
    expect([own.status, own.body['choices']]).toMatchObject([201, { marketing: { status: 'given' } }]);
    expect(await questionsOf(person, gpc, ['marketing'])).toMatchObject({ marketing: { because: 'given' } });
    expect((await eventsOf(person)).at(-1)).toMatchObject({ meta: { type: 'consent.given.v1' }, facts: { gpc: true } });
  });
});

describe('cookie categories', () => {
  const category = async (over: object = {}) => ({
    person: someone(),
    category: 'statistics',
    decision: 'given',
    statementVersion: '1.0',
    shown: { language: 'nb', surface: 'cookie-banner', method: 'pressed-button' },
    noticeHashes: { analytics: await consent.noticeHash('analytics') },
    ...over,
  });
  const path = '/consents/cookie-categories';

  it('GET …/cookies gives the table by the category each cookie is treated as, with its life', async () => {
    const { body } = await consent.request('nobody', 'GET', `/v1/public/${consent.tenant}/cookies`);
    const categories = body['categories'] as { category: string; cookies: object[]; purposes: object[] }[];
    expect(categories.map((one) => one.category)).toEqual(['necessary', 'preferences', 'statistics', 'marketing']);
    expect(categories[0]).toMatchObject({
      consentRequired: false,
      canBeRefused: false,
      cookies: [{ identifier: '_moeteadm_session', declaredCategory: 'Optional', function: 'login', life: 'session' }],
    });
    expect(categories[2]?.purposes).toMatchObject([
      { purpose: 'analytics', noticeHashes: { nb: await consent.noticeHash('analytics') } },
    ]);
    const none = await consent.request('nobody', 'GET', `/v1/public/${consent.other}/cookies`);
    expect(statusAndCode(none)).toEqual([409, 'no-statement']);
  });

  it('are chosen by one act, and withdrawn by one', async () => {
    const body = await category();
    const given = await publicly(path, body, { 'idempotency-key': 'one' });
    expect([given.status, given.body['choices']]).toMatchObject([201, { analytics: { status: 'given' } }]);
    const again = await publicly(path, body, { 'idempotency-key': 'one' });
    expect(again.body).toEqual({ ...given.body, outcome: 'repeated' });
    const over = { person: body.person, category: 'statistics', surface: 'cookie-banner' };
    const back = await publicly(`${path}/withdrawals`, over);
    expect([back.status, back.body['choices']]).toMatchObject([201, { analytics: { status: 'withdrawn' } }]);
    const staff = await consent.post('staff', `/v1${path}`, await category({ decision: 'refused' }));
    expect([staff.status, staff.body['choices']]).toMatchObject([201, { analytics: { status: 'refused' } }]);
    const withdrawn = await consent.post('staff', `/v1${path}/withdrawals`, { ...over, person: someone() });
    expect(statusAndCode(withdrawn)).toEqual([409, 'nothing-to-withdraw']);
  });

  it('what is strictly necessary is neither refused nor agreed to, and nothing counts that was not shown', async () => {
    const refused = await consent.withoutTrace(async () => [
      await publicly(path, await category({ category: 'necessary', decision: 'refused' })),
      await publicly(`${path}/withdrawals`, { person: someone(), category: 'necessary', surface: 'cookie-banner' }),
      await publicly(path, await category({ category: 'necessary' })),
      await publicly(path, await category({ noticeHashes: {} })),
      await publicly(path, await category({ statementVersion: '0.9' })),
      await publicly(path, await category({ category: 'everything' })),
    ]);
    expect(refused.map(statusAndCode)).toEqual([
      [422, 'necessary-cannot-be-refused'],
      [422, 'necessary-cannot-be-refused'],
      [422, 'necessary-needs-no-consent'],
      [409, 'notice-mismatch'],
      [409, 'statement-not-in-force'],
      [400, 'invalid-request'],
    ]);
  });
});

describe('a child', () => {
  it('does not consent alone below the age; staff records who consented for it, and a system cannot', async () => {
    const aged = await consent.choice('newsletter', {
      person: { kind: 'email', value: `${randomUUID()}@example.no` },
      decision: 'given',
      circumstances: { age: { under: 13 } },
    });
    const guardian = { kind: 'email', value: `${randomUUID()}@example.no` };
    const refused = await consent.withoutTrace(async () => [
      await consent.post('staff', '/v1/consents', aged),
      await consent.post('system', '/v1/consents', { ...aged, guardian }),
      await publicly('/consents', { ...aged, person: someone(), guardian }),
    ]);
    expect(refused.map(statusAndCode)).toEqual([
      [422, 'too-young'],
      [403, 'role-not-allowed'],
      [400, 'invalid-request'],
    ]);
    const given = await consent.post('staff', '/v1/consents', { ...aged, guardian });
    const { body } = await consent.consentsOf(given.body['person'], given.body['position']);
    expect(body['history']).toMatchObject([{ status: 'given', guardian: expect.any(String) as string }]);
    expect(JSON.stringify(body)).not.toContain('under');
  });
});

describe('POST /v1/consents/revocations', () => {
  const path = '/v1/consents/revocations';

  it('201, 200: the privacy officer ends a consent with a reason, and it may be asked for anew', async () => {
    const person = someone();
    await choose(person, 'analytics', 'given');
    const revoked = await consent.post('privacy-officer', path, {
      person,
      purpose: 'analytics',
      reason: 'not-informed',
    });
    expect([revoked.status, revoked.body['choices']]).toMatchObject([201, { analytics: { status: 'revoked' } }]);
    const again = await consent.post('privacy-officer', path, { person, purpose: 'analytics', reason: 'not-informed' });
    expect([again.status, again.body['outcome']]).toEqual([200, 'unchanged']);
    expect(await questionsOf(person, {}, ['analytics'])).toMatchObject({
      analytics: { ask: true, because: 'revoked' },
    });
    const { body } = await consent.consentsOf(revoked.body['person'], revoked.body['position']);
    expect(body['choices']).toMatchObject({ analytics: { status: 'revoked', reason: 'not-informed' } });
  });

  it('refuses whoever is no privacy officer, and what is not there', async () => {
    const body = { person: someone(), purpose: 'analytics', reason: 'not-informed' };
    const refused = await consent.withoutTrace(async () => [
      await consent.post('staff', path, body),
      await consent.post('privacy-officer', path, body),
      await consent.post('privacy-officer', path, { ...body, reason: 'because' }),
      await consent.post({ role: 'privacy-officer', tenant: consent.other }, path, body),
    ]);
    expect(refused.map(statusAndCode)).toEqual([
      [403, 'role-not-allowed'],
      [409, 'nothing-to-revoke'],
      [400, 'invalid-request'],
      [409, 'no-statement'],
    ]);
  });
});
