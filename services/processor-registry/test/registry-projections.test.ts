import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { activityFactsOf } from '../src/domain/statement-facts.ts';
import { disclosuresProjection } from '../src/projections/disclosures.ts';
import { processingActivitiesProjection } from '../src/projections/processing-activities.ts';
import { recipientsProjection } from '../src/projections/recipients.ts';
import { recordOfProcessing, recordSchema } from '../src/record-of-processing.ts';
import { ended, person, registered, removed, signed, statementOf } from './registry-scenarios.ts';

function fold<Doc extends object>(projection: Projection<Doc>, events: readonly PastEvent[]): Map<string, Doc> {
  const documents = new Map<string, Doc>();
  for (const event of recordEvents(events) as AnyRecordedEvent[]) {
    if (!projection.handles.includes(event.meta.type)) continue;
    for (const key of projection.keysOf(event)) {
      const doc = projection.evolve(documents.get(key), event, key);
      if (doc) documents.set(key, doc);
      else documents.delete(key);
    }
  }
  return documents;
}

describe('recipients', () => {
  it('keep what was agreed with them and when they came and went', () => {
    const doc = fold(recipientsProjection, [
      registered(),
      signed('dpa-1', '2025-01-01'),
      registered({ locations: ['SE'] }),
      ended('dpa-1', '2026-01-01'),
      removed,
    ]).get('partner');
    expect(doc).toMatchObject({
      status: 'removed',
      since: '2026-01-01T00:04:00.000Z',
      reason: 'Not named.',
      named: { locations: ['SE'] },
      agreements: [{ agreement: 'dpa-1', signed: '2025-01-01', ended: '2026-01-01', reason: 'Terminated.' }],
    });
  });
  it('who comes back is named again, without the reason for having gone', () => {
    const doc = fold(recipientsProjection, [registered(), removed, registered()]).get('partner');
    expect(doc).toMatchObject({ status: 'named', since: '2026-01-01T00:02:00.000Z' });
    expect(doc).not.toHaveProperty('reason');
  });
  it('an agreement that is signed again is not ended any more', () => {
    const doc = fold(recipientsProjection, [
      registered(),
      signed('a', '2025-01-01'),
      ended('a', '2025-02-01'),
      signed('a', '2025-01-01'),
    ]);
    expect(doc.get('partner')?.agreements).toEqual([{ agreement: 'a', signed: '2025-01-01' }]);
  });
});

describe('disclosures', () => {
  it('stay sealed where they say something in words', () => {
    const facts = {
      disclosure: 'd1',
      person,
      recipient: 'partner',
      purpose: 'support',
      dataCategories: ['identity'],
      ground: { kind: 'agreement' as const, agreement: 'dpa-1' },
      sale: false,
      disclosed: '2026-01-01T00:00:00.000Z',
    };
    const personal = { scope: { text: 'Name of the neighbour' } };
    const doc = fold(disclosuresProjection, [{ type: 'disclosure.recorded.v1', facts, personal }]).get('d1');
    expect(doc).toMatchObject({ ...facts, order: 1, eventId: 'command-1.0', eventType: 'disclosure.recorded.v1' });
    expect(doc?.sealed).toHaveLength(1);
    expect(JSON.stringify(doc)).not.toContain('neighbour');
  });
});

describe('Art. 30: the record of processing activities', () => {
  it.each(['kaukus', 'catacloud'] as const)('of %s has what 30(1) and 30(2) ask for', (tenant) => {
    const statement = statementOf(tenant);
    const events = statement.activities.map((activity) => ({
      type: 'processing-activity.registered.v1' as const,
      facts: activityFactsOf(activity, '1.0'),
    }));
    const documents = [...fold(processingActivitiesProjection, events).values()];
    const record = recordSchema.parse(recordOfProcessing(documents, statement, []));
    expect(record.statementVersion).toBe('1.0');
    expect(record.controller?.name).toBe(statement.controller.name);
    expect(record.activities).toHaveLength(statement.activities.length);
    for (const { role, article, onBehalfOf, security, timeLimits } of record.activities) {
      expect(article).toBe(role === 'controller' ? '30(1)' : '30(2)');
      expect(onBehalfOf !== undefined).toBe(role === 'processor');
      expect(security.length).toBeGreaterThan(0);
      if (role === 'controller') expect(timeLimits.length).toBeGreaterThan(0);
    }
  });
  it('says nothing of what is not registered', () => {
    expect(recordOfProcessing([], undefined, [])).toEqual({ activities: [] });
  });
});
