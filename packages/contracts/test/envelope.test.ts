import { decodeEvent, encodeEvent } from '@vitne/contracts/cloud-event';
import { actorSchema, eventMetaSchema, type SealedEvent, sealedPartSchema } from '@vitne/contracts/envelope';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/);
const visible = fc.stringMatching(/^[!-~]{1,128}$/);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const category = fc.stringMatching(/^[a-z][a-z0-9-]{0,63}$/);

const meta = fc
  .record({
    id: visible,
    source: visible,
    type: visible,
    time: fc
      .date({ min: new Date('1970-01-01'), max: new Date('2999-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
    entity: word,
    dataschema: visible,
    tenant: fc.stringMatching(/^[a-z][a-z0-9-]{1,30}$/),
    actor: fc.stringMatching(/^(person|staff|system|service|anonymous):[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
    correlation: visible,
    causation: maybe(visible),
    statementVersion: maybe(fc.stringMatching(/^\d{1,3}\.\d{1,3}$/)),
    fingerprint: maybe(fc.stringMatching(/^[A-Za-z0-9_-]{43}$/)),
    traceparent: maybe(fc.stringMatching(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/)),
    site: maybe(fc.stringMatching(/^https:\/\/[a-z]{1,20}\.example(:\d{2,5})?$/)),
  })
  .map((attributes) =>
    eventMetaSchema.parse(Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined))),
  );

const sealedPart = fc
  .record({
    part: category,
    person: fc.stringMatching(/^[a-z0-9]{20,32}$/),
    category,
    period: maybe(fc.constant('2026-03')),
    compartment: maybe(category),
    key: word,
    blob: fc.uint8Array({ minLength: 28, maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('base64')),
  })
  .map(({ period, compartment, ...part }) =>
    sealedPartSchema.parse({ ...part, ...(period && { period }), ...(compartment && { compartment }) }),
  );

/** zod leaves out a key `__proto__`, which no event type can declare; see the test that it does no harm. */
const facts = fc
  .dictionary(
    fc.string().filter((key) => key !== '__proto__'),
    fc.jsonValue(),
  )
  .map((entries) => JSON.parse(JSON.stringify(entries)) as Record<string, unknown>);
const event: fc.Arbitrary<SealedEvent> = fc.record({ meta, facts, sealed: fc.array(sealedPart, { maxLength: 4 }) });

const read = (headers: readonly (readonly [string, string])[], data: Uint8Array) => {
  const byName = new Map(headers);
  return decodeEvent((name) => byName.get(name), data);
};

const sample: SealedEvent = {
  meta: {
    id: 'cmd.0',
    source: '/services/consent',
    type: 'consent.withdrawn.v1',
    time: '2026-03-05T10:15:00+01:00',
    entity: 'a1',
    dataschema: 'urn:vitne:event:consent.withdrawn.v1',
    tenant: 'kaukus',
    actor: 'staff:7',
    correlation: 'cmd',
  },
  facts: { name: 'Ærlig Ørn 🦅' },
  sealed: [],
};

describe('what is appended is what is read', () => {
  it('gives back every event, whatever it says', () => {
    fc.assert(
      fc.property(event, (given) => {
        const { headers, data } = encodeEvent(given);
        expect(read(headers, data)).toEqual(given);
      }),
    );
  });

  it('is a CloudEvent 1.0 in binary mode, so that any client can read it', () => {
    const { headers, data } = encodeEvent(sample);
    expect(Object.fromEntries(headers)).toEqual({
      'ce-specversion': '1.0',
      'ce-datacontenttype': 'application/json',
      'ce-id': 'cmd.0',
      'ce-source': '/services/consent',
      'ce-type': 'consent.withdrawn.v1',
      'ce-time': '2026-03-05T10:15:00+01:00',
      'ce-subject': 'a1',
      'ce-dataschema': 'urn:vitne:event:consent.withdrawn.v1',
      'ce-tenant': 'kaukus',
      'ce-actor': 'staff:7',
      'ce-correlationid': 'cmd',
    });
    expect(JSON.parse(new TextDecoder().decode(data))).toEqual({ facts: sample.facts, sealed: [] });
  });

  it('puts every attribute into a header of its own', () => {
    fc.assert(
      fc.property(event, ({ meta: attributes, ...rest }) => {
        const { headers } = encodeEvent({ meta: attributes, ...rest });
        expect(headers).toHaveLength(Object.keys(attributes).length + 2);
        expect(new Set(headers.map(([name]) => name)).size).toBe(headers.length);
      }),
    );
  });
});

describe('a message of somebody else in the ledger is seen', () => {
  const { headers, data } = encodeEvent(sample);
  const text = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

  it.each([
    'ce-id',
    'ce-source',
    'ce-type',
    'ce-time',
    'ce-subject',
    'ce-dataschema',
    'ce-tenant',
    'ce-actor',
    'ce-correlationid',
  ])('refuses a message without %s', (missing) => {
    expect(() =>
      read(
        headers.filter(([name]) => name !== missing),
        data,
      ),
    ).toThrow();
  });

  it.each([
    ['no JSON', new TextEncoder().encode('{')],
    ['broken UTF-8', new Uint8Array([0x7b, 0xff, 0x7d])],
    ['no facts', text({ sealed: [] })],
    ['facts that are a list', text({ facts: [], sealed: [] })],
    ['something beside facts and sealed', text({ facts: {}, sealed: [], plain: { email: 'a' } })],
    [
      'a sealed part with a field too many',
      text({
        facts: {},
        sealed: [{ part: 'a', person: 'a'.repeat(20), category: 'a', key: 'k', blob: '', plain: 'b' }],
      }),
    ],
    [
      'more than 64 sealed parts',
      text({
        facts: {},
        sealed: Array.from({ length: 65 }, () => ({
          part: 'a',
          person: 'a'.repeat(20),
          category: 'a',
          key: 'k',
          blob: '',
        })),
      }),
    ],
  ])('refuses a payload of %s', (_, payload) => {
    expect(() => read(headers, payload)).toThrow();
  });
});

describe('a key that is no fact does no harm', () => {
  it('lets no `__proto__` of a message become a prototype', () => {
    const { headers } = encodeEvent(sample);
    const data = new TextEncoder().encode('{"facts":{"__proto__":{"person":"forged"}},"sealed":[]}');
    const { facts: found } = read(headers, data);
    expect(found).toEqual({});
    expect(found['person']).toBeUndefined();
  });
});

describe('the envelope has no room for an identifier of a person', () => {
  it.each(['kari@example.org', 'person:kari@example.org', 'staff:', 'robot:7', 'staff:a b', 'person:+4790000000'])(
    'refuses the actor %j',
    (actor) => {
      expect(actorSchema.safeParse(actor).success).toBe(false);
    },
  );

  it.each(['kari@example.org', 'a'.repeat(19), 'a'.repeat(33), 'A'.repeat(20)])(
    'refuses to seal for the person %j',
    (person) => {
      expect(sealedPartSchema.safeParse({ part: 'a', person, category: 'a', key: 'k', blob: '' }).success).toBe(false);
    },
  );

  it.each(['2026', '2026-3', '2026-03-05', 'march'])('refuses the key period %j', (period) => {
    expect(
      sealedPartSchema.safeParse({ part: 'a', person: 'a'.repeat(20), category: 'a', period, key: 'k', blob: '' })
        .success,
    ).toBe(false);
  });
});
