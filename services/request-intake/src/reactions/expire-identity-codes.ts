import type { Tenant } from '@vitne/contracts/channels';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { identityChecks } from '../domain/identity-check.ts';
import { lastSent } from '../domain/identity-check-state.ts';
import { type IdentityCheckDocument, identityChecksProjection } from '../projections/identity-checks.ts';

const name = 'expire-identity-codes';

/** Records that a code's time is over; it stopped counting at that moment, whether this has fired or not. */
export function expireIdentityCodes(context: ServiceContext, tenant: Tenant): TimerSource<IdentityCheckDocument> {
  return {
    projection: identityChecksProjection,
    dueField: 'expiresAt',
    async fire({ request, person, check }) {
      const sent = lastSent(check);
      if (!sent) return;
      const { code } = sent;
      const commanded = timedCommand(context, tenant, name, request, code);
      const command = { command: 'expire', request, code, now: commanded.now } as const;
      const target = { entity: 'identity-check', id: person };
      settled(name, await context.execute(identityChecks, commanded, target, command));
    },
  };
}
