import type { Consulted } from '@vitne/contracts/catalogue/consultation-events';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, test } from 'vitest';
import { type Consult, consultationsIn, sameConsultationMinutes } from '../src/consultations.ts';

const type = 'personal-data.consulted.v1';
const spec = specificationFor(consultationsIn(type));
const at = (minutes: number): string => new Date(Date.parse('2026-03-02T09:00:00Z') + minutes * 60_000).toISOString();
const reading = (minutes: number, more: Partial<Consulted> = {}): Consulted => ({
  owner: 'q7w2m4k8r1t5y9u3i6o0',
  role: 'staff',
  purpose: 'answering-request',
  opened: 'request',
  matter: 'r-1',
  dataCategories: ['contact'],
  consulted: at(minutes),
  ...more,
});
const by = (actor: string, facts: Consulted): Consult => ({ actor, facts });
const before = [{ type, facts: reading(0), meta: { actor: 'staff:ola' } }] as const;

describe('what somebody opened counts', () => {
  test('the first time', () => {
    spec
      .given([])
      .when(by('staff:ola', reading(0)))
      .then([{ type, facts: reading(0) }]);
  });

  test('once, when the same is opened again within a quarter of an hour', () => {
    spec
      .given(before)
      .when(by('staff:ola', reading(sameConsultationMinutes - 1)))
      .thenNothing();
  });

  test('again, after it', () => {
    const again = reading(sameConsultationMinutes);
    spec
      .given(before)
      .when(by('staff:ola', again))
      .then([{ type, facts: again }]);
  });

  test.each([
    ['by somebody else', 'staff:eva', {}],
    ['in another role', 'staff:ola', { role: 'privacy-officer' }],
    ['for another purpose', 'staff:ola', { purpose: 'audit' }],
    ['of another matter', 'staff:ola', { matter: 'r-2' }],
    ['of other data', 'staff:ola', { dataCategories: ['contact', 'enquiry'] }],
  ] as const)('by itself, when it is opened %s', (_what, actor, more) => {
    const other = reading(1, more as Partial<Consulted>);
    spec
      .given(before)
      .when(by(actor, other))
      .then([{ type, facts: other }]);
  });
});
