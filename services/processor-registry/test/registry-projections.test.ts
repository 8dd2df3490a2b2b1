import {
  processingActivityRegistered,
  recipientRegistered,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Due } from '@vitne/contracts/law/derivation';
import { computeDue } from '@vitne/contracts/law/due';
import type { Projection } from '@vitne/projector/projection';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { activityFactsOf, namedRecipientOf } from '../src/domain/statement-facts.ts';
import { disclosuresProjection } from '../src/projections/disclosures.ts';
import { processingActivitiesProjection } from '../src/projections/processing-activities.ts';
import { recipientNotificationsProjection } from '../src/projections/recipient-notifications.ts';
import { recipientsProjection } from '../src/projections/recipients.ts';
import { subProcessorChangesProjection } from '../src/projections/sub-processor-changes.ts';
import { recordOfProcessing, recordSchema } from '../src/record-of-processing.ts';
import { recordPage } from '../src/record-page.ts';
import {
  ended,
  named,
  now,
  overseasInStatement,
  person,
  registered,
  removed,
  signed,
  statementOf,
} from './registry-scenarios.ts';

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

describe('changes of sub-processors', () => {
  const ids = { change: 'c1', processor: 'hosting', subProcessor: 'backup' };
  const due = computeDue({ clock: 'gdpr-28-2', received: now, promise: 'P15D' }) as Due;
  const announced = {
    type: 'sub-processor.change-announced.v1' as const,
    facts: {
      ...ids,
      name: 'Backup GmbH',
      services: [],
      locations: ['DE'],
      dataCategories: ['contact'],
      purposes: ['support'],
      agreement: 'dpa-1',
      announced: now,
      due,
    },
  };
  it('wait for the end of the time, in UTC, and no longer once they are answered', () => {
    expect(fold(subProcessorChangesProjection, [announced]).get('c1')).toMatchObject({
      status: 'announced',
      closes: '2026-02-15T22:59:59.999Z',
    });
    const facts = { ...ids, objected: now, reason: 'No.' };
    const objected = { type: 'sub-processor.change-objected-to.v1' as const, facts };
    const doc = fold(subProcessorChangesProjection, [announced, objected]).get('c1');
    expect(doc).toMatchObject({ status: 'objected-to', reason: 'No.' });
    expect(doc).not.toHaveProperty('closes');
  });
});

describe('recipients to tell', () => {
  it('keep no reason why it was impossible, once they are told', () => {
    const ids = { notification: 'n1', person, recipient: 'partner' };
    const doc = fold(recipientNotificationsProjection, [
      {
        type: 'recipient-notification.required.v1',
        facts: { ...ids, cause: 'restriction', request: 'r1', dataCategories: ['contact'], required: now },
      },
      {
        type: 'recipient-notification.found-impossible.v1',
        facts: { ...ids, ground: 'impossible', reasons: 'Gone.', found: now },
      },
      { type: 'recipient-notification.told.v1', facts: { ...ids, how: 'letter', told: now } },
    ]).get('n1');
    expect(doc).toMatchObject({ status: 'told', how: 'letter', order: 1 });
    expect(doc).not.toHaveProperty('reasons');
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
  it('loses no row of what a statement can list', () => {
    const ids = (of: string) => Array.from({ length: 100 }, (_, at) => `${of}-${at}`);
    const [first] = statementOf('catacloud').activities;
    if (!first) throw new Error('Catacloud has activities.');
    const full = { ...first, purposes: ids('purpose'), recipients: ids('recipient'), dataCategories: ids('data') };
    const facts = activityFactsOf(full, '1.0');
    expect(processingActivityRegistered.facts.parse(facts)).toMatchObject({
      purposes: full.purposes,
      recipients: full.recipients,
      dataCategories: full.dataCategories,
    });
    const everywhere = { ...overseasInStatement, dataCategories: ids('data'), purposes: ids('purpose') };
    const recipient = recipientRegistered.facts.parse(namedRecipientOf(everywhere));
    expect([recipient.dataCategories.length, recipient.purposes.length]).toEqual([100, 100]);
  });
  it('shows whom the statement does not name: partners by consent, sub-processors under their processor', () => {
    const kaukus = statementOf('kaukus');
    const activities = kaukus.activities.map((activity) => activityFactsOf(activity, '1.0'));
    const transfer = { article: '46(2)(c)', instrument: 'SCC' };
    const purposes = ['newsletter'];
    const backup = named({ recipient: 'backup', name: 'Backup <Inc>', kind: 'sub-processor', under: 'hetzner' });
    const record = recordOfProcessing(activities, kaukus, [{ ...backup, purposes, locations: ['US'], transfer }]);
    const withBackup = record.activities.filter(({ alsoGiven }) => alsoGiven.length > 0);
    expect(withBackup).toMatchObject([
      { activity: 'news-and-marketing', transfers: [{ recipient: 'backup', ...transfer }] },
    ]);
    const page = recordPage(record, kaukus, 'en');
    expect(page).toContain('Backup &lt;Inc&gt; (sub-processor of Hetzner)');
    expect(page).toContain('Backup &lt;Inc&gt; (United States): Art. 46(2)(c), SCC');
  });
  it('says nothing of what is not registered', () => {
    expect(recordOfProcessing([], undefined, [])).toEqual({ activities: [] });
  });
});
