import type {
  authorityNotified,
  breachNoticeEvents,
  communicationExempted,
  communicationOrdered,
  controllerTold,
} from '@vitne/contracts/catalogue/breach-notice-events';
import type {
  incidentAssessed,
  incidentAwarenessEstablished,
  incidentDetected,
  incidentEvents,
  incidentReported,
} from '@vitne/contracts/catalogue/incident-events';
import { type Decision, type Rejected, reject } from '@vitne/contracts/decider';
import { isAfter } from '@vitne/contracts/decisions/moments';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import type { IncidentRejection } from './incident-commands.ts';

export type IncidentEvent = (typeof incidentEvents)[number] | (typeof breachNoticeEvents)[number];
export type RecordedIncidentEvent = RecordedEvent<IncidentEvent>;
export type IncidentAnswer = Decision<DomainEvent<IncidentEvent>, IncidentRejection>;

type Without<Facts> = Omit<Facts, 'incident'>;
export type Assessment = Without<FactsOf<typeof incidentAssessed>>;
export type AuthorityNotice = Without<FactsOf<typeof authorityNotified>>;
export type Communication = Without<FactsOf<typeof communicationOrdered>>;
export type Awareness = Without<FactsOf<typeof incidentAwarenessEstablished>>;

/** An incident as it stands; plain JSON, so that a read model can hold it as it is. */
export type KnownIncident = FactsOf<typeof incidentReported> & {
  status: 'open' | 'closed';
  detected?: Without<FactsOf<typeof incidentDetected>>;
  awareness?: Awareness;
  /** Oldest first; the latest counts. */
  assessments: Assessment[];
  notices: AuthorityNotice[];
  /** When it was recorded that a risk is unlikely; gone when a later assessment says otherwise. */
  waived?: string;
  /** Something was assessed or reopened after the authority was notified in full. */
  moreToNotify: boolean;
  /** For which due moment it was recorded that a day is left, and that it is over. */
  reminded?: string;
  overdue?: string;
  controllersTold: Without<FactsOf<typeof controllerTold>>[];
  communications: Communication[];
  exemption?: Without<FactsOf<typeof communicationExempted>>;
  outcome?: 'breach' | 'no-breach';
  closed?: string;
  reopened?: string;
};
export type IncidentState = { status: 'unknown' } | KnownIncident;

type FactsIn<Type extends IncidentEvent['type']> = FactsOf<Extract<IncidentEvent, { type: Type }>>;
function withoutId<Facts extends { incident: string }>(all: Facts): Omit<Facts, 'incident'> {
  const { incident: _, ...facts } = all;
  return facts;
}

export const reportedIncident = (facts: FactsOf<typeof incidentReported>): KnownIncident => ({
  ...facts,
  status: 'open',
  assessments: [],
  notices: [],
  moreToNotify: false,
  controllersTold: [],
  communications: [],
});

/** An incident after one more event. */
export function nextIncident(state: KnownIncident, { meta, facts }: RecordedIncidentEvent): KnownIncident {
  switch (meta.type) {
    case 'incident.reported.v1':
      return state;
    case 'incident.detected.v1':
      return { ...state, detected: withoutId(facts as FactsIn<'incident.detected.v1'>) };
    case 'incident.awareness-established.v1':
      return { ...state, awareness: withoutId(facts as FactsIn<'incident.awareness-established.v1'>) };
    case 'incident.assessed.v1':
      return assessed(state, withoutId(facts as FactsIn<'incident.assessed.v1'>));
    case 'incident.notice-due-soon.v1':
      return { ...state, reminded: (facts as FactsIn<'incident.notice-due-soon.v1'>).due };
    case 'incident.notice-overdue.v1':
      return { ...state, overdue: (facts as FactsIn<'incident.notice-overdue.v1'>).due };
    case 'incident.authority-notified.v1': {
      const { waived: _, ...before } = state;
      const notice = withoutId(facts as FactsIn<'incident.authority-notified.v1'>);
      return { ...before, notices: [...state.notices, notice], moreToNotify: false };
    }
    case 'incident.authority-notice-waived.v1':
      return { ...state, waived: (facts as FactsIn<'incident.authority-notice-waived.v1'>).waived };
    case 'incident.controller-told.v1': {
      const told = withoutId(facts as FactsIn<'incident.controller-told.v1'>);
      return { ...state, controllersTold: [...state.controllersTold, told] };
    }
    case 'incident.communication-ordered.v1': {
      const ordered = withoutId(facts as FactsIn<'incident.communication-ordered.v1'>);
      return { ...state, communications: [...state.communications, ordered] };
    }
    case 'incident.communication-exempted.v1':
      return { ...state, exemption: withoutId(facts as FactsIn<'incident.communication-exempted.v1'>) };
    case 'incident.closed.v1': {
      const { outcome, closed } = facts as FactsIn<'incident.closed.v1'>;
      return { ...state, status: 'closed', outcome, closed };
    }
    case 'incident.reopened.v1': {
      const { closed: _, outcome: _outcome, ...before } = state;
      const { reopened } = facts as FactsIn<'incident.reopened.v1'>;
      return { ...before, status: 'open', reopened, moreToNotify: true };
    }
  }
}

function assessed({ waived, ...state }: KnownIncident, assessment: Assessment): KnownIncident {
  const standing = assessment.risk === 'none' && waived !== undefined && { waived };
  return { ...state, ...standing, assessments: [...state.assessments, assessment], moreToNotify: true };
}

export const latestAssessment = ({ assessments }: KnownIncident): Assessment | undefined => assessments.at(-1);

export const isHitAs = ({ awareness }: KnownIncident, role: 'controller' | 'processor'): boolean =>
  awareness?.roles.includes(role) === true;

/** The authority was told all that is known, or need not be told (Art. 33(1)). */
export const isNoticeSettled = (state: KnownIncident): boolean =>
  state.notices.length > 0 ? state.notices.at(-1)?.moreFollows === false : state.waived !== undefined;

/** Whether the time to notify is over at a moment, with nothing done. */
export const isOverdue = ({ awareness, notices, waived }: KnownIncident, now: string): boolean =>
  awareness?.due !== undefined && notices.length === 0 && waived === undefined && isAfter(now, awareness.due.due);

const dayMs = 86_400_000;

/** What has to be recorded next if the authority is not notified, and from when on, in UTC. */
export function nextAlarm(state: KnownIncident): { what: 'due-soon' | 'overdue'; at: string } | undefined {
  const due = state.awareness?.due?.due;
  const isWaiting = state.status === 'open' && state.notices.length === 0 && state.waived === undefined;
  if (due === undefined || !isWaiting || state.overdue === due) return undefined;
  // At the last moment one is still in time, so it is over a millisecond later.
  const [what, ms] =
    state.reminded === due
      ? (['overdue', Date.parse(due) + 1] as const)
      : (['due-soon', Date.parse(due) - dayMs] as const);
  return { what, at: new Date(ms).toISOString() };
}

/** Refuses a moment that lies in the future, or before what it follows upon. */
export function refuseMoment(
  what: string,
  at: string,
  { now, from, after }: { now: string; from?: string | undefined; after: string },
): Rejected<'moment-invalid'> | undefined {
  if (isAfter(at, now)) return reject('moment-invalid', `${what} lies in the future.`);
  if (from !== undefined && isAfter(from, at)) return reject('moment-invalid', `${what} lies before ${after}.`);
  return undefined;
}

/** Refuses what the statement in force does not list. */
export function refuseUnlisted(
  lists: readonly (readonly [name: string, sent: readonly string[], listed: readonly string[]])[],
): Rejected<'not-in-statement'> | undefined {
  const unlisted = lists.flatMap(([name, sent, listed]) =>
    sent.filter((one) => !listed.includes(one)).map((one) => `${name}: ${one}`),
  );
  return unlisted.length === 0
    ? undefined
    : reject('not-in-statement', `The statement in force does not list ${unlisted.join(', ')}.`, { unlisted });
}
