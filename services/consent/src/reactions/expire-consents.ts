import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { consentsOfAPerson } from '../domain/consents-of-a-person.ts';
import { consentExpiriesProjection, type ExpiryDocument } from '../projections/consents.ts';

/** Ends consents whose time is over; firing twice finds nothing to end. */
export function expireConsents(context: ServiceContext, tenant: Tenant): TimerSource<ExpiryDocument> {
  return {
    projection: consentExpiriesProjection,
    dueField: 'expires',
    async fire({ person, purpose, recipient, expires }) {
      const commanded = timedCommand(context, tenant, 'expire-consents', person, purpose, recipient ?? '', expires);
      const command = { command: 'expire', person, purpose, recipient, now: commanded.now } as const;
      await context.execute(consentsOfAPerson, commanded, { entity: 'person', id: person }, command);
    },
  };
}
