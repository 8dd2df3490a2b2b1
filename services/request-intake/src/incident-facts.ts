import type { Tenant } from '@vitne/contracts/channels';
import { countDocuments } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import { isNoticeSettled, isOverdue } from './domain/incident-state.ts';
import { communicationStatuses, incidentCommunicationsProjection } from './projections/incident-communications.ts';
import { type IncidentDocument, stateOf } from './projections/incidents.ts';

export type IncidentFacts = Awaited<ReturnType<typeof incidentFactsOf>>;

/** What may be known of an incident without opening anything, as it stands now. */
export async function incidentFactsOf({ db, clock }: ServiceContext, tenant: Tenant, document: IncidentDocument) {
  const { reminded: _, overdue: _overdue, moreToNotify: _more, ...facts } = stateOf(document);
  const counted = communicationStatuses.map(
    async (status) =>
      [
        status,
        await countDocuments(db, tenant, incidentCommunicationsProjection, { incident: document.incident, status }),
      ] as const,
  );
  return {
    ...facts,
    isBreach: document.isBreach,
    overdue: isOverdue(document, clock.now()),
    noticeSettled: isNoticeSettled(document),
    people: Object.fromEntries(await Promise.all(counted)) as Record<(typeof communicationStatuses)[number], number>,
    steps: document.steps,
  };
}
