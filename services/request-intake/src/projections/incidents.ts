import { breachNoticeEvents } from '@vitne/contracts/catalogue/breach-notice-events';
import { incidentEvents } from '@vitne/contracts/catalogue/incident-events';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import { incident } from '../domain/incident.ts';
import {
  type IncidentState,
  type KnownIncident,
  nextAlarm,
  type RecordedIncidentEvent,
} from '../domain/incident-state.ts';

/** What happened to an incident, without what was written about it. */
export type IncidentStep = { at: string; position: number; eventType: string; actor: string };

/** An incident as it stands, in the order in which they were reported. */
export type IncidentDocument = KnownIncident & {
  /** Ledger position of the report: the newest has the highest. */
  order: number;
  /** Judged to be a breach, so it stands in the register (Art. 33(5)). */
  isBreach: boolean;
  /** When something has to be recorded if the authority is not notified, in UTC. */
  alarmAt?: string;
  /** Personal parts as they lie in the ledger, with what is needed to open them. */
  sealed: { eventId: string; eventType: string; at: string; parts: SealedPart[] }[];
  steps: IncidentStep[];
};

/** Every incident by its id; the service's timer looks at `alarmAt`. */
export const incidentsProjection: Projection<IncidentDocument> = {
  name: 'incidents',
  version: 1,
  handles: [...incidentEvents, ...breachNoticeEvents].map(({ type }) => type),
  indexes: [{ key: { alarmAt: 1 } }, { key: { status: 1, order: -1 } }, { key: { isBreach: 1, order: -1 } }],
  keysOf: ({ facts }) => [facts['incident'] as string],
  evolve(doc, recorded) {
    const event = recorded as unknown as RecordedIncidentEvent;
    const { meta, position, sealed } = event;
    const state = incident.evolve(doc ? stateOf(doc) : incident.initial(), event);
    if (state.status === 'unknown') return undefined;
    const alarm = nextAlarm(state);
    const parts = sealed.length > 0 ? [{ eventId: meta.id, eventType: meta.type, at: meta.time, parts: sealed }] : [];
    return {
      ...state,
      order: doc?.order ?? position,
      isBreach: state.awareness !== undefined,
      ...(alarm && { alarmAt: alarm.at }),
      sealed: [...(doc?.sealed ?? []), ...parts],
      steps: [...(doc?.steps ?? []), { at: meta.time, position, eventType: meta.type, actor: meta.actor }],
    };
  },
};

/** The incident alone, without what the read model keeps beside it. */
export function stateOf(doc: IncidentDocument): IncidentState & KnownIncident {
  const { order: _order, isBreach: _isBreach, alarmAt: _alarmAt, sealed: _sealed, steps: _steps, ...state } = doc;
  return state;
}
