import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import type { InboxHandler } from '@vitne/service-kit/inbox';
import { answerEvent, commandedByEvent, invalidEvent, unknownEventType } from '@vitne/service-kit/inbox-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { CloudEvent } from '@vitne/service-kit/user-event-message';
import { choiceSchema, recordChoice, recordWithdrawal, withdrawalSchema } from './consent-choices.ts';
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
          if (!choice.success) return invalidEvent(choice.error);
          const decision = event.type === 'consent.given' ? 'give' : 'refuse';
          return answerEvent(await recordChoice(context, commanded, decision, choice.data), rejectionStatuses);
        }
        case 'consent.withdrawn': {
          const withdrawal = withdrawalSchema.safeParse(event.data);
          if (!withdrawal.success) return invalidEvent(withdrawal.error);
          return answerEvent(await recordWithdrawal(context, commanded, withdrawal.data), rejectionStatuses);
        }
        default:
          return unknownEventType(event.type);
      }
    },
  };
}
