import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kari, problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const someone = () => ({ kind: 'cookie', value: randomUUID() });
const body = (decision: 'given' | 'refused', over: Record<string, unknown> = {}) =>
  consent.choice('analytics', { person: someone(), decision, ...over });
const withdrawal = (person: object, over: object = {}) => ({
  person,
  purpose: 'analytics',
  surface: 'cookie-banner',
  ...over,
});
const publicPath = () => `/v1/public/${consent.tenant}/consents`;

describe('POST /v1/consents', () => {
  it('201: staff and systems record what a person chose, and read it back with its history', async () => {
    const person = { kind: 'email', value: `${randomUUID()}@example.no` };
    const given = await consent.post('staff', '/v1/consents', await body('given', { person }));
    expect(given.status).toBe(201);
    expect(given.body).toMatchObject({ outcome: 'recorded', choices: { analytics: { status: 'given' } } });
    const id = given.body['person'];
    const refused = await consent.post(
      'system',
      '/v1/consents',
      await consent.choice('newsletter', { person: { person: id }, decision: 'refused' }),
    );
    const read = await consent.consentsOf(id, refused.body['position'], 'auditor');
    expect(read.body).toMatchObject({
      person: id,
      choices: {
        analytics: { status: 'given', actor: 'staff:staff-1', expires: '2027-03-02T09:00:00Z' },
        newsletter: { status: 'refused', actor: 'system:system-1', statementVersion: '1.0' },
      },
      history: [{ purpose: 'analytics' }, { purpose: 'newsletter', shown: { method: 'pressed-button' } }],
    });
  });

  it('nothing personal is readable in the ledger or in what is read back', async () => {
    const circumstances = { userAgent: 'Browser of Kari', maskedIp: '192.0.2.0' };
    const given = await consent.post('staff', '/v1/consents', await body('given', { person: kari, circumstances }));
    const id = String(given.body['person']);
    const events = await consent.entity({ context: 'consent', entity: 'person', id });
    const { body: read } = await consent.consentsOf(id, given.body['position']);
    expect(events[0]?.sealed).toMatchObject([{ part: 'circumstances', category: 'device', period: '2026-03' }]);
    for (const text of [JSON.stringify(events), JSON.stringify(read)]) {
      for (const secret of [kari.value, 'Browser of Kari', '192.0.2']) expect(text).not.toContain(secret);
    }
    const binding = { tenant: consent.tenant, eventId: events[0]?.meta.id ?? '', eventType: 'consent.given.v1' };
    const [opened] = await consent.vault.open([{ binding, sealed: events[0]?.sealed ?? [] }]);
    expect(opened).toMatchObject([{ fields: circumstances }]);
  });

  it('422 for an address among the circumstances that is not shortened, and nobody is remembered', async () => {
    const person = { kind: 'email', value: `${randomUUID()}@example.no` } as const;
    await consent.withoutTrace(async () => {
      const circumstances = { maskedIp: '2001:db8:1:2:3:4:5:6' };
      const refused = await consent.post('staff', '/v1/consents', await body('given', { person, circumstances }));
      expect([refused.status, problemCode(refused)]).toEqual([422, 'not-masked']);
    });
    expect(await consent.vault.findPerson(consent.tenant, person)).toBeUndefined();
  });

  it('200 when repeated under the same key, even after other choices; 409 for other content under it', async () => {
    const key = randomUUID();
    const choice = await body('given');
    const first = await consent.post('staff', '/v1/consents', choice, key);
    await consent.post('staff', '/v1/consents/withdrawals', withdrawal(choice.person));
    await consent.withoutTrace(async () => {
      const again = await consent.post('staff', '/v1/consents', choice, key);
      expect(again.status).toBe(200);
      expect(again.body).toEqual({ ...first.body, outcome: 'repeated' });
      const other = await consent.post('staff', '/v1/consents', { ...choice, decision: 'refused' }, key);
      expect([other.status, problemCode(other)]).toEqual([409, 'idempotency-key-reused']);
    });
  });

  it('200 unchanged when the person has chosen so already', async () => {
    const choice = await body('given');
    const first = await consent.post('staff', '/v1/consents', choice);
    await consent.withoutTrace(async () => {
      const again = await consent.post('staff', '/v1/consents', choice);
      expect([again.status, again.body['outcome'], again.body['position']]).toEqual([
        200,
        'unchanged',
        first.body['position'],
      ]);
    });
  });

  it('400: use, silence and pre-ticked boxes are no consent, and there is no way to record one as such', async () => {
    await consent.withoutTrace(async () => {
      for (const method of ['implied', 'use', 'scrolled', 'pre-ticked-box', 'silence']) {
        const choice = await body('given');
        const answer = await consent.post('staff', '/v1/consents', { ...choice, shown: { ...choice.shown, method } });
        expect([answer.status, problemCode(answer)]).toEqual([400, 'invalid-request']);
        expect(answer.body['errors']).toMatchObject([{ path: 'body/shown/method' }]);
      }
    });
  });

  it('refuses without a trace, and remembers nobody by it', async () => {
    const person = someone();
    const choice = await body('given', { person });
    const send = (over: object) => consent.post('staff', '/v1/consents', { ...choice, ...over });
    const answers = await consent.withoutTrace(async () => [
      await send({ shown: { ...choice.shown, noticeHash: 'f'.repeat(64) } }),
      await send({ shown: { ...choice.shown, language: 'en' } }),
      await send({ statementVersion: '0.9' }),
      await send({ purpose: 'sale' }),
      await send({ purpose: 'operate-and-secure' }),
      await send({ recipient: 'somebody-else' }),
      await send({ person: { ...person, name: 'Kari' } }),
      await send({ email: 'kari@example.no' }),
      await consent.post('auditor', '/v1/consents', choice),
      await consent.post('nobody', '/v1/consents', choice),
      await consent.post({ role: 'staff', tenant: 'nobody-here' }, '/v1/consents', choice),
      await consent.post({ role: 'staff', tenant: consent.other }, '/v1/consents', choice),
    ]);
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [409, 'notice-mismatch'],
      [409, 'notice-mismatch'],
      [409, 'statement-not-in-force'],
      [422, 'unknown-purpose'],
      [422, 'purpose-without-consent'],
      [422, 'unknown-recipient'],
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [403, 'role-not-allowed'],
      [401, 'token-missing'],
      [404, 'not-found'],
      [409, 'no-statement'],
    ]);
    expect(await consent.vault.findPerson(consent.tenant, { kind: 'cookie', value: person.value })).toBeUndefined();
  });
});

describe('POST /v1/consents/withdrawals', () => {
  it('201, then 200: takes no more than who and which, and counts at once', async () => {
    const choice = await body('given');
    await consent.post('staff', '/v1/consents', choice);
    const withdrawn = await consent.post('staff', '/v1/consents/withdrawals', withdrawal(choice.person));
    expect([withdrawn.status, withdrawn.body['choices']]).toMatchObject([201, { analytics: { status: 'withdrawn' } }]);
    await consent.withoutTrace(async () => {
      const again = await consent.post('staff', '/v1/consents/withdrawals', withdrawal(choice.person));
      expect([again.status, again.body['outcome']]).toEqual([200, 'unchanged']);
    });
  });

  it('409: there is nothing to withdraw, and nobody is remembered by asking', async () => {
    const person = someone();
    const answer = await consent.withoutTrace(() =>
      consent.post('staff', '/v1/consents/withdrawals', withdrawal(person)),
    );
    expect([answer.status, problemCode(answer)]).toEqual([409, 'nothing-to-withdraw']);
    expect(await consent.vault.findPerson(consent.tenant, { kind: 'cookie', value: person.value })).toBeUndefined();
  });
});

describe('a visitor at the banner', () => {
  it('201: gives, refuses and withdraws without a token, and is told no id', async () => {
    const choice = await body('given');
    const given = await consent.post('nobody', publicPath(), choice);
    expect([given.status, given.body['choices']]).toMatchObject([201, { analytics: { status: 'given' } }]);
    expect(given.body).not.toHaveProperty('person');
    const withdrawn = await consent.post('nobody', `${publicPath()}/withdrawals`, withdrawal(choice.person));
    expect([withdrawn.status, withdrawn.body['choices']]).toMatchObject([201, { analytics: { status: 'withdrawn' } }]);
    const refused = await consent.post('nobody', publicPath(), { ...choice, decision: 'refused' });
    expect([refused.status, refused.body['choices']]).toMatchObject([201, { analytics: { status: 'refused' } }]);
  });

  it('has the browser’s signal recorded, where it is one', async () => {
    const position = async (value: string) => {
      const choice = await body('refused');
      const answer = await consent.request('nobody', 'POST', publicPath(), choice, { 'sec-gpc': value });
      const id = await consent.vault.findPerson(consent.tenant, choice.person);
      const event = (await consent.entity({ context: 'consent', entity: 'person', id: id ?? '' })).at(-1);
      expect(event?.position).toBe(answer.body['position']);
      return event;
    };
    expect(await position('1')).toMatchObject({ facts: { gpc: true }, meta: { actor: 'anonymous:visitor' } });
    expect((await position('0'))?.facts).not.toHaveProperty('gpc');
  });

  it('refuses without a trace: whoever claims to be more than a cookie, or at a tenant that is not here', async () => {
    const choice = await body('given');
    const send = (over: object, path = publicPath()) => consent.post('nobody', path, { ...choice, ...over });
    const answers = await consent.withoutTrace(async () => [
      await send({ person: kari }),
      await send({ person: { kind: 'cookie', value: 'short' } }),
      await send({ person: { person: 'p4k7w2m9x1c6v3b8n5z0' } }),
      await send({}, '/v1/public/nobody-here/consents'),
      await send({}, `/v1/public/${consent.other}/consents`),
    ]);
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [400, 'invalid-request'],
      [404, 'not-found'],
      [409, 'no-statement'],
    ]);
  });
});

describe('GET /v1/people/:person/consents', () => {
  it('shows a tenant nothing of another’s people', async () => {
    const given = await consent.post('staff', '/v1/consents', await body('given'));
    const path = `/v1/people/${String(given.body['person'])}/consents`;
    const other = await consent.request({ role: 'staff', tenant: consent.other }, 'GET', path);
    expect([other.status, other.body['choices'], other.body['history']]).toEqual([200, {}, []]);
    const mine = await consent.consentsOf(given.body['person'], given.body['position']);
    expect(mine.body['choices']).toHaveProperty('analytics');
  });

  it('401 and 400: not for strangers, and only by the id that was given out', async () => {
    const answers = [
      await consent.request('nobody', 'GET', '/v1/people/p4k7w2m9x1c6v3b8n5z0/consents'),
      await consent.request('staff', 'GET', '/v1/people/kari@example.no/consents'),
    ];
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [401, 'token-missing'],
      [400, 'invalid-request'],
    ]);
  });

  it('504: says so when the ledger has not come that far', async () => {
    const answer = await consent.consentsOf('p4k7w2m9x1c6v3b8n5z0', 999_999);
    expect([answer.status, problemCode(answer)]).toEqual([504, 'projection-behind']);
  });
});
