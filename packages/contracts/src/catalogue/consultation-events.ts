import { z } from 'zod';
import type { Context } from '../channels.ts';
import {
  dataCategorySchema,
  defineEvent,
  type EventDefinition,
  type FactsOf,
  personIdSchema,
  timestampSchema,
} from '../event-definition.ts';

/** Why somebody opens personal data. A code never changes its meaning. */
export const consultationPurposes = [
  'answering-request',
  'carrying-out-task',
  'handling-incident',
  'keeping-breach-register',
  'accounting-for-disclosures',
  'finding-person',
  'audit',
] as const;
export type ConsultationPurpose = (typeof consultationPurposes)[number];

/** What was opened: what is sealed of a request, of an incident, …; `directory` is who an identifier leads to, `record` everything. */
export const consultedThings = [
  'request',
  'task',
  'incident',
  'breach-register',
  'disclosures',
  'directory',
  'record',
] as const;

/** In which role somebody reads. The person's own readings are no consultations by the organisation. */
export const consultingRoles = ['staff', 'privacy-officer', 'auditor', 'system'] as const;

const entity = 'consultations';

/**
 * Consultation is processing (Art. 4(2)), so it is accounted for (Art. 5(2)), and the person has a right to know when and
 * why it was (CJEU C-579/21). Who read is the event's actor, by a pseudonym; what was read is never repeated.
 */
const facts = {
  /** Whose data: a person, or an incident, whose id has the shape of a person's. Also the entity's id. */
  owner: personIdSchema,
  role: z.enum(consultingRoles),
  purpose: z.enum(consultationPurposes),
  opened: z.enum(consultedThings),
  /** The id of the request, task or incident; absent where it is about none. */
  matter: z.string().max(64).optional(),
  /** What is sealed is of these categories; of the directory, none. */
  dataCategories: z.array(dataCategorySchema).max(200),
  consulted: timestampSchema,
};

export const personalDataConsulted = defineEvent({
  type: 'personal-data.consulted.v1',
  context: 'request-intake',
  entity,
  says: 'What is sealed of a person, or in the record of an incident, was opened by somebody of the organisation.',
  facts,
});

export const disclosedDataConsulted = defineEvent({
  type: 'disclosed-data.consulted.v1',
  context: 'processor-registry',
  entity,
  says: 'What was written of disclosures of a person’s data was opened by somebody of the organisation.',
  facts,
});

export const personLookedUp = defineEvent({
  type: 'person.looked-up.v1',
  context: 'retention',
  entity,
  says: 'Somebody of the organisation asked which person an identifier leads to, and was told.',
  facts,
});

export const consultationEvents = [personalDataConsulted, disclosedDataConsulted, personLookedUp] as const;
export type Consulted = FactsOf<typeof personalDataConsulted>;

/** Every service writes its own context only, so each that opens something has a type of its own, all with the same facts. */
export const consultedIn: ReadonlyMap<Context, EventDefinition> = new Map(
  consultationEvents.map((definition) => [definition.context, definition as unknown as EventDefinition]),
);
export const consultationsEntity = entity;
