import {
  catalogue,
  checkLedgerEvent,
  dataschemaOf,
  definitionOf,
  definitionsOf,
} from '@vitne/contracts/catalogue/catalogue';
import { consentGiven } from '@vitne/contracts/catalogue/consent-events';
import { categoriesHeldAfter, profileCreated, userEvents } from '@vitne/contracts/catalogue/user-events';
import { contexts } from '@vitne/contracts/channels';
import type { SealedEvent } from '@vitne/contracts/envelope';
import { defineEvent, personalPart, personIdSchema } from '@vitne/contracts/event-definition';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

const secret = 'kari.nordmann@example.org';
const person = 'q7w2m4k8r1t5y9u3i6o0';

function event(type: string, facts: Record<string, unknown>, parts: string[] = []): SealedEvent {
  return {
    meta: {
      id: 'cmd.0',
      source: '/services/consent',
      type,
      time: '2026-03-05T10:15:00+01:00',
      entity: 'a1',
      dataschema: dataschemaOf(type),
      tenant: 'kaukus',
      actor: 'staff:7',
      correlation: 'cmd',
    },
    facts,
    sealed: parts.map((part) => ({ part, person, category: 'contact', key: 'k', blob: '' })),
  };
}

const messageOf = (given: SealedEvent): string => {
  try {
    checkLedgerEvent(given);
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
};

describe('an event type is declared so that nobody can mistake it', () => {
  const right = {
    type: 'thing.happened.v1',
    context: 'consent',
    entity: 'person',
    says: 'A thing happened.',
    facts: { person: personIdSchema },
  } as const;

  it('takes name and version apart', () => {
    expect(defineEvent({ ...right, type: 'data-thing.has-happened.v12' }).version).toBe(12);
  });

  it.each([
    'thing.happened',
    'thing.happened.v0',
    'thing.happened.v01',
    'Thing.happened.v1',
    'thing.v1',
    'thing.happened.v1.v2',
    'thing happened.v1',
    '',
  ])('refuses the name %j', (type) => {
    expect(() => defineEvent({ ...right, type })).toThrow(TypeError);
  });

  it('refuses facts that it does not declare, so that no more is kept than was meant', () => {
    expect(defineEvent(right).facts.safeParse({ person, email: secret }).success).toBe(false);
  });
});

describe('personal data always has an owner whose key seals it', () => {
  const base = { type: 'thing.happened.v1', context: 'consent', entity: 'person', says: 'A thing happened.' } as const;
  const fields = { email: z.email() };

  it('belongs to the fact `person` unless said otherwise', () => {
    expect(personalPart('contact', fields)).toMatchObject({ category: 'contact', of: 'person' });
    expect(personalPart('contact', fields, 'representative').of).toBe('representative');
  });

  it('is refused when the fact that names its owner is missing', () => {
    expect(() =>
      defineEvent({ ...base, facts: { company: z.string() }, personal: { contact: personalPart('contact', fields) } }),
    ).toThrow(/contact refers to the missing fact person/);
  });

  it('is refused when the fact that names its category is missing', () => {
    const anything = personalPart({ fact: 'category' }, fields);
    expect(() => defineEvent({ ...base, facts: { person: personIdSchema }, personal: { anything } })).toThrow(
      /missing fact category/,
    );
    const facts = { person: personIdSchema, category: z.string() };
    expect(defineEvent({ ...base, facts, personal: { anything } }).personal.anything.category).toEqual({
      fact: 'category',
    });
  });

  it('keeps no field that it does not declare', () => {
    expect(personalPart('contact', fields).fields.safeParse({ email: secret, phone: '1' }).success).toBe(false);
  });
});

describe('the catalogue is complete', () => {
  it('finds every definition by its type, and nothing for a type that nobody declared', () => {
    for (const definition of catalogue) expect(definitionOf(definition.type)).toBe(definition);
    expect(definitionOf('consent.given.v99')).toBeUndefined();
    expect(definitionOf('__proto__')).toBeUndefined();
  });

  it('gives every event type to exactly one context', () => {
    expect(contexts.flatMap((context) => definitionsOf(context))).toHaveLength(catalogue.length);
    expect(contexts.every((context) => definitionsOf(context).length > 0)).toBe(true);
  });

  it('names the owner of every personal part with a fact that holds a person id', () => {
    for (const { type, facts, personal } of catalogue
      .map((declared) => definitionOf(declared.type))
      .filter((d) => d !== undefined)) {
      for (const { of } of Object.values(personal)) {
        const owner = facts.shape[of] as z.ZodType | undefined;
        expect(owner?.safeParse(person).success, type).toBe(true);
        expect(owner?.safeParse(secret).success, type).toBe(false);
        expect(owner?.safeParse(undefined).success, type).toBe(false);
      }
    }
  });

  it('takes user events into the context that keeps retention', () => {
    expect(userEvents.every(({ context }) => context === 'retention')).toBe(true);
    expect(categoriesHeldAfter(profileCreated)).toEqual(['identity', 'contact', 'location']);
  });
});

describe('a ledger that somebody tampered with does not go unseen', () => {
  const facts = {
    person,
    purpose: 'newsletter',
    statementVersion: '2.10',
    shown: { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' },
  };

  it('accepts what the definition accepts, and hands it on unchanged', () => {
    const right = event(consentGiven.type, facts, ['circumstances']);
    expect(checkLedgerEvent(right)).toBe(right);
  });

  it('refuses a type that nobody declared', () => {
    expect(messageOf(event('consent.given.v99', facts))).toContain('consent.given.v99');
  });

  it('refuses a fact that the type does not have', () => {
    expect(messageOf(event(consentGiven.type, { ...facts, email: secret }))).toContain('does not follow its schema');
  });

  it('refuses a fact of the wrong kind, and names the place', () => {
    expect(messageOf(event(consentGiven.type, { ...facts, shown: { ...facts.shown, language: secret } }))).toContain(
      'shown.language',
    );
  });

  it('refuses a personal part that the type does not have', () => {
    expect(messageOf(event(consentGiven.type, facts, ['contact']))).toContain('contact');
  });

  it('never puts a value into the message, because messages are logged', () => {
    const wrong = [
      { ...facts, person: secret },
      { ...facts, email: secret },
      { ...facts, shown: secret },
      { ...facts, shown: { ...facts.shown, method: secret } },
    ];
    for (const given of wrong) {
      expect(messageOf(event(consentGiven.type, given))).not.toBe('accepted');
      expect(messageOf(event(consentGiven.type, given))).not.toContain(secret);
    }
  });
});
