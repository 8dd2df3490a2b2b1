import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { announcementDeliveries } from '../domain/announcement-deliveries.ts';
import { announcementDeliveriesProjection, type DeliveryDocument } from '../projections/announcements.ts';

/** Whom no e-mail reached is kept for being told by hand no longer than the terms say. */
export function leaveUntold(context: ServiceContext, tenant: Tenant): TimerSource<DeliveryDocument> {
  return {
    projection: announcementDeliveriesProjection,
    dueField: 'tellBy',
    async fire({ announcement, person }) {
      const commanded = timedCommand(context, tenant, 'leave-untold', announcement, person);
      const command = { command: 'leave-untold', announcement, person, now: commanded.now } as const;
      const target = { entity: 'announcement-deliveries', id: person };
      triedAgain(await context.execute(announcementDeliveries, commanded, target, command));
    },
  };
}
