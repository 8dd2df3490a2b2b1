import {
  channelOf,
  contexts,
  entityIdSchema,
  inboxSubject,
  ledgerStreamName,
  ledgerSubjects,
  ordersSubject,
  parseChannel,
  tenantSchema,
} from '@vitne/contracts/channels';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const token = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/);
const tenant = fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/);
const parts = fc.record({ tenant, context: fc.constantFrom(...contexts), entity: token, id: token });

describe('a channel leads to one entity of one tenant', () => {
  it('gives back the parts that it was made of', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(parseChannel(channelOf(given))).toEqual(given);
      }),
    );
  });

  it('differs whenever a part differs, so that no entity hears of another', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        expect(channelOf(one) === channelOf(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
      }),
    );
  });

  it('lies on the subjects of its own tenant only', () => {
    fc.assert(
      fc.property(parts, tenant, (given, other) => {
        const onSubjectsOf = (name: string) => channelOf(given).startsWith(ledgerSubjects(name).slice(0, -1));
        expect(onSubjectsOf(given.tenant)).toBe(true);
        expect(onSubjectsOf(other)).toBe(other === given.tenant);
      }),
    );
  });

  it.each(['*', '>', 'a.b', '', 'A', 'a b', 'é', '-a', 'a'.repeat(65), 'kari@example.org'])(
    'refuses %j as a part',
    (part) => {
      const right = { tenant: 'kaukus', context: 'consent', entity: 'person', id: 'a' } as const;
      expect(() => channelOf({ ...right, tenant: part })).toThrow(TypeError);
      expect(() => channelOf({ ...right, entity: part })).toThrow(TypeError);
      expect(() => channelOf({ ...right, id: part })).toThrow(TypeError);
    },
  );

  it('does not repeat the part that it refuses, because it may be personal', () => {
    const id = 'kari@example.org';
    expect(() => channelOf({ tenant: 'kaukus', context: 'consent', entity: 'person', id })).toThrow(/^(?!.*kari)/);
  });

  it.each([
    'ledger.kaukus.consent.person',
    'ledger.kaukus.consent.person.a.b',
    'ledger.kaukus.marketing.person.a',
    'inbox.kaukus.consent.person.a',
    'ledger..consent.person.a',
    'ledger.kaukus.consent..a',
    'ledger.kaukus.consent.person.',
    '',
  ])('takes %j for no channel', (subject) => {
    expect(parseChannel(subject)).toBeUndefined();
  });
});

describe('names on the bus', () => {
  it('are those that operators give rights to', () => {
    expect(ledgerStreamName('kaukus')).toBe('LEDGER_kaukus');
    expect(ledgerSubjects('kaukus')).toBe('ledger.kaukus.>');
    expect(inboxSubject('kaukus', 'retention', 'enquiry.received.v1')).toBe(
      'inbox.kaukus.retention.enquiry.received.v1',
    );
    expect(ordersSubject('kaukus', 'website')).toBe('orders.kaukus.website');
  });

  it.each(['k', '1kaukus', 'Kaukus', 'kau.kus', 'kau_kus', 'k'.repeat(32), '-kaukus', '$admin'])(
    'refuses the tenant %j',
    (name) => {
      expect(tenantSchema.safeParse(name).success).toBe(false);
    },
  );

  it.each(['kari@example.org', 'Kari', '', 'a.b', 'a'.repeat(65)])('refuses the entity id %j', (id) => {
    expect(entityIdSchema.safeParse(id).success).toBe(false);
  });
});
