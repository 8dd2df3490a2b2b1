import type { Tenant } from '@vitne/contracts/channels';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { Commanded } from '@vitne/service-kit/command-handler';
import type { InboxAnswer, InboxHandler } from '@vitne/service-kit/inbox';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type CloudEvent, commandIdOfUserEvent, issuesOf } from '@vitne/service-kit/user-event-message';
import {
  type ConsentResult,
  choiceSchema,
  recordChoice,
  recordWithdrawal,
  withdrawalSchema,
} from './consent-choices.ts';
import { rejectionStatuses } from './routes/rejection-statuses.ts';

/** Consents that a system collected by itself, told as CloudEvents `consent.given`, `consent.refused`, `consent.withdrawn`. */
export function consentEventsInbox(context: ServiceContext): {
  handle: InboxHandler;
  laneOf: (event: CloudEvent) => string;
} {
  return {
    laneOf: (event) => canonicalJson(event.data['person'] ?? null),
    async handle(tenant, event) {
      const commanded = commandedByEvent(context, tenant, event);
      switch (event.type) {
        case 'consent.given':
        case 'consent.refused': {
          const choice = choiceSchema.safeParse(event.data);
          if (!choice.success) return invalid(issuesOf(choice.error));
          return answerOf(
            await recordChoice(context, commanded, event.type === 'consent.given' ? 'give' : 'refuse', choice.data),
          );
        }
        case 'consent.withdrawn': {
          const withdrawal = withdrawalSchema.safeParse(event.data);
          if (!withdrawal.success) return invalid(issuesOf(withdrawal.error));
          return answerOf(await recordWithdrawal(context, commanded, withdrawal.data));
        }
        default:
          return {
            status: 404,
            rejection: { code: 'unknown-event-type', detail: `No user event ${event.type} is known here.` },
          };
      }
    },
  };
}

function commandedByEvent(context: ServiceContext, tenant: Tenant, event: CloudEvent): Commanded {
  const commandId = commandIdOfUserEvent(tenant, context.service, event);
  const system = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(event.source) ? event.source : 'unnamed';
  return {
    tenant,
    commandId,
    correlation: commandId,
    actor: `system:${system}`,
    now: context.clock.now(),
    content: { type: event.type, data: event.data },
  };
}

const invalid = (errors: { path: string; message: string }[]): InboxAnswer => ({
  status: 400,
  rejection: { code: 'invalid-request', detail: 'The data of the event is not what its type asks for.', errors },
});

function answerOf(result: ConsentResult): InboxAnswer {
  if (result.outcome !== 'rejected') return { position: result.position, duplicate: result.outcome === 'repeated' };
  const status = { ...rejectionStatuses, 'idempotency-key-reused': 409, 'too-many-writers': 409 }[
    result.rejection.code
  ];
  return { rejection: result.rejection, status };
}
