import { z } from 'zod';
import {
  dataCategorySchema,
  defineEvent,
  type PersonalPart,
  personalPart,
  personIdSchema,
  slugSchema,
  timestampSchema,
} from '../event-definition.ts';

/**
 * What integrating systems tell: something happened to a person or a client that moves a retention anchor.
 * Each becomes an event of the retention context. `affects` says whose history it belongs to.
 */
const context = 'retention';
const facts = {
  /** The integrating system that holds what the event is about, by its id in the statement. */
  system: slugSchema,
  occurred: timestampSchema,
};
const person = { ...facts, person: personIdSchema, client: z.string().max(64).optional() };
const client = { ...facts, client: z.string().max(64) };
const text = (max: number) => z.string().min(1).max(max).optional();

/** The statement's sources, by the data category that came from them (Art. 14(2)(f)); of several, it was one of them. */
export const sourcesSchema = z.record(dataCategorySchema, z.array(slugSchema).min(1).max(32));

/** Seals a system's own name for a record; it lives until nothing of the person is held any more. */
export const systemReferenceCategory = 'system-reference';
/** How the system that tells knows the record, so that an order to dispose of it can name it: opaque, never a person's name. */
const reference = personalPart(systemReferenceCategory, { id: z.string().min(1).max(128) });
/** `represents` is the company or municipality that the person speaks for, by its name. */
const identity = personalPart('identity', { name: text(200), represents: text(200) });
const contact = personalPart('contact', { email: z.email().optional(), phone: text(40) });
const location = personalPart('location', { placeOfResidence: text(200) });
const enquiry = personalPart('enquiry', { subject: text(300), message: text(10_000) });
const maskedIp = text(45);
/** Where a sign-up or a question came in from. Which of the two addresses may be sent, and how whole, the statement says. */
const connection = personalPart('technical-log', {
  ipAddress: z.union([z.ipv4(), z.ipv6()]).optional(),
  maskedIp,
});
const device = personalPart('device', { maskedIp, browser: text(300), operatingSystem: text(200) });

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

/** A user event after which a system holds data of the person, and which therefore says where the data came from. */
function dataOfPerson<
  const T extends string,
  F extends z.ZodRawShape = {},
  P extends Record<string, PersonalPart> = {},
>(name: T, says: string, more: { facts?: F; personal?: P } = {}) {
  const sources = { sources: sourcesSchema.optional() };
  return ofPerson(name, says, {
    facts: { ...sources, ...more.facts } as typeof sources & F,
    personal: { ...more.personal } as P,
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

export const profileCreated = dataOfPerson('profile.created', 'A person made a profile.', {
  personal: { identity, contact, location, connection },
});
export const newsletterSignedUp = dataOfPerson('newsletter.signed-up', 'A person ordered the newsletter.', {
  personal: { identity, contact, connection },
});
export const newsletterOptedOut = ofPerson('newsletter.opted-out', 'A person no longer wants the newsletter.');
export const courseSignedUp = dataOfPerson('course.signed-up', 'A person signed up for a course.', {
  personal: { identity, contact, connection },
});
export const courseHeld = ofPerson(
  'course.held',
  'A course that a person signed up for was held, and its documents were sent.',
);
export const courseOptedOut = ofPerson('course.opted-out', 'A person no longer wants course invitations.');
export const supportContacted = dataOfPerson('support.contacted', 'A person contacted support.', {
  personal: { identity, contact, enquiry, connection },
});
export const behaviourObserved = dataOfPerson('behaviour.observed', 'Use of the service was recorded.', {
  personal: {
    behaviour: personalPart('behaviour', {
      page: text(500),
      action: text(200),
      /** The address of the page that the visitor came from. */
      referrer: z.url().max(2_000).optional(),
      /** How long the visit lasted, as ISO 8601 (`PT2M30S`). */
      duration: z.iso.duration().max(32).optional(),
    }),
    device,
  },
});
export const cookieSet = dataOfPerson('cookie.set', 'A cookie was set on a device.', {
  facts: { cookie: z.string().max(100) },
  personal: { device },
});
export const cookieRemoved = ofPerson('cookie.removed', 'A cookie was removed.', {
  facts: { cookie: z.string().max(100) },
});
export const technicalLogWritten = dataOfPerson(
  'technical-log.written',
  'A technical log line about a person was written.',
  {
    personal: { log: personalPart('technical-log', { maskedIp, line: text(1_000) }) },
  },
);
export const enquiryReceived = dataOfPerson('enquiry.received', 'An enquiry came in.', {
  personal: { identity, contact, enquiry },
});
export const enquiryAnswered = ofPerson('enquiry.answered', 'An enquiry was answered: the last contact so far.');
export const customerConverted = dataOfPerson('customer.converted', 'An enquirer became a customer.');
export const registerDataFetched = dataOfPerson(
  'register-data.fetched',
  'Facts about a person or company were fetched from a register.',
  {
    facts: { source: z.string().max(64) },
    personal: {
      register: personalPart('register-facts', { organisation: text(200), industry: text(200), keyFigures: text(500) }),
    },
  },
);
export const accountingMaterialRecorded = dataOfPerson(
  'accounting-material.recorded',
  'Material that the Bookkeeping Act covers was recorded.',
  {
    facts: { material: z.enum(['primary', 'secondary']), accountingYearEnd: z.iso.date() },
    personal: {
      voucher: personalPart('accounting-material', { reference: text(200) }, 'person', {
        period: { fact: 'accountingYearEnd' },
        compartment: { fact: 'material' },
      }),
    },
  },
);
export const clientMaterialRecorded = dataOfPerson(
  'client-material.recorded',
  'A client put something about a person into the books that it keeps in the product.',
  {
    /** On whose behalf it is kept: the client is its controller (Art. 28(3)). */
    facts: { client: z.string().max(64) },
    personal: {
      entry: personalPart('client-material', { reference: text(200) }, 'person', { compartment: { fact: 'client' } }),
    },
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
  clientMaterialRecorded,
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

/** Parts that may come along with an event and say nothing of what a system holds when they do not. */
const alongside: readonly PersonalPart[] = [reference, connection, device];

/** Data categories that a user event says a system now holds about the person. */
export const categoriesHeldAfter = (definition: (typeof personUserEvents)[number]): string[] =>
  Object.values(definition.personal as Record<string, PersonalPart>).flatMap((part) =>
    typeof part.category === 'string' && !alongside.includes(part) ? [dataCategorySchema.parse(part.category)] : [],
  );
