import { z } from 'zod';
import { defineEvent, personalPart, personIdSchema, slugSchema, timestampSchema } from '../event-definition.ts';
import { dueSchema } from '../law/derivation.ts';

const context = 'request-intake';
const entity = 'incident';
/**
 * What staff writes about an incident is sealed under a key of the incident's own, because it can name people: so the id has
 * the shape of a person's, and the texts can be shredded together.
 */
export const incidentIdSchema = personIdSchema;
export const incidentFact = { incident: incidentIdSchema };
/** Seals what staff writes about an incident. */
export const incidentRecordCategory = 'incident-record';
const freeText = z.string().trim().min(1).max(10_000);
export const slugs = z.array(slugSchema).max(200);

/** `abuse`: abuse of the service, or suspicion of it. `breach`: of the security of personal data (Art. 4(12)). */
export const incidentKinds = ['abuse', 'breach'] as const;
/** Who told of it. Of a processor's report Art. 33(2) is the source. */
export const reporters = ['anonymous', 'person', 'staff', 'system', 'processor'] as const;

export const incidentReported = defineEvent({
  type: 'incident.reported.v1',
  context,
  entity,
  says: 'Somebody reported abuse, a breach, or the suspicion of one.',
  facts: {
    ...incidentFact,
    kind: z.enum(incidentKinds),
    reportedBy: z.enum(reporters),
    /** Whose key seals the report: the person who gave an address, otherwise the incident itself. */
    reporter: personIdSchema,
    receivedThrough: z.enum(['portal', 'staff', 'email', 'phone', 'letter', 'system']),
    received: timestampSchema,
    /** When the first sign of it was seen. */
    suspected: timestampSchema,
    /** Of a processor's report: who, and when it became aware (Art. 33(2)). */
    processor: z.strictObject({ recipient: slugSchema, aware: timestampSchema }).optional(),
    /** Systems of the statement that it is about. */
    systems: slugs.optional(),
  },
  personal: {
    contact: personalPart(
      'contact',
      {
        name: z.string().trim().min(1).max(200).optional(),
        email: z.email().optional(),
        phone: z.string().trim().min(1).max(40).optional(),
      },
      'reporter',
    ),
    report: personalPart('enquiry', { text: freeText }, 'reporter'),
  },
});

export const incidentDetected = defineEvent({
  type: 'incident.detected.v1',
  context,
  entity,
  says: 'Something was found that shows that it happened; whether it is a breach is not judged yet.',
  facts: {
    ...incidentFact,
    detected: timestampSchema,
    by: z.enum(['report', 'monitoring', 'audit', 'processor', 'other']),
  },
  personal: { record: personalPart(incidentRecordCategory, { findings: freeText }, 'incident') },
});

export const incidentAwarenessEstablished = defineEvent({
  type: 'incident.awareness-established.v1',
  context,
  entity,
  says: 'Staff judged with reasonable certainty that personal data was hit, which sets the 72 hours running (Art. 33(1)).',
  facts: {
    ...incidentFact,
    aware: timestampSchema,
    /** In which roles the organisation is hit, by the activities. */
    roles: z.array(z.enum(['controller', 'processor'])).min(1),
    activities: slugs,
    /** Of a controller: 72 elapsed hours from the awareness. */
    due: dueSchema.optional(),
  },
  personal: { record: personalPart(incidentRecordCategory, { reasoning: freeText }, 'incident') },
});

const count = z.int().nonnegative().max(10_000_000_000);

export const incidentAssessed = defineEvent({
  type: 'incident.assessed.v1',
  context,
  entity,
  says: 'What was hit, what can follow from it, what is done, and the risk, as judged at this moment (Art. 33(3), 33(5)).',
  facts: {
    ...incidentFact,
    /** From 1; a later assessment takes the place of the one before. */
    assessment: z.int().positive(),
    assessed: timestampSchema,
    nature: z.array(z.enum(['confidentiality', 'integrity', 'availability'])).min(1),
    dataCategories: slugs,
    populations: slugs,
    systems: slugs,
    /** Approximately; absent while nobody knows. */
    people: count.optional(),
    records: count.optional(),
    /** To the rights and freedoms of people: unlikely, likely, or high. */
    risk: z.enum(['none', 'risk', 'high']),
  },
  personal: {
    record: personalPart(
      incidentRecordCategory,
      { description: freeText, consequences: freeText, measures: freeText, reasoning: freeText },
      'incident',
    ),
  },
});

export const incidentClosed = defineEvent({
  type: 'incident.closed.v1',
  context,
  entity,
  says: 'Nothing is left to do about the incident, and what is learned from it is written down.',
  facts: { ...incidentFact, outcome: z.enum(['breach', 'no-breach']), closed: timestampSchema },
  personal: { record: personalPart(incidentRecordCategory, { lessons: freeText }, 'incident') },
});

export const incidentReopened = defineEvent({
  type: 'incident.reopened.v1',
  context,
  entity,
  says: 'New facts came up about an incident that was closed.',
  facts: { ...incidentFact, reopened: timestampSchema },
  personal: { record: personalPart(incidentRecordCategory, { newFacts: freeText }, 'incident') },
});

export const incidentEvents = [
  incidentReported,
  incidentDetected,
  incidentAwarenessEstablished,
  incidentAssessed,
  incidentClosed,
  incidentReopened,
] as const;
