import { accept, reject } from '@vitne/contracts/decider';
import type { IncidentCommandNamed } from './incident-commands.ts';
import { type IncidentAnswer, isHitAs, type KnownIncident, refuseUnlisted } from './incident-state.ts';

function refuseAsNotOurs(state: KnownIncident) {
  if (!state.awareness) return reject('not-yet-aware', 'Nobody has judged yet that it is a breach.');
  return isHitAs(state, 'controller')
    ? undefined
    : reject('not-controller', 'The organisation is hit as processor only: its controllers tell the people.');
}

/** Whom to tell of the breach, and what, in plain words (Art. 34(1) and (2)). */
export function orderCommunication(
  { selection, message, terms, now }: IncidentCommandNamed<'order-communication'>,
  state: KnownIncident,
): IncidentAnswer {
  const refusal =
    refuseAsNotOurs(state) ??
    refuseUnlisted([
      ['populations', selection.populations, terms.populations],
      ['dataCategories', selection.dataCategories, terms.dataCategories],
      ['systems', selection.systems, terms.systems],
    ]);
  if (refusal) return refusal;
  if (Object.values(selection).every((chosen) => chosen.length === 0))
    return reject('nobody-chosen', 'Name people, populations, data categories or systems.');
  const communication = state.communications.length + 1;
  return accept({
    type: 'incident.communication-ordered.v1',
    facts: { incident: state.incident, communication, ordered: now, selection, message },
  });
}

/** People are not told one by one, on a ground of Art. 34(3); for the effort (c), the public is told instead. */
export function exemptCommunication(
  { ground, publicCommunication, reasoning, now }: IncidentCommandNamed<'exempt-communication'>,
  state: KnownIncident,
): IncidentAnswer {
  const refusal = refuseAsNotOurs(state);
  if (refusal) return refusal;
  if (ground === '34(3)(c)' && !publicCommunication)
    return reject('public-communication-missing', 'Say where the public was told, and what.');
  return accept({
    type: 'incident.communication-exempted.v1',
    facts: {
      incident: state.incident,
      ground,
      exempted: now,
      ...(publicCommunication && { publicCommunication }),
    },
    personal: { record: { reasoning } },
  });
}
