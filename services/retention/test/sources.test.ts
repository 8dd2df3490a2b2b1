import { personUserEvents } from '@vitne/contracts/catalogue/user-events';
import { describe, expect, test } from 'vitest';
import { sourcesOf } from '../src/domain/sources.ts';
import { recordedCategories } from '../src/domain/touched-holdings.ts';
import { effectsOf, type PersonEventName } from '../src/domain/user-event-effects.ts';
import { clientId, factsOf, lifeAt, statementOf, type TenantName } from './person-scenarios.ts';

const app = 'catacloud-app';
const crm = 'catacloud-crm';

describe('C4: every piece of data has a source', () => {
  test.each<TenantName>(['catacloud', 'kaukus'])('%s: whatever a system tells, it comes from one source', (tenant) => {
    const statement = statementOf(tenant);
    const cookies = statement.cookies.table.map(({ identifier }) => identifier);
    for (const { type, personal } of personUserEvents) {
      const name = type.replace(/\.v1$/, '') as PersonEventName;
      for (const cookie of cookies) {
        for (const effect of effectsOf(name, { cookie }, Object.keys(personal), statement) ?? []) {
          for (const { id: system } of statement.systems) {
            const recorded = recordedCategories({ statement, system, effect });
            const sources = sourcesOf(statement, effect, recorded);
            expect(Object.keys(sources), name).toEqual(recorded);
            for (const [category, from] of Object.entries(sources)) expect(from, `${name} ${category}`).toHaveLength(1);
          }
        }
      }
    }
  });

  test('the event says of each category that it brings where it came from, and the holding keeps it', () => {
    const life = lifeAt('catacloud');
    const [event, ...more] = life.tell('behaviour.observed', '2026-01-15T10:00:00Z', app);
    const sources = { behaviour: ['use'], device: ['cookies-and-pixels'] };
    expect(event?.facts).toMatchObject({ sources });
    expect(factsOf(more, 'holding.scheduled.v1')).toMatchObject([{ sources }]);
  });

  test('data that came from two sources has both, and what only ends something brings none', () => {
    const life = lifeAt('catacloud');
    life.tell('course.signed-up', '2026-01-15T10:00:00Z', crm);
    life.tell('newsletter.signed-up', '2026-01-16T10:00:00Z', crm);
    const [optOut] = life.tell('newsletter.opted-out', '2026-01-17T10:00:00Z', crm);
    expect(optOut?.facts).not.toHaveProperty('sources');
    const { holdings } = life.file();
    expect(holdings['newsletter-readers']?.sources).toEqual({
      contact: ['newsletter-sign-up'],
      identity: ['newsletter-sign-up'],
    });
    expect(holdings['course-invitations']?.sources).toEqual({
      contact: ['course-sign-up'],
      identity: ['course-sign-up'],
    });
  });

  test('what passes on to another rule takes its sources with it', () => {
    const life = lifeAt('kaukus');
    life.tell('enquiry.received', '2026-03-05T09:00:00Z', 'kaukus-site');
    life.tell('customer.converted', '2026-06-01T09:00:00Z', 'moteadm', { client: clientId });
    expect(life.file().holdings['customers']?.sources).toMatchObject({ enquiry: ['you-tell-us'] });
  });

  test('where a statement names several sources that fit, the system says which; unsaid, all of them are told', () => {
    const statement = statementOf('kaukus');
    const fair = { ...statement.sources[0], id: 'trade-fair' } as (typeof statement.sources)[number];
    statement.sources.push(fair);
    const purpose = statement.purposes.find(({ id }) => id === 'newsletter');
    purpose?.sources.push('trade-fair');
    const [effect] = effectsOf('newsletter.signed-up', {}, [], statement) ?? [];
    if (!effect) throw new Error('A sign-up has an effect.');
    expect(sourcesOf(statement, effect, ['contact'])).toEqual({ contact: ['you-tell-us', 'trade-fair'] });
    expect(sourcesOf(statement, effect, ['contact'], 'trade-fair')).toEqual({ contact: ['trade-fair'] });
  });
});
