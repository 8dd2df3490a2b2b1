import { describe, expect, it } from 'vitest';
import { textOfEvidence } from '../src/evidence-text.ts';
import { whatIsOfAnother } from '../src/kinds.ts';
import type { ProvedEvent } from '../src/proved-event.ts';

const origin = 'vitne.example/ledger/kaukus';
const file = { kind: 'disposal-confirmation', id: 'd-1', origin, attachments: [] } as const;
const event = (position: number, type: string, entity: string, facts: Record<string, unknown>): ProvedEvent => ({
  id: `e-${position}`,
  type,
  time: '2026-03-07T08:00:00.000Z',
  tenant: 'kaukus',
  context: 'retention',
  entity,
  entityId: 'somebody',
  facts,
  sealed: [],
  position,
  opened: {},
});
const completed = event(1, 'disposal.completed.v1', 'person', { disposal: 'd-1', person: 'p-1' });
const rotated = event(2, 'key-encryption.rotated.v1', 'key-rotation', { next: '2026-03-08T08:00:00.000Z' });
const final = (...disposals: string[]) =>
  event(3, 'disposals.became-final.v1', 'key-rotation', { disposals, final: '2026-03-08T08:00:00.000Z' });
const ofAnother = (...events: ProvedEvent[]) => whatIsOfAnother(file, events, origin)?.code;

describe('a confirmation says that it is final by an event of the keys', () => {
  it('that names this disposal, among others', () => {
    expect(ofAnother(completed, final('d-0', 'd-1'))).toBeUndefined();
    expect(ofAnother(completed, final('d-0'))).toBe('events-of-another');
  });

  it('or says when the next one is due', () => {
    expect(ofAnother(completed, rotated)).toBeUndefined();
    expect(textOfEvidence(file, [completed, rotated]).en).toContain('at the latest, when it is done again: 2026-03-08');
  });

  it('and never by two of them, by one of another kind of thing, or of another ledger', () => {
    expect(ofAnother(completed, rotated, final('d-1'))).toBe('events-of-another');
    expect(ofAnother(completed, { ...final('d-1'), entity: 'person' })).toBe('events-of-another');
    expect(ofAnother(completed, { ...final('d-1'), context: 'consent' })).toBe('events-of-another');
    expect(ofAnother(completed, { ...final('d-1'), tenant: 'other' })).toBe('events-of-another');
    const receipt = { ...file, kind: 'request-answer' } as const;
    expect(whatIsOfAnother(receipt, [final('d-1')], origin)?.code).toBe('events-of-another');
  });
});
