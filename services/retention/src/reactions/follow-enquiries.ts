import { requestClassified } from '@vitne/contracts/catalogue/request-classification-events';
import { messageTold } from '@vitne/contracts/catalogue/request-course-events';
import { isEnquiryAnswer, takenAsEnquiry } from '@vitne/contracts/catalogue/request-enquiry-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import { enquiryEffect } from '../domain/user-event-effects.ts';
import { enquiriesProjection } from '../projections/enquiries.ts';
import { commandPerson } from './consequence.ts';

/**
 * A question that reached the privacy contact is kept as the statement says of enquiries, from the last contact: when the
 * person wrote, and when the person was answered. When it turns out to be a request, it is kept so no more.
 */
export function followEnquiriesReaction(context: ServiceContext): Reaction {
  const name = 'follow-enquiries';
  return {
    name,
    handles: [takenAsEnquiry.type, messageTold.type, requestClassified.type],
    async react(event) {
      const { meta, facts } = event;
      const contact = contactIn(event);
      if (!contact && meta.type !== requestClassified.type) return;
      const inForce = await context.statements.inForce(meta.tenant);
      const person = String(facts['person']);
      const enquiries = await findDocument(context.db, meta.tenant, enquiriesProjection, person);
      if (!inForce || !enquiries) return;
      const { statement, version: statementVersion } = inForce;
      if (!contact) {
        const contacts = Object.values(enquiries.contacts);
        const left = { person, contacts, statement, statementVersion };
        return commandPerson(context, name, event, person, { command: 'end-enquiry', ...left });
      }
      // The projections are as far as this event at least: what became a request meanwhile is no enquiry.
      if (!(String(facts['request']) in enquiries.contacts)) return;
      const kept = { person, statement, statementVersion, ...contact, clients: {} };
      await commandPerson(context, name, event, person, { command: 'schedule-holdings', ...kept });
    },
  };
}

function contactIn({ meta, facts }: AnyRecordedEvent) {
  if (meta.type === takenAsEnquiry.type) {
    const { contacted: occurred } = facts as FactsOf<typeof takenAsEnquiry>;
    return { occurred, effect: enquiryEffect.asked };
  }
  if (meta.type !== messageTold.type) return undefined;
  const { message, told: occurred } = facts as FactsOf<typeof messageTold>;
  return isEnquiryAnswer(message) ? { occurred, effect: enquiryEffect.answered } : undefined;
}
