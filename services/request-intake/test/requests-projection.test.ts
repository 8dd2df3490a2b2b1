import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { type PastEvent, recordEvents } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { RecordedRequestEvent } from '../src/domain/request-state.ts';
import { type RequestDocument, requestsProjection } from '../src/projections/requests.ts';
import {
  accepted,
  acknowledged,
  assigned,
  dueOf,
  extended,
  fulfilled,
  id,
  now,
  received,
  refused,
  withdrawn,
} from './request-scenarios.ts';

const late = extended(dueOf('access', '2026-05-31T10:00:00Z'));

const fold = (events: readonly PastEvent[]): RequestDocument | undefined =>
  recordEvents(events).reduce<RequestDocument | undefined>((doc, event) => {
    const recorded = event as unknown as AnyRecordedEvent;
    expect(requestsProjection.keysOf(recorded)).toEqual([id.request]);
    return requestsProjection.evolve(doc, recorded, id.request);
  }, undefined);

describe('the list shows each request as the ledger says it is', () => {
  it('shows an open request with its due time in UTC, sealed', () => {
    const doc = fold([received(), acknowledged, assigned]);
    expect(doc).toMatchObject({ status: 'acknowledged', open: true, assignee: 'ola', dueDate: '2026-07-01' });
    expect(doc?.dueAt).toBe('2026-07-01T21:59:59.999Z');
    expect(doc?.sealed.flatMap(({ parts }) => parts.map(({ part }) => part))).toEqual(['contact', 'enquiry']);
    expect(JSON.stringify(doc)).not.toContain('kari@example.no');
  });

  it('keeps the step by step record of who did what', () => {
    const doc = fold([received(), accepted(), fulfilled]);
    expect(doc).toMatchObject({ status: 'fulfilled', open: false, identity: 'email-link', fulfilled: { by: 'staff' } });
    expect(doc?.steps.map(({ position, eventType }) => [position, eventType])).toEqual([
      [1, 'request.received.v1'],
      [2, 'request.accepted.v2'],
      [3, 'request.fulfilled.v1'],
    ]);
  });

  it('shows the reason of a refusal and a request taken back', () => {
    expect(fold([received(), refused])).toMatchObject({
      open: false,
      refused: { reason: 'manifestly-excessive', complaintTo: 'Datatilsynet' },
    });
    expect(fold([received(), withdrawn])).toMatchObject({ open: false, status: 'withdrawn', withdrawn: now });
  });

  it('shows the extended time', () => {
    expect(fold([received(), late])).toMatchObject({
      dueDate: late.facts.due.dueDate,
      extension: { reasons: ['complexity'] },
    });
  });

  it('makes no request out of an event whose receipt is missing', () => {
    expect(fold([acknowledged])).toBeUndefined();
  });

  it('never disagrees with the decider, whatever happened in whichever order', () => {
    const later = [acknowledged, assigned, accepted(), late, fulfilled, refused, withdrawn] as const;
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...later), { maxLength: 8 }), (events) => {
        const doc = fold([received(), ...events]);
        const state = recordEvents([received(), ...events])
          .map((event) => event as RecordedRequestEvent)
          .reduce(request.evolve, request.initial());
        expect(doc).toMatchObject({ status: state.status, ...('due' in state && { due: state.due }) });
      }),
      { numRuns: 100 },
    );
  });
});
