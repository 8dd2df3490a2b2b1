import { choicesOf, consentInForce } from '@vitne/contracts/decisions/standing-choices';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';

const person = 'p4k7w2m9x1c6v3b8n5z0';
const about = { person, purpose: 'sharing' };
const shown = { noticeHash: 'a'.repeat(64), language: 'nb', surface: 'portal', method: 'ticked-box' } as const;
const given = { type: 'consent.given.v1', facts: { ...about, statementVersion: '1.0', shown } } satisfies PastEvent;
const origin = { visitor: 'v4k7w2m9x1c6v3b8n5z0', event: 'e.0', position: 1, chosen: '2026-01-01T00:00:00Z' };
const takenOver = (status: 'given' | 'withdrawn', over: object = {}) =>
  ({
    type: 'consent.taken-over.v1',
    facts: { ...about, status, statementVersion: '1.0', origin, ...over },
  }) satisfies PastEvent;
const inForce = (events: readonly PastEvent[]) =>
  consentInForce(choicesOf(recordEvents(events) as never), {
    purpose: 'sharing',
    recipient: 'partner',
    at: '2026-03-02T09:00:00Z',
  });

describe('nothing is handed over on a consent that ended otherwise than by the person’s own act', () => {
  const ends: Record<string, PastEvent> = {
    'the statement changed in it': {
      type: 'consent.invalidated.v1',
      facts: { ...about, givenUnder: '1.0', statementVersion: '1.1' },
    },
    'the controller may not rely on it': {
      type: 'consent.revoked.v1',
      facts: { ...about, reason: 'not-informed', statementVersion: '1.0' },
    },
    'the browser refuses it': {
      type: 'consent.refused-by-signal.v1',
      facts: { ...about, signal: 'gpc', method: 'browser-signal', statementVersion: '1.0' },
    },
    'the person withdrew it as a visitor': takenOver('withdrawn'),
    'it stands under another id now': { type: 'person.merged.v1', facts: { person, into: origin.visitor } },
  };
  for (const [why, end] of Object.entries(ends)) {
    it(why, () => {
      expect(inForce([given])).toBe(1);
      expect(inForce([given, end])).toBeUndefined();
    });
  }

  it('a consent that was taken over counts as the visitor’s own act does', () => {
    expect(inForce([takenOver('given')])).toBe(1);
    expect(inForce([takenOver('given', { expires: '2026-03-01T00:00:00Z' })])).toBeUndefined();
  });
});
