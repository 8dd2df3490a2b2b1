import { randomUUID } from 'node:crypto';
import type { Tenant } from '@vitne/contracts/channels';
import { computeDue } from '@vitne/contracts/law/due';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

type Reference = { kind: 'user'; value: string };
const somebody = (): Reference => ({ kind: 'user', value: randomUUID() });
const decide = (body: unknown, caller: Parameters<RunningConsent['post']>[0] = 'system', key?: string) =>
  consent.post(caller, '/v1/decisions', body, key);
const news = (person: unknown, more = {}) => ({ person, purpose: 'newsletter', dataCategory: 'contact', ...more });
const logs = (person: unknown, more = {}) => ({
  person,
  purpose: 'operate-and-secure',
  dataCategory: 'technical-log',
  ...more,
});
const give = async (person: Reference, purpose = 'newsletter') =>
  consent.post('staff', '/v1/consents', await consent.choice(purpose, { person, decision: 'given' }));
const withdraw = (person: Reference) =>
  consent.post('staff', '/v1/consents/withdrawals', { person, purpose: 'newsletter', surface: 'portal' });
const codes = ({ body }: Answered) => (body['reasons'] as { code: string }[]).map(({ code }) => code);
const said = (answer: Answered) => [answer.status, answer.body['decision'], codes(answer)];
const objects = (person: string, tenant?: Tenant) => {
  const received = consent.clock.now();
  const request = randomUUID();
  const due = computeDue({ clock: 'gdpr-12-3', received });
  const facts = { request, person, requestType: 'objection', receivedThrough: 'portal', received, due };
  return consent.tell('request.received.v1', request, facts, tenant === undefined ? {} : { tenant });
};

describe('a decision about now', () => {
  it('tells its reasons, article, version, position and moment', async () => {
    const person = somebody();
    const given = await give(person);
    const answer = await decide(news(person));
    expect(answer.body).toEqual({
      decision: 'allow',
      reasons: [{ code: 'consent-in-force', article: 'GDPR 6(1)(a)', says: expect.any(String) }],
      statementVersion: '1.0',
      position: given.body['position'],
      asOf: consent.clock.now(),
    });
    expect(answer.headers['vitne-position']).toBe(String(given.body['position']));
  });

  it('sees a withdrawal that was answered a moment ago, every time', async () => {
    const person = somebody();
    for (let round = 0; round < 5; round++) {
      await give(person);
      expect(said(await decide(news(person)))).toEqual([200, 'allow', ['consent-in-force']]);
      await withdraw(person);
      expect(said(await decide(news(person)))).toEqual([200, 'deny', ['consent-withdrawn']]);
    }
  });

  it('sees an objection that another service has just recorded', async () => {
    const known = await give(somebody());
    const person = { person: String(known.body['person']) };
    expect(said(await decide(logs(person)))).toEqual([200, 'allow', ['legitimate-interest']]);
    await objects(person.person);
    expect(said(await decide(logs(person)))).toEqual([200, 'deny', ['objection']]);
    expect(codes(await decide(news(person)))).toEqual(['objection-to-direct-marketing']);
  });

  it('sees an agreement that has just been signed, and lets nobody else have data', async () => {
    const [person, recipient] = [somebody(), 'helpdesk'];
    expect(codes(await decide(logs(person, { recipient })))).toEqual(['unknown-recipient']);
    const named = {
      kind: 'processor',
      locations: ['NO'],
      dataCategories: ['technical-log'],
      purposes: ['operate-and-secure'],
    };
    await consent.tell('recipient.registered.v1', recipient, { recipient, name: 'A helpdesk', ...named });
    expect(codes(await decide(logs(person, { recipient })))).toEqual(['agreement-missing']);
    await consent.tell('agreement.signed.v1', recipient, { recipient, agreement: 'dpa-1', signed: '2026-01-01' });
    expect(said(await decide(logs(person, { recipient })))).toEqual([
      200,
      'allow',
      ['legitimate-interest', 'agreement-in-force'],
    ]);
  });

  it('remembers nobody by asking, and takes a person id too', async () => {
    const person = somebody();
    const answer = await consent.withoutTrace(() => decide(news(person)));
    expect(said(answer)).toEqual([200, 'deny', ['consent-missing']]);
    expect(await consent.vault.findPerson(consent.tenant, person)).toBeUndefined();
    const id = String((await give(person)).body['person']);
    expect(said(await decide(news({ person: id })))).toEqual([200, 'allow', ['consent-in-force']]);
  });

  it('is a no for another tenant, which has no statement and knows nobody', async () => {
    const person = somebody();
    const id = String((await give(person)).body['person']);
    const other = { role: 'system', tenant: consent.other } as const;
    for (const one of [person, { person: id }]) {
      expect(said(await decide(news(one), other))).toEqual([200, 'deny', ['no-statement']]);
    }
  });
});

describe('a decision as of a moment', () => {
  it('is what was answered then, whatever has happened since', async () => {
    const person = somebody();
    const id = { person: String((await give(person)).body['person']) };
    const told: Answered[] = [];
    const ask = async () => {
      told.push(await decide(news(id)), await decide(logs(id)));
      consent.clock.advanceTo(new Date(Date.parse(consent.clock.now()) + 1_000).toISOString());
    };
    await ask();
    await withdraw(person);
    await ask();
    await give(person);
    await ask();
    await objects(id.person);
    await ask();
    expect(told.map(({ body }) => body['decision'])).toEqual([
      'allow',
      'allow',
      'deny',
      'allow',
      'allow',
      'allow',
      'deny',
      'deny',
    ]);
    for (const [index, { body }] of told.entries()) {
      const question = index % 2 === 0 ? news(id) : logs(id);
      const again = await decide({ ...question, asOf: body['asOf'] }, 'auditor');
      expect(again.body).toEqual({ ...body, position: expect.any(Number) });
    }
    expect(codes(await decide({ ...news(id), asOf: '2026-01-01T00:00:00Z' }))).toEqual(['no-statement']);
    expect(codes(await decide({ ...news(id), asOf: '2036-01-01T00:00:00Z' }))).toEqual(['moment-in-future']);
  });
});

describe('a batch', () => {
  it('of 1,000 is answered in its order', async () => {
    const people = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const person = somebody();
        if (index % 2 === 0) await give(person);
        return person;
      }),
    );
    const questions = Array.from({ length: 1_000 }, (_, index) => {
      const person = people[index % 10];
      return index % 3 === 0 ? logs(person) : news(person);
    });
    const { status, body } = await decide({ questions });
    expect(status).toBe(200);
    const decisions = (body['decisions'] as { decision: string }[]).map(({ decision }) => decision);
    expect(decisions).toEqual(questions.map((_, index) => (index % 3 === 0 || index % 2 === 0 ? 'allow' : 'deny')));
    expect(body['position']).toBe(await consent.position());
  });

  it('mixes moments, and its answers are those of single questions', async () => {
    const person = somebody();
    await give(person);
    const questions = [news(person), news(person, { asOf: '2026-01-01T00:00:00Z' }), logs(somebody())];
    const { body } = await decide({ questions });
    const singly = await Promise.all(questions.map(async (question) => (await decide(question)).body));
    expect(body['decisions']).toEqual(singly);
  });

  it.each([
    ['empty', { questions: [] }],
    ['more than 1,000', { questions: Array.from({ length: 1_001 }, () => logs(somebody())) }],
    ['more than 100 that are logged', { questions: Array.from({ length: 101 }, () => logs(somebody())), log: true }],
    ['logged about the past', { ...logs(somebody()), asOf: '2026-01-01T00:00:00Z', log: true }],
    ['without a purpose', { person: somebody(), dataCategory: 'contact' }],
    ['with a field that is not known', { ...logs(somebody()), why: 'because' }],
  ])('refuses one that is %s', async (_what, body) => {
    const answer = await consent.withoutTrace(() => decide(body));
    expect([answer.status, problemCode(answer)]).toEqual([400, 'invalid-request']);
  });

  it('refuses whoever has no token', async () => {
    expect((await decide(logs(somebody()), 'nobody')).status).toBe(401);
  });
});

describe('a decision that a gate wants kept', () => {
  const eventsOf = (id: string) => consent.entity({ context: 'consent', entity: 'person', id });

  it('is an event of the person, with its reasons, and says where it stands', async () => {
    const person = somebody();
    const id = String((await give(person)).body['person']);
    const before = await consent.position();
    const answer = await decide(news(person, { log: true }));
    expect(answer.body).toMatchObject({ decision: 'allow', position: before, logged: before + 1 });
    const event = (await eventsOf(id)).at(-1);
    expect(event).toMatchObject({ meta: { type: 'decision.made.v1', actor: 'system:system-1' }, position: before + 1 });
    expect(event?.facts).toEqual({
      person: id,
      purpose: 'newsletter',
      dataCategory: 'contact',
      decision: 'allow',
      reasons: ['consent-in-force'],
      statementVersion: '1.0',
      position: before,
      asOf: consent.clock.now(),
    });
    expect(JSON.stringify(event)).not.toContain(person.value);
  });

  it('changes no consent, and each one is an event of its own', async () => {
    const person = somebody();
    const id = String((await give(person)).body['person']);
    for (let time = 0; time < 3; time++)
      expect((await decide(news(person, { log: true }))).body['decision']).toBe('allow');
    const gone = await withdraw(person);
    expect((await decide(news(person, { log: true }))).body['decision']).toBe('deny');
    expect((await eventsOf(id)).map(({ meta }) => meta.type.split('.')[0])).toEqual([
      'consent',
      'decision',
      'decision',
      'decision',
      'consent',
      'decision',
    ]);
    const { body } = await consent.consentsOf(id, gone.body['position']);
    expect(body['history']).toHaveLength(2);
  });

  it('is answered as the first time when it is sent again, and not with another question', async () => {
    const person = somebody();
    await give(person);
    const key = randomUUID();
    const first = await decide(news(person, { log: true }), 'system', key);
    await withdraw(person);
    const again = await consent.withoutTrace(() => decide(news(person, { log: true }), 'system', key));
    expect(again.body).toEqual(first.body);
    const another = await consent.withoutTrace(() => decide(logs(person, { log: true }), 'system', key));
    expect([another.status, problemCode(another)]).toEqual([409, 'idempotency-key-reused']);
  });

  it('can be up to 100 at once, also of the same person', async () => {
    const [one, other] = [somebody(), somebody()];
    await Promise.all([give(one), give(other)]);
    const before = await consent.position();
    const questions = Array.from({ length: 100 }, (_, index) => news(index % 2 === 0 ? one : other));
    const key = randomUUID();
    const { body } = await decide({ questions, log: true }, 'system', key);
    const logged = (body['decisions'] as { logged: number }[]).map((answer) => answer.logged);
    expect([...logged].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => before + 1 + index));
    expect(body['position']).toBe(before + 100);
    const again = await consent.withoutTrace(() => decide({ questions, log: true }, 'system', key));
    expect(again.body).toEqual(body);
  });

  it('leaves no trace of a stranger who is refused, and gives an id with a yes', async () => {
    const stranger = somebody();
    const refused = await consent.withoutTrace(() => decide(news(stranger, { log: true })));
    expect([refused.body['decision'], refused.body['logged']]).toEqual(['deny', undefined]);
    expect(await consent.vault.findPerson(consent.tenant, stranger)).toBeUndefined();
    const allowed = await decide(logs(stranger, { log: true }));
    expect(allowed.body).toMatchObject({ decision: 'allow', logged: expect.any(Number) });
    expect(await consent.vault.findPerson(consent.tenant, stranger)).toBeDefined();
  });

  it('is not for an auditor, who reads', async () => {
    const answer = await consent.withoutTrace(() => decide(logs(somebody(), { log: true }), 'auditor'));
    expect([answer.status, problemCode(answer)]).toEqual([403, 'role-not-allowed']);
  });
});
