import { accept, reject } from '@vitne/contracts/decider';
import { hasCome, isAfter } from '@vitne/contracts/decisions/moments';
import type { IncidentCommandNamed } from './incident-commands.ts';
import {
  type IncidentAnswer,
  isHitAs,
  isNoticeSettled,
  type KnownIncident,
  latestAssessment,
  nextAlarm,
  refuseMoment,
} from './incident-state.ts';

/** Records that a day is left, or that the time is over, whichever it is by now; once for each due moment. */
export function remindOfNotice({ now }: IncidentCommandNamed<'remind'>, state: KnownIncident): IncidentAnswer {
  const due = state.awareness?.due?.due;
  const alarm = nextAlarm(state);
  if (due === undefined || !alarm || !hasCome(alarm.at, now)) return accept();
  const { incident } = state;
  return isAfter(now, due)
    ? accept({ type: 'incident.notice-overdue.v1', facts: { incident, due, noticed: now } })
    : accept({ type: 'incident.notice-due-soon.v1', facts: { incident, due, reminded: now } });
}

/** A notice in full or in phases; the first one after the 72 hours gives the reasons for the delay (Art. 33(1), 33(4)). */
export function notifyAuthority(
  command: IncidentCommandNamed<'notify-authority'>,
  state: KnownIncident,
): IncidentAnswer {
  const { moreFollows, authority, notified, notifiedBy, reference, delayReasons, now } = command;
  const { awareness, notices } = state;
  if (!awareness) return reject('not-yet-aware', 'Nobody has judged yet that it is a breach.');
  const { due } = awareness;
  if (!due) return reject('not-controller', 'The organisation is hit as processor only: its controllers notify.');
  const latest = notices.at(-1);
  if (latest && !latest.moreFollows && !state.moreToNotify)
    return reject('notice-complete', 'The authority was notified in full, and nothing is new since.');
  const refusal = refuseMoment('notified', notified, {
    now,
    from: latest?.notified ?? awareness.aware,
    after: latest ? 'the notice before' : 'the awareness',
  });
  if (refusal) return refusal;
  if (authority === undefined) return reject('authority-not-named', 'Neither the call nor the statement names one.');
  const late = !latest && isAfter(notified, due.due);
  if (late && delayReasons === undefined)
    return reject('delay-reasons-missing', `The time was over at ${due.due}: send the reasons for the delay.`);
  return accept({
    type: 'incident.authority-notified.v1',
    facts: {
      incident: state.incident,
      notice: notices.length + 1,
      moreFollows,
      authority,
      notified,
      notifiedBy,
      ...(reference !== undefined && { reference }),
      late,
    },
    ...(delayReasons !== undefined && { personal: { record: { delayReasons } } }),
  });
}

/** No notice is owed where a risk to people is unlikely; that it is, is assessed first (Art. 33(1)). */
export function waiveNotice(
  { reasoning, now }: IncidentCommandNamed<'waive-notice'>,
  state: KnownIncident,
): IncidentAnswer {
  if (!state.awareness) return reject('not-yet-aware', 'Nobody has judged yet that it is a breach.');
  if (!isHitAs(state, 'controller')) return reject('not-controller', 'A processor owes the authority no notice.');
  if (state.notices.length > 0) return reject('authority-notified', 'The authority is notified already.');
  const assessment = latestAssessment(state);
  if (!assessment) return reject('risk-not-assessed', 'Assess first what was hit and what can follow from it.');
  if (assessment.risk !== 'none')
    return reject('risk-not-unlikely', `The latest assessment says ${assessment.risk}.`, { risk: assessment.risk });
  if (state.waived !== undefined && isNoticeSettled(state)) return accept();
  return accept({
    type: 'incident.authority-notice-waived.v1',
    facts: { incident: state.incident, waived: now },
    personal: { record: { reasoning } },
  });
}

/** A processor tells the controllers without undue delay (Art. 33(2)); each once, and again when something is new. */
export function tellController(
  { controller, how, told, now }: IncidentCommandNamed<'tell-controller'>,
  state: KnownIncident,
): IncidentAnswer {
  const { awareness, incident, controllersTold } = state;
  if (!awareness) return reject('not-yet-aware', 'Nobody has judged yet that it is a breach.');
  if (!isHitAs(state, 'processor')) return reject('not-processor', 'No activity that is done for others is hit.');
  if (controller === undefined) return reject('unknown-controller', 'No client has this organisation number.');
  const refusal = refuseMoment('told', told, { now, from: awareness.aware, after: 'the awareness' });
  if (refusal) return refusal;
  const isKnown = controllersTold.some((one) => one.controller === controller && one.told === told && one.how === how);
  return isKnown
    ? accept()
    : accept({ type: 'incident.controller-told.v1', facts: { incident, controller, how, told } });
}
