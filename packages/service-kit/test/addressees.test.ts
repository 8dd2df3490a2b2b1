import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import { memoryVault } from '@vitne/vault/memory-vault';
import { expect, it } from 'vitest';
import { type AddresseeDocument, addresseesProjection, addressOf } from '../src/addressees.ts';

const person = 'p4k7w2m9x1c6v3b8n5z0';
const tenant = 'kaukus';
const told = { person, system: 'kaukus-site', occurred: '2026-01-01T00:00:00Z' };
const enquiry = (contact: object): PastEvent => ({
  type: 'enquiry.received.v1',
  facts: told,
  personal: { contact },
});

const folded = (events: readonly AnyRecordedEvent[]) =>
  events
    .filter(({ meta }) => addresseesProjection.handles.includes(meta.type))
    .reduce<AddresseeDocument | undefined>((doc, event) => addresseesProjection.evolve(doc, event, person), undefined);

/** The events as the ledger has them, each contact really sealed. */
async function ledgerOf(vault: ReturnType<typeof memoryVault>, events: readonly PastEvent[]) {
  return Promise.all(
    recordEvents(events).map(async (event, index) => {
      const { id: eventId, type: eventType } = event.meta;
      const personal = (events[index]?.personal ?? {}) as Record<string, unknown>;
      const parts = Object.entries(personal).map(([part, fields]) => ({ part, person, category: 'contact', fields }));
      return { ...event, sealed: await vault.seal({ tenant, eventId, eventType }, parts) };
    }),
  );
}

it('a person is written to at the newest address that was given, whatever else was given since', async () => {
  const vault = memoryVault();
  const events = await ledgerOf(vault, [
    enquiry({ email: 'old@example.org' }),
    enquiry({ email: 'new@example.org' }),
    enquiry({ phone: '+47 99 99 99 99' }),
  ]);
  const doc = folded(events);
  expect(JSON.stringify(doc)).not.toContain('example.org');
  expect(await addressOf(vault, tenant, doc)).toEqual({ found: 'address', email: 'new@example.org' });
});

it('who gave no address has none, and whose keys are destroyed has none any more', async () => {
  const vault = memoryVault();
  expect(await addressOf(vault, tenant, undefined)).toEqual({ found: 'none' });
  const byPhone = folded(await ledgerOf(vault, [enquiry({ phone: '+47 99 99 99 99' })]));
  expect(await addressOf(vault, tenant, byPhone)).toEqual({ found: 'none' });
  const doc = folded(await ledgerOf(vault, [enquiry({ email: 'gone@example.org' })]));
  await vault.shred({ tenant, person });
  expect(await addressOf(vault, tenant, doc)).toEqual({ found: 'gone' });
});

it('only the latest few addresses are carried along', async () => {
  const events = recordEvents(Array.from({ length: 9 }, (_, index) => enquiry({ email: `a${index}@example.org` })));
  expect(folded(events)?.contacts.map(({ eventId }) => eventId)).toEqual(events.slice(-5).map(({ meta }) => meta.id));
});

it('it is known under which rules something of a person is held, until it is on its way out', async () => {
  const scheduled = (holding: string, rule: string): PastEvent => ({
    type: 'holding.scheduled.v1',
    facts: {
      person,
      holding,
      rule,
      dataCategories: ['contact'],
      systems: ['kaukus-site'],
      anchor: 'last-contact',
      action: 'erase',
      derivation: [],
      rules: '2026-1',
      statementVersion: '1.0',
    },
  });
  const ordered: PastEvent = {
    type: 'disposal.ordered.v1',
    facts: {
      disposal: 'd-1',
      person,
      holdings: ['enquiries'],
      dataCategories: ['contact'],
      systems: ['kaukus-site'],
      action: 'erase',
      reason: 'retention-rule',
      ordered: '2026-02-01T00:00:00Z',
    },
  };
  const released: PastEvent = {
    type: 'holding.released.v1',
    facts: { person, holding: 'visits-2026-01', reason: 'superseded' },
  };
  const held = [
    scheduled('enquiries', 'enquiries'),
    scheduled('visits-2026-01', 'visits'),
    scheduled('visits-2026-02', 'visits'),
  ];
  expect(folded(recordEvents(held))?.rules).toEqual(['enquiries', 'visits']);
  expect(folded(recordEvents([...held, ordered]))?.rules).toEqual(['visits']);
  expect(folded(recordEvents([...held, ordered, released]))?.rules).toEqual(['visits']);
});

it('a purpose counts from a yes to the next no, and the language is the one last asked in', () => {
  const shown = (language: 'nb' | 'en') => ({
    noticeHash: 'a'.repeat(64),
    language,
    surface: 'portal' as const,
    method: 'ticked-box' as const,
  });
  const given = (language: 'nb' | 'en'): PastEvent => ({
    type: 'consent.given.v1',
    facts: { person, purpose: 'newsletter', statementVersion: '1.0', shown: shown(language) },
  });
  const withdrawn: PastEvent = {
    type: 'consent.withdrawn.v1',
    facts: { person, purpose: 'newsletter', statementVersion: '1.0', surface: 'portal' },
  };
  expect(folded(recordEvents([given('nb'), given('en')]))).toMatchObject({ purposes: ['newsletter'], language: 'en' });
  expect(folded(recordEvents([given('nb'), withdrawn]))).toMatchObject({ purposes: [], language: 'nb' });
});
