import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('catacloud');
});
afterAll(() => consent?.stop());

const purpose = 'sharing-with-partners';
const parties = () => ({
  company: { kind: 'company', value: `NO ${randomUUID()}` },
  representative: { kind: 'email', value: `${randomUUID()}@example.no` },
});
const giving = async (over: Record<string, unknown> = {}) => {
  const { person: _, ...choice } = await consent.choice(purpose);
  return { ...parties(), ...choice, ...over };
};
const give = (body: unknown, caller: Parameters<RunningConsent['post']>[0] = 'staff', key?: string) =>
  consent.post(caller, '/v1/company-consents', body, key);
const withdraw = (body: unknown) => consent.post('staff', '/v1/company-consents/withdrawals', body);

describe('a company’s consent', () => {
  it('201, 200: is given once, read back, withdrawn, and names its representative by an id only', async () => {
    const body = await giving();
    const key = randomUUID();
    const given = await give(body, 'system', key);
    expect([given.status, given.body['given']]).toEqual([201, { [purpose]: '2.10' }]);
    const company = String(given.body['company']);
    expect((await give(body, 'system', key)).body).toEqual({ ...given.body, outcome: 'repeated' });
    expect((await give(body)).body).toMatchObject({ outcome: 'unchanged' });

    const { company: named, representative } = body;
    const withdrawn = await withdraw({ company: named, representative, purpose });
    expect([withdrawn.status, withdrawn.body['given']]).toEqual([201, {}]);
    const read = await consent.request(
      'auditor',
      'GET',
      `/v1/companies/${company}/consents?after=${String(withdrawn.body['position'])}`,
    );
    expect(read.body).toMatchObject({ company, choices: { [purpose]: { status: 'withdrawn' } } });
    const ledger = JSON.stringify(await consent.entity({ context: 'consent', entity: 'company', id: company }));
    for (const secret of [named.value, representative.value]) expect(ledger).not.toContain(secret);
  });

  it('does not stand in for the person’s own, which names the company', async () => {
    const { company } = parties();
    const person = { kind: 'user', value: randomUUID() };
    const alone = await consent.choice(purpose, { person, decision: 'given' });
    const missing = await consent.withoutTrace(() => consent.post('staff', '/v1/consents', alone));
    expect([missing.status, problemCode(missing)]).toEqual([422, 'company-missing']);
    const given = await consent.post('staff', '/v1/consents', { ...alone, company });
    expect([given.status, given.body['choices']]).toMatchObject([201, { [purpose]: { status: 'given' } }]);
    const forAnother = await consent.post('staff', '/v1/consents', { ...alone, company: parties().company });
    expect([forAnother.status, forAnother.body['outcome']]).toEqual([201, 'recorded']);
  });

  it('refuses without a trace, and remembers no company by it', async () => {
    const body = await giving();
    const { company, representative } = body;
    const newsletter = await consent.choice('newsletter');
    const answers = await consent.withoutTrace(async () => [
      await give({ ...body, purpose: 'unheard-of' }),
      await give({ ...body, purpose: 'newsletter', shown: newsletter.shown }),
      await give({ ...body, statementVersion: '2.9' }),
      await give({ ...body, shown: newsletter.shown }),
      await give({ ...body, company: { kind: 'email', value: 'kari@example.no' } }),
      await give(body, 'auditor'),
      await give(body, { role: 'staff', tenant: consent.other }),
      await withdraw({ company, representative, purpose }),
      await withdraw({ company, representative, purpose: 'constructor' }),
    ]);
    expect(answers.map((answer) => [answer.status, problemCode(answer)])).toEqual([
      [422, 'unknown-purpose'],
      [422, 'company-not-asked'],
      [409, 'statement-not-in-force'],
      [409, 'notice-mismatch'],
      [400, 'invalid-request'],
      [403, 'role-not-allowed'],
      [409, 'no-statement'],
      [409, 'nothing-to-withdraw'],
      [409, 'nothing-to-withdraw'],
    ]);
    for (const identifier of [company, representative]) {
      expect(await consent.vault.findPerson(consent.tenant, identifier as { kind: 'company'; value: string })).toBe(
        undefined,
      );
    }
  });
});
