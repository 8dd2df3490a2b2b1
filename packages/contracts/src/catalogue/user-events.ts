import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  type PersonalPart,
  personalPart,
  personIdSchema,
  timestampSchema,
} from '../event-definition.ts';

/**
 * What integrating systems tell: something happened to a person or a client that moves a retention anchor.
 * Each becomes an event of the retention context. `affects` says whose history it belongs to.
 */
const context = 'retention';
const facts = {
  /** The integrating system that holds what the event is about, by its id in the statement. */
  system: z.string().regex(/^[a-z][a-z0-9-]{0,63}$/),
  occurred: timestampSchema,
};
const person = { ...facts, person: personIdSchema, client: z.string().max(64).optional() };
const client = { ...facts, client: z.string().max(64) };
const text = (max: number) => z.string().min(1).max(max).optional();

/** Seals a system's own name for a record; it lives until nothing of the person is held any more. */
export const systemReferenceCategory = 'system-reference';
/** How the system that tells knows the record, so that an order to dispose of it can name it: opaque, never a person's name. */
const reference = personalPart(systemReferenceCategory, { id: z.string().min(1).max(128) });
const identity = personalPart('identity', { name: text(200) });
const contact = personalPart('contact', { email: z.email().optional(), phone: text(40) });
const location = personalPart('location', { placeOfResidence: text(200) });
const enquiry = personalPart('enquiry', { subject: text(300), message: text(10_000) });

function ofPerson<const T extends string, F extends z.ZodRawShape = {}, P extends Record<string, PersonalPart> = {}>(
  name: T,
  says: string,
  more: { facts?: F; personal?: P } = {},
) {
  return defineEvent({
    type: `${name}.v1` as const,
    context,
    entity: 'person',
    says,
    facts: { ...person, ...more.facts } as typeof person & F,
    personal: { reference, ...more.personal } as { reference: typeof reference } & P,
  });
}

function ofClient<const T extends string, F extends z.ZodRawShape = {}>(name: T, says: string, more?: F) {
  return defineEvent({
    type: `${name}.v1` as const,
    context,
    entity: 'client',
    says,
    facts: { ...client, ...more } as typeof client & F,
  });
}

export const profileCreated = ofPerson('profile.created', 'A person made a profile.', {
  personal: { identity, contact, location },
});
export const newsletterSignedUp = ofPerson('newsletter.signed-up', 'A person ordered the newsletter.', {
  personal: { contact },
});
export const newsletterOptedOut = ofPerson('newsletter.opted-out', 'A person no longer wants the newsletter.');
export const courseSignedUp = ofPerson('course.signed-up', 'A person signed up for a course.', {
  personal: { identity, contact },
});
export const courseHeld = ofPerson(
  'course.held',
  'A course that a person signed up for was held, and its documents were sent.',
);
export const courseOptedOut = ofPerson('course.opted-out', 'A person no longer wants course invitations.');
export const supportContacted = ofPerson('support.contacted', 'A person contacted support.', {
  personal: { contact, enquiry },
});
export const behaviourObserved = ofPerson('behaviour.observed', 'Use of the service was recorded.', {
  personal: { behaviour: personalPart('behaviour', { page: text(500), action: text(200) }) },
});
export const cookieSet = ofPerson('cookie.set', 'A cookie was set on a device.', {
  facts: { cookie: z.string().max(100) },
});
export const cookieRemoved = ofPerson('cookie.removed', 'A cookie was removed.', {
  facts: { cookie: z.string().max(100) },
});
export const technicalLogWritten = ofPerson(
  'technical-log.written',
  'A technical log line about a person was written.',
  {
    personal: { log: personalPart('technical-log', { maskedIp: text(45), line: text(1_000) }) },
  },
);
export const enquiryReceived = ofPerson('enquiry.received', 'An enquiry came in.', {
  personal: { identity, contact, enquiry },
});
export const enquiryAnswered = ofPerson('enquiry.answered', 'An enquiry was answered: the last contact so far.');
export const customerConverted = ofPerson('customer.converted', 'An enquirer became a customer.');
export const registerDataFetched = ofPerson(
  'register-data.fetched',
  'Facts about a person or company were fetched from a register.',
  {
    facts: { source: z.string().max(64) },
    personal: {
      register: personalPart('register-facts', { organisation: text(200), industry: text(200), keyFigures: text(500) }),
    },
  },
);
export const accountingMaterialRecorded = ofPerson(
  'accounting-material.recorded',
  'Material that the Bookkeeping Act covers was recorded.',
  {
    facts: { material: z.enum(['primary', 'secondary']), accountingYearEnd: z.iso.date() },
    personal: { voucher: personalPart('accounting-material', { reference: text(200) }) },
  },
);

export const clientCreated = ofClient('client.created', 'A client account was created.');
export const clientClosed = ofClient('client.closed', 'A client account was closed.');
export const moduleAdded = ofClient('module.added', 'A client took a module into use.', { module: z.string().max(64) });
export const moduleRemoved = ofClient('module.removed', 'A client stopped using a module.', {
  module: z.string().max(64),
});
export const subscriptionStarted = ofClient('subscription.started', 'A subscription started.');
export const subscriptionEnded = ofClient('subscription.ended', 'A subscription ended.');
export const agreementStarted = ofClient('service-agreement.started', 'A service agreement started.');
export const agreementEnded = ofClient('service-agreement.ended', 'A service agreement ended.');

export const personUserEvents = [
  profileCreated,
  newsletterSignedUp,
  newsletterOptedOut,
  courseSignedUp,
  courseHeld,
  courseOptedOut,
  supportContacted,
  behaviourObserved,
  cookieSet,
  cookieRemoved,
  technicalLogWritten,
  enquiryReceived,
  enquiryAnswered,
  customerConverted,
  registerDataFetched,
  accountingMaterialRecorded,
] as const;

export const clientUserEvents = [
  clientCreated,
  clientClosed,
  moduleAdded,
  moduleRemoved,
  subscriptionStarted,
  subscriptionEnded,
  agreementStarted,
  agreementEnded,
] as const;

export const userEvents = [...personUserEvents, ...clientUserEvents] as const;

/** Data categories that a user event says a system now holds about the person. */
export const categoriesHeldAfter = (definition: (typeof personUserEvents)[number]): string[] =>
  Object.values(definition.personal as Record<string, PersonalPart>).flatMap((part) =>
    typeof part.category === 'string' && part.category !== systemReferenceCategory
      ? [dataCategorySchema.parse(part.category)]
      : [],
  );
