import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { companyConsentsProjection } from '../src/projections/company-consents.ts';
import { consentExpiriesProjection, consentsProjection } from '../src/projections/consents.ts';
import {
  company,
  expired,
  given,
  person,
  purpose,
  refused,
  representative,
  shown,
  withdrawn,
} from './consent-scenarios.ts';

function fold<Doc extends object>(projection: Projection<Doc>, events: readonly PastEvent[]): Map<string, Doc> {
  const documents = new Map<string, Doc>();
  for (const event of recordEvents(events) as unknown as AnyRecordedEvent[]) {
    expect(projection.handles).toContain(event.meta.type);
    for (const key of projection.keysOf(event)) {
      const doc = projection.evolve(documents.get(key), event, key);
      if (doc) documents.set(key, doc);
      else documents.delete(key);
    }
  }
  return documents;
}

describe('a person’s consents', () => {
  const circumstances = { userAgent: 'Mozilla of Kari Nordmann' };
  const events = [
    { ...given({ expires: '2027-01-01T00:00:00Z' }), personal: { circumstances } },
    refused({ purpose: 'newsletter', recipient: 'hetzner' }),
    withdrawn,
  ];

  it('stand as the last act left them, each with its place in the ledger', () => {
    const doc = fold(consentsProjection, events).get(person);
    expect(doc?.choices).toMatchObject({
      [purpose]: { status: 'withdrawn', position: 3, actor: 'staff:tester' },
      'newsletter~hetzner': { status: 'refused', position: 2, statementVersion: '1.0', shown },
    });
    expect(doc?.choices[purpose]).not.toHaveProperty('expires');
  });

  it('come with every act in order and what was shown then', () => {
    const history = fold(consentsProjection, events).get(person)?.history;
    expect(history?.map(({ status, position }) => [status, position])).toEqual([
      ['given', 1],
      ['refused', 2],
      ['withdrawn', 3],
    ]);
    expect(history?.[0]).toMatchObject({ shown, statementVersion: '1.0', eventType: 'consent.given.v1' });
  });

  it('hold what the browser told only sealed', () => {
    const doc = fold(consentsProjection, events).get(person);
    expect(doc?.history[0]?.sealed).toMatchObject([{ part: 'circumstances', category: 'device', person }]);
    expect(JSON.stringify(doc)).not.toContain('Kari');
    expect(JSON.stringify(doc?.choices)).not.toContain('blob');
  });
});

describe('the timer’s list', () => {
  const key = `${person}~${purpose}`;
  const ending = given({ expires: '2027-01-01T00:00:00Z' });

  it('has every consent that ends by itself, once, with its latest end', () => {
    const listed = fold(consentExpiriesProjection, [ending, given({ expires: '2027-06-01T00:00:00Z' })]);
    expect([...listed]).toEqual([[key, { person, purpose, expires: '2027-06-01T00:00:00Z' }]]);
    expect(fold(consentExpiriesProjection, [given({ recipient: 'hetzner' })]).size).toBe(0);
  });

  it('forgets a consent that is no longer given', () => {
    for (const end of [withdrawn, refused(), expired, given()]) {
      expect(fold(consentExpiriesProjection, [ending, end]).size).toBe(0);
    }
  });
});

it('a company’s consents stand as its last act left them', () => {
  const facts = { company, purpose, representative, statementVersion: '1.0' };
  const documents = fold(companyConsentsProjection, [
    { type: 'company-consent.given.v1', facts: { ...facts, shown } },
    { type: 'company-consent.given.v1', facts: { ...facts, recipient: 'hetzner', shown } },
    { type: 'company-consent.withdrawn.v1', facts },
  ]);
  expect(documents.get(company)?.choices).toMatchObject({
    [purpose]: { status: 'withdrawn', position: 3 },
    [`${purpose}~hetzner`]: { status: 'given', recipient: 'hetzner', statementVersion: '1.0', position: 2 },
  });
});
