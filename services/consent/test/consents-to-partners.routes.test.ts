import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { problemCode, type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('catacloud');
});
afterAll(() => consent?.stop());

const purpose = 'sharing-with-partners';
const company = { kind: 'company', value: '999888777' };
const person = { kind: 'email', value: `${randomUUID()}@example.no` };
const agrees = async (recipient?: string) => {
  const more = { ...(recipient !== undefined && { recipient }) };
  const given = await consent.choice(purpose, { person, company, decision: 'given', ...more });
  const theirs = await consent.choice(purpose, { company, representative: person, ...more });
  const { person: _, ...ofCompany } = theirs as Record<string, unknown>;
  return [
    await consent.post('staff', '/v1/consents', given),
    await consent.post('staff', '/v1/company-consents', ofCompany),
  ] as const;
};
const decided = async () => {
  const asked = { person, purpose, dataCategory: 'contact', population: 'client-user', recipient: 'broker', company };
  const { body } = await consent.post('system', '/v1/decisions', asked);
  return [body['decision'], (body['reasons'] as { code: string }[]).map(({ code }) => code)];
};

it('C11: a partner that is named afterwards gets nothing before both have agreed to it by name', async () => {
  for (const early of await agrees('broker')) {
    expect([early.status, problemCode(early)]).toEqual([422, 'unknown-recipient']);
  }
  expect((await agrees()).map(({ status }) => status)).toEqual([201, 201]);
  await consent.tell('recipient.registered.v1', 'broker', {
    recipient: 'broker',
    name: 'Datamegleren AS',
    kind: 'third-party',
    locations: ['NO'],
    dataCategories: ['contact'],
    purposes: [purpose],
  });
  expect(await decided()).toEqual([
    'deny',
    expect.arrayContaining(['consent-without-recipient', 'company-consent-without-recipient']),
  ]);
  const answers = await agrees('broker');
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(await decided()).toEqual(['allow', expect.arrayContaining(['consent-in-force', 'company-consent-in-force'])]);
});
