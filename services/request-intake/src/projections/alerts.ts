import { alertEvents } from '@vitne/contracts/catalogue/alert-events';
import type { Projection } from '@vitne/projector/projection';
import { alert, isUnanswered, type KnownAlert, nextStepAt, type RecordedAlertEvent } from '../domain/alert.ts';

/** An alert as it stands, and when something is to be done about it, in UTC. */
export type AlertDocument = KnownAlert & { nextStep?: string; unanswered: boolean };

/** What those on call were told of, and whether somebody took it. */
export const alertsProjection: Projection<AlertDocument> = {
  name: 'alerts',
  version: 2,
  handles: alertEvents.map(({ type }) => type),
  indexes: [{ key: { nextStep: 1 } }, { key: { status: 1, raised: 1 } }],
  keysOf: ({ facts }) => [facts['alert'] as string],
  evolve(doc, event) {
    const { nextStep: _, unanswered: _unanswered, ...before } = doc ?? {};
    const known = doc ? (before as KnownAlert) : alert.initial();
    const state = alert.evolve(known, event as unknown as RecordedAlertEvent);
    if (state.status === 'unknown') return undefined;
    const nextStep = nextStepAt(state);
    return { ...state, unanswered: isUnanswered(state), ...(nextStep !== undefined && { nextStep }) };
  },
};
