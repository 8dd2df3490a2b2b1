import { accept, type Rejected, reject } from '@vitne/contracts/decider';
import type { IncidentCommandNamed, IncidentRejection } from './incident-commands.ts';
import {
  type IncidentAnswer,
  isHitAs,
  isNoticeSettled,
  type KnownIncident,
  latestAssessment,
} from './incident-state.ts';

/** An incident is closed when all that the law demands of it is done, with what was learned. */
export function closeIncident(
  { outcome, lessons, stillToTell, now }: IncidentCommandNamed<'close'>,
  state: KnownIncident,
): IncidentAnswer {
  const refusal = outcome === 'breach' ? refuseUnfinished(state, stillToTell) : refuseAsBreach(state);
  if (refusal) return refusal;
  return accept({
    type: 'incident.closed.v1',
    facts: { incident: state.incident, outcome, closed: now },
    personal: { record: { lessons } },
  });
}

const refuseAsBreach = ({ awareness }: KnownIncident): Rejected<IncidentRejection> | undefined =>
  awareness && reject('breach-established', 'It was judged to be a breach, so what follows from one is owed.');

function refuseUnfinished(state: KnownIncident, stillToTell: number): Rejected<IncidentRejection> | undefined {
  const assessment = latestAssessment(state);
  if (!state.awareness) return reject('not-yet-aware', 'Close it as no-breach, or record the awareness first.');
  if (!assessment) return reject('risk-not-assessed', 'Assess first what was hit and what can follow from it.');
  if (isHitAs(state, 'processor') && state.controllersTold.length === 0)
    return reject('controller-not-told', 'Tell the controllers for whom the data is processed, and record it.');
  if (!isHitAs(state, 'controller')) return undefined;
  if (!isNoticeSettled(state)) return reject('notice-open', 'The authority is not notified in full.');
  const isToldToNobody = state.communications.length === 0 && !state.exemption;
  const isOwed = (assessment.risk === 'high' && isToldToNobody) || (stillToTell > 0 && !state.exemption);
  return isOwed
    ? reject('people-not-told', 'The risk is high, or people were chosen, and not everybody is told.', { stillToTell })
    : undefined;
}

/** New facts bring a closed incident back; what was done stays done. */
export function reopenIncident(
  { newFacts, now }: IncidentCommandNamed<'reopen'>,
  state: KnownIncident,
): IncidentAnswer {
  if (state.status !== 'closed') return reject('incident-not-closed', 'The incident is open: go on with it.');
  return accept({
    type: 'incident.reopened.v1',
    facts: { incident: state.incident, reopened: now },
    personal: { record: { newFacts } },
  });
}
