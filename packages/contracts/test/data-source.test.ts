import { catalogue } from '@vitne/contracts/catalogue/catalogue';
import { decodeEvent } from '@vitne/contracts/cloud-event';
import { type DataSource, sourceOfAct, sourceOfPart } from '@vitne/contracts/data-source';
import type { SealedEvent } from '@vitne/contracts/envelope';
import { describe, expect, it } from 'vitest';
import { messageOf, samples } from './history.ts';

const frozen = samples().map((sample) => {
  const { header, data } = messageOf(sample);
  return decodeEvent(header, data);
});

const told = (type: string, actor: string, facts: Record<string, unknown> = {}, site?: string) =>
  ({ meta: { type, actor, ...(site && { site }) }, facts }) as unknown as SealedEvent;
const received = (actor: string, receivedThrough: string): DataSource =>
  sourceOfPart(told('request.received.v1', actor, { receivedThrough }), { part: 'enquiry', category: 'enquiry' });

describe('where personal data came from', () => {
  it('is known of every piece that was ever sealed, in every version of every event', () => {
    const pieces = frozen.flatMap((event) => event.sealed.map((part) => ({ event, part })));
    const kinds = pieces.map(({ event, part }) => sourceOfPart(event, part).from);
    expect(new Set(kinds).size).toBeGreaterThan(4);
    const sealable = catalogue.filter(({ personal }) => Object.keys(personal).length > 0).map(({ type }) => type);
    expect(new Set(pieces.map(({ event }) => event.meta.type))).toEqual(new Set(sealable));
  });

  it('is never told of a part that no event has', () => {
    const event = told('request.received.v1', 'staff:kari', { receivedThrough: 'phone' });
    expect(() => sourceOfPart(event, { part: 'shoes', category: 'contact' })).toThrow('no personal part');
  });

  it('is the person, whichever way a request came, with whoever handed it in', () => {
    expect(received('anonymous:portal', 'portal')).toEqual({ from: 'person', through: 'portal' });
    expect(received('anonymous:mailbox', 'email')).toEqual({ from: 'person', through: 'email' });
    expect(received('staff:kari', 'phone')).toEqual({ from: 'person', by: 'staff', through: 'phone' });
    expect(received('system:crm', 'letter')).toEqual({ from: 'person', by: { system: 'crm' }, through: 'letter' });
  });

  it('is the browser and the website for what a choice was made with, and the person for the choice', () => {
    const facts = { shown: { surface: 'cookie-banner' } };
    const event = told('consent.given.v1', 'anonymous:visitor', facts, 'https://www.kaukus.example');
    const way = { through: 'cookie-banner', site: 'https://www.kaukus.example' };
    expect(sourceOfPart(event, { part: 'circumstances', category: 'device' })).toEqual({ from: 'device', ...way });
    expect(sourceOfAct(event)).toEqual({ from: 'person', ...way });
    const signal = told('consent.refused-by-signal.v1', 'anonymous:visitor', { method: 'browser-signal' });
    expect(sourceOfAct(signal)).toEqual({ from: 'device', through: 'browser-signal' });
  });

  it('is the statement’s source where a system told it, and the system itself where it told none', () => {
    const event = told('profile.created.v1', 'system:app', { system: 'app', sources: { contact: ['profile'] } });
    const of = (part: string, category: string) => sourceOfPart(event, { part, category });
    expect(of('contact', 'contact')).toEqual({ from: 'statement', ids: ['profile'], by: { system: 'app' } });
    expect(of('identity', 'identity')).toEqual({ from: 'system', ids: ['app'] });
    expect(of('reference', 'system-reference')).toEqual({ from: 'system', ids: ['app'] });
  });

  it('is the organisation for what it writes and does itself', () => {
    const from = (actor: string) =>
      sourceOfPart(told('request.refused.v1', actor), { part: 'explanation', category: 'enquiry' }).from;
    expect([from('staff:kari'), from('service:request-intake')]).toEqual(['staff', 'platform']);
    expect(sourceOfAct(told('consent.expired.v1', 'service:consent'))).toEqual({ from: 'platform' });
    expect(sourceOfAct(told('decision.made.v1', 'system:crm'))).toEqual({ from: 'system', ids: ['crm'] });
  });
});
