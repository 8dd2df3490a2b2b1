import { catalogue, checkLedgerEvent, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { parseChannel } from '@vitne/contracts/channels';
import { decodeEvent } from '@vitne/contracts/cloud-event';
import { monthOf } from '@vitne/contracts/key-period';
import { describe, expect, it } from 'vitest';
import { digestsNow, frozenDigests, messageOf, type Sample, samples } from './history.ts';

const known = samples();

const decoded = (sample: Sample) => {
  const { header, data } = messageOf(sample);
  return decodeEvent(header, data);
};

describe('what was written years ago can be read today', () => {
  it('holds a sample of every event type, and no sample of a type that is gone', () => {
    const types = catalogue.map(({ type }) => type as string).sort();
    expect(known.filter(({ name, type }) => name === type).map(({ type }) => type)).toEqual(types);
    expect(known.filter(({ type }) => !types.includes(type))).toEqual([]);
  });

  it('declares every event type once', () => {
    expect(new Set(catalogue.map(({ type }) => type)).size).toBe(catalogue.length);
  });

  it.each(known)('$name is still what its schema accepts', (sample) => {
    const event = checkLedgerEvent(decoded(sample));
    expect(event.meta.type).toBe(sample.type);
    expect(event.facts).toEqual(sample.data['facts']);
    expect(event.sealed).toEqual(sample.data['sealed']);
  });

  it.each(known)('$name still understands what its sealed parts say', (sample) => {
    const personal = definitionOf(sample.type)?.personal ?? {};
    for (const [part, fields] of Object.entries(sample.opened))
      expect(personal[part]?.fields.parse(fields)).toEqual(fields);
    expect(Object.keys(sample.opened)).toEqual(decoded(sample).sealed.map(({ part }) => part));
  });

  it.each(known)('$name is sealed for the person and the category that its definition names', (sample) => {
    const { facts, sealed } = decoded(sample);
    const personal = definitionOf(sample.type)?.personal ?? {};
    for (const { part, person, category, period } of sealed) {
      const { category: named, of, period: by } = personal[part] ?? {};
      expect(person).toBe(facts[of ?? '']);
      expect(category).toBe(typeof named === 'object' ? facts[named.fact] : named);
      if (by && period !== undefined) expect(period).toBe(monthOf(String(facts[by.fact])));
    }
  });

  it.each(catalogue.map(({ type }) => type))(
    'the samples of %s together show all its facts and personal parts',
    (type) => {
      const messages = known.filter((sample) => sample.type === type).map(decoded);
      const shown = (of: (message: (typeof messages)[number]) => string[]) => [...new Set(messages.flatMap(of))].sort();
      const { facts, personal } = definitionOf(type) ?? { facts: { shape: {} }, personal: {} };
      expect(shown((message) => Object.keys(message.facts))).toEqual(Object.keys(facts.shape).sort());
      expect(shown(({ sealed }) => sealed.map(({ part }) => part))).toEqual(Object.keys(personal).sort());
    },
  );

  it.each(known)('$name lies on the channel of its context and entity', (sample) => {
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
