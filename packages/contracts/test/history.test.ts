import { catalogue, checkLedgerEvent, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { parseChannel } from '@vitne/contracts/channels';
import { decodeEvent } from '@vitne/contracts/cloud-event';
import { describe, expect, it } from 'vitest';
import { digestsNow, frozenDigests, messageOf, type Sample, samples } from './history.ts';

const known = samples();

const decoded = (sample: Sample) => {
  const { header, data } = messageOf(sample);
  return decodeEvent(header, data);
};

describe('what was written years ago can be read today', () => {
  it('holds one sample of every event type, and no sample of a type that is gone', () => {
    expect(known.map(({ type }) => type)).toEqual(catalogue.map(({ type }) => type).sort());
  });

  it('declares every event type once', () => {
    expect(new Set(catalogue.map(({ type }) => type)).size).toBe(catalogue.length);
  });

  it.each(known)('$type is still what its schema accepts', (sample) => {
    const event = checkLedgerEvent(decoded(sample));
    expect(event.meta.type).toBe(sample.type);
    expect(event.facts).toEqual(sample.data['facts']);
    expect(event.sealed).toEqual(sample.data['sealed']);
  });

  it.each(known)('$type still understands what its sealed parts say', (sample) => {
    const personal = definitionOf(sample.type)?.personal ?? {};
    for (const [part, fields] of Object.entries(sample.opened))
      expect(personal[part]?.fields.parse(fields)).toEqual(fields);
    expect(Object.keys(sample.opened)).toEqual(decoded(sample).sealed.map(({ part }) => part));
  });

  it.each(known)(
    '$type shows all its personal parts, sealed for the person and category that the definition names',
    (sample) => {
      const { facts, sealed } = decoded(sample);
      const personal = definitionOf(sample.type)?.personal ?? {};
      expect(sealed.map(({ part }) => part)).toEqual(Object.keys(personal));
      for (const { part, person, category } of sealed) {
        const named = personal[part]?.category;
        expect(person).toBe(facts[personal[part]?.of ?? '']);
        expect(category).toBe(typeof named === 'object' ? facts[named.fact] : named);
      }
    },
  );

  it.each(known)('$type lies on the channel of its context and entity', (sample) => {
    const definition = definitionOf(sample.type);
    expect(parseChannel(sample.subject)).toEqual({
      tenant: sample.headers['ce-tenant'],
      context: definition?.context,
      entity: definition?.entity,
      id: sample.headers['ce-subject'],
    });
  });

  it('never changes a frozen sample, and freezes every sample', () => {
    expect(digestsNow()).toEqual(frozenDigests());
  });
});

describe('the proof itself bites', () => {
  const given = known.find(({ type }) => type === 'consent.given.v1') as Sample;
  const facts = given.data['facts'] as Record<string, unknown>;

  it('refuses a sample that lost a fact', () => {
    const { purpose: _, ...rest } = facts;
    expect(() => checkLedgerEvent(decoded({ ...given, data: { ...given.data, facts: rest } }))).toThrow(/purpose/);
  });

  it('refuses a sample whose envelope lost an attribute', () => {
    const { 'ce-actor': _, ...headers } = given.headers;
    expect(() => decoded({ ...given, headers })).toThrow(/actor/);
  });
});
