import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConsent, startConsent } from './running-consent.ts';

let consent: RunningConsent;
beforeAll(async () => {
  consent = await startConsent();
  await consent.publish('kaukus');
});
afterAll(() => consent?.stop());

const identifier = { kind: 'user', value: 'held-after-erasure' } as const;
const decision = async (dataCategory: string) => {
  const asked = { person: identifier, purpose: 'operate-and-secure', dataCategory };
  const { body } = await consent.post('system', '/v1/decisions', asked);
  const { decision: said, reasons } = body as { decision: string; reasons: { code: string }[] };
  return [said, ...reasons.map(({ code }) => code)];
};

test('what a claim keeps after an erasure is not used any more, until the person comes and gives it anew', async () => {
  const person = await consent.vault.resolvePerson(consent.tenant, identifier);
  expect(await decision('technical-log')).toEqual(['allow', 'legitimate-interest']);
  await consent.tell('erasure.remainder-held.v1', person, {
    person,
    request: 'r-1',
    decided: consent.clock.now(),
    held: [
      { dataCategories: ['technical-log'], because: 'legal-hold', article: 'GDPR 17(3)(e)', until: '2026-09-01' },
      { dataCategories: ['contact'], because: 'kept-for-client', article: 'GDPR 28(3)(a)', client: 'c-1' },
    ],
  });
  expect(await decision('technical-log')).toEqual(['deny', 'held-after-erasure']);
  const told = { person, system: 'kaukus-site', occurred: consent.clock.now() };
  await consent.tell('technical-log.written.v1', person, told);
  expect(await decision('technical-log')).toEqual(['allow', 'legitimate-interest']);
});
