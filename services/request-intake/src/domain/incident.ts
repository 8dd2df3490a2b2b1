import type { incidentReported } from '@vitne/contracts/catalogue/incident-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import { isAfter } from '@vitne/contracts/decisions/moments';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { type ByLaw, computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import { closeIncident, reopenIncident } from './incident-closure.ts';
import type { IncidentCommand, IncidentCommandNamed, IncidentRejection } from './incident-commands.ts';
import { notifyAuthority, remindOfNotice, tellController, waiveNotice } from './incident-notices.ts';
import { exemptCommunication, orderCommunication } from './incident-people.ts';
import {
  type IncidentAnswer,
  type IncidentEvent,
  type IncidentState,
  type KnownIncident,
  nextIncident,
  type RecordedIncidentEvent,
  refuseMoment,
  refuseUnlisted,
  reportedIncident,
} from './incident-state.ts';

/** One incident, from the report of it to what was learned from it (GDPR 33, 34). */
export const incident: Decider<
  IncidentState,
  IncidentCommand,
  DomainEvent<IncidentEvent>,
  RecordedIncidentEvent,
  IncidentRejection
> = {
  initial: () => ({ status: 'unknown' }),

  decide(command, state) {
    if (command.command === 'report') return report(command, state);
    if (state.status === 'unknown') return reject('unknown-incident', 'There is no such incident: check its id.');
    if (command.command === 'reopen') return reopenIncident(command, state);
    if (state.status === 'closed') return whenClosed(command);
    switch (command.command) {
      case 'detect':
        return detect(command, state);
      case 'establish-awareness':
        return establishAwareness(command, state);
      case 'assess':
        return assess(command, state);
      case 'remind':
        return remindOfNotice(command, state);
      case 'notify-authority':
        return notifyAuthority(command, state);
      case 'waive-notice':
        return waiveNotice(command, state);
      case 'tell-controller':
        return tellController(command, state);
      case 'order-communication':
        return orderCommunication(command, state);
      case 'exempt-communication':
        return exemptCommunication(command, state);
      case 'close':
        return closeIncident(command, state);
    }
  },

  evolve(state, event) {
    if (event.meta.type === 'incident.reported.v1')
      return reportedIncident(event.facts as FactsOf<typeof incidentReported>);
    return state.status === 'unknown' ? state : nextIncident(state, event);
  },
};

/** What is closed stays as it is; a reminder that comes late is none. */
const whenClosed = ({ command }: IncidentCommand): IncidentAnswer =>
  command === 'remind'
    ? accept()
    : reject('incident-closed', 'The incident is closed. Reopen it with what is new, and go on.');

function report(command: IncidentCommandNamed<'report'>, state: IncidentState): IncidentAnswer {
  if (state.status !== 'unknown') return reject('already-reported', 'This incident was reported before.');
  const { command: _, contact, text, terms, now, ...facts } = command;
  const { received, suspected, processor, systems = [] } = facts;
  const refusal =
    refuseMoment('received', received, { now, after: '' }) ??
    refuseMoment('suspected', suspected, { now: received, after: '' }) ??
    (processor && refuseMoment('The awareness of the processor', processor.aware, { now: received, after: '' })) ??
    refuseUnlisted([['systems', systems, terms.systems]]);
  if (refusal) return refusal;
  return accept({
    type: 'incident.reported.v1',
    facts,
    personal: { ...(contact && Object.keys(contact).length > 0 && { contact }), report: { text } },
  });
}

function detect({ detected, by, findings, now }: IncidentCommandNamed<'detect'>, state: KnownIncident): IncidentAnswer {
  if (state.detected) {
    return state.detected.detected === detected && state.detected.by === by
      ? accept()
      : reject('already-detected', 'When and how it was detected is recorded already.');
  }
  const refusal = refuseMoment('detected', detected, { now, from: state.suspected, after: 'the first suspicion' });
  if (refusal) return refusal;
  const facts = { incident: state.incident, detected, by };
  return accept({ type: 'incident.detected.v1', facts, personal: { record: { findings } } });
}

/**
 * Reasonable certainty that personal data was hit: a judgement, with its reasoning. The 72 hours run from the earliest such
 * moment, so another one can only be earlier.
 */
function establishAwareness(
  { aware, activities, reasoning, terms, now }: IncidentCommandNamed<'establish-awareness'>,
  state: KnownIncident,
): IncidentAnswer {
  const { incident: id, detected, awareness } = state;
  if (!detected) return reject('not-detected', 'Record first when and how it was detected.');
  const refusal =
    refuseMoment('aware', aware, { now, from: detected.detected, after: 'the detection' }) ??
    refuseUnlisted([['activities', activities, Object.keys(terms.activities)]]);
  if (refusal) return refusal;
  if (awareness && isAfter(aware, awareness.aware))
    return reject('awareness-later', `The awareness of ${awareness.aware} is recorded, and counts.`);
  // Where nobody says which activities are hit, the organisation answers for the data itself.
  const hit = activities.map((one) => terms.activities[one] ?? 'controller');
  const roles = hit.length === 0 ? ['controller' as const] : [...new Set(hit)].sort();
  if (awareness && isSame(awareness, { aware, roles, activities })) return accept();
  const due = roles.includes('controller') ? noticeToAuthorityDue(aware, terms.zone) : undefined;
  if (due && isRejected(due)) return reject('due-not-computable', due.rejected.detail);
  const facts = { incident: id, aware, roles, activities: [...activities], ...(due && { due }) };
  return accept({ type: 'incident.awareness-established.v1', facts, personal: { record: { reasoning } } });
}

/** Until when the authority is notified: 72 elapsed hours from the awareness (Art. 33(1)). */
export const noticeToAuthorityDue = (aware: string, zone: string, law: ByLaw = {}) =>
  computeDue({ clock: 'gdpr-33-1', received: aware, zone, ...law });

const isSame = (
  before: NonNullable<KnownIncident['awareness']>,
  now: { aware: string; roles: readonly string[]; activities: readonly string[] },
): boolean =>
  Date.parse(before.aware) === Date.parse(now.aware) &&
  String(before.roles) === String(now.roles) &&
  String([...before.activities].sort()) === String([...now.activities].sort());

function assess(command: IncidentCommandNamed<'assess'>, state: KnownIncident): IncidentAnswer {
  const { command: _, description, consequences, measures, reasoning, terms, now, ...facts } = command;
  const { dataCategories, populations, systems } = facts;
  const refusal = refuseUnlisted([
    ['dataCategories', dataCategories, terms.dataCategories],
    ['populations', populations, terms.populations],
    ['systems', systems, terms.systems],
  ]);
  if (refusal) return refusal;
  const assessment = state.assessments.length + 1;
  return accept({
    type: 'incident.assessed.v1',
    facts: { incident: state.incident, assessment, assessed: now, ...facts },
    personal: { record: { description, consequences, measures, reasoning } },
  });
}
