import { requestClassified } from '@vitne/contracts/catalogue/request-classification-events';
import { messageTold } from '@vitne/contracts/catalogue/request-course-events';
import { isEnquiryAnswer, takenAsEnquiry } from '@vitne/contracts/catalogue/request-enquiry-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { laterOf } from '../domain/moments.ts';

/** The questions of a person that reached the privacy contact and are enquiries, by request, and the last contact of each. */
export type Enquiries = { person: string; contacts: Record<string, string> };

export const enquiriesProjection: Projection<Enquiries> = {
  name: 'enquiries',
  version: 1,
  handles: [takenAsEnquiry.type, messageTold.type, requestClassified.type],
  keysOf: ({ meta, facts }) =>
    meta.type === messageTold.type && !isEnquiryAnswer(String(facts['message'])) ? [] : [String(facts['person'])],
  evolve(doc, { meta, facts }, person) {
    const contacts = doc?.contacts ?? {};
    const request = String(facts['request']);
    if (meta.type === takenAsEnquiry.type) {
      const { contacted } = facts as FactsOf<typeof takenAsEnquiry>;
      return { person, contacts: { ...contacts, [request]: contacted } };
    }
    const known = contacts[request];
    if (known === undefined) return doc;
    if (meta.type === messageTold.type) {
      const { told } = facts as FactsOf<typeof messageTold>;
      return { person, contacts: { ...contacts, [request]: laterOf(known, told) } };
    }
    const { [request]: _over, ...left } = contacts;
    return { person, contacts: left };
  },
};
