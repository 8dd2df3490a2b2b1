import { messageTold } from '@vitne/contracts/catalogue/request-course-events';
import { isEnquiryAnswer, takenAsEnquiry } from '@vitne/contracts/catalogue/request-enquiry-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { enquiryEffect } from '../domain/user-event-effects.ts';
import { commandPerson } from './consequence.ts';

/**
 * A question that reached the privacy contact is kept as the statement says of enquiries, from the last contact: when the
 * person wrote, and when the person was answered.
 */
export function followEnquiriesReaction(context: ServiceContext): Reaction {
  const name = 'follow-enquiries';
  return {
    name,
    handles: [takenAsEnquiry.type, messageTold.type],
    async react(event) {
      const contact = contactIn(event);
      const inForce = contact && (await context.statements.inForce(event.meta.tenant));
      if (!contact || !inForce) return;
      const { statement, version: statementVersion } = inForce;
      const kept = { statement, statementVersion, ...contact, clients: {} };
      await commandPerson(context, name, event, contact.person, { command: 'schedule-holdings', ...kept });
    },
  };
}

function contactIn({ meta, facts }: AnyRecordedEvent) {
  if (meta.type === takenAsEnquiry.type) {
    const { person, contacted: occurred } = facts as FactsOf<typeof takenAsEnquiry>;
    return { person, occurred, effect: enquiryEffect.asked };
  }
  const { person, message, told: occurred } = facts as FactsOf<typeof messageTold>;
  return isEnquiryAnswer(message) ? { person, occurred, effect: enquiryEffect.answered } : undefined;
}
