import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { incident } from '../domain/incident.ts';
import { type IncidentDocument, incidentsProjection } from '../projections/incidents.ts';

const name = 'remind-of-notices';

/** Records that a day is left to notify the authority, and that the time is over; those on call are alerted by it. */
export function remindOfNotices(context: ServiceContext, tenant: Tenant): TimerSource<IncidentDocument> {
  return {
    projection: incidentsProjection,
    dueField: 'alarmAt',
    async fire({ incident: id, alarmAt = '' }) {
      const commanded = timedCommand(context, tenant, name, id, alarmAt);
      const command = { command: 'remind', now: commanded.now } as const;
      settled(name, await context.execute(incident, commanded, { entity: 'incident', id }, command));
    },
  };
}
