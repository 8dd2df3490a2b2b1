import { z } from 'zod';
import type { Context } from '../channels.ts';
import {
  defineEvent,
  type EventDefinition,
  type FactsOf,
  personIdSchema,
  timestampSchema,
} from '../event-definition.ts';
import { consultingRoles } from './consultation-events.ts';

/** Who takes a file with proof away: the person, by a link that was given to nobody else, or somebody of the organisation. */
export const evidenceTakers = ['person', ...consultingRoles] as const;

const entity = 'evidence';

/** A file with proof leaves the platform for good, so that it was given is accounted for (Art. 5(2)). What it says is never repeated. */
const facts = {
  /** Whose evidence it is. Also the entity's id. */
  person: personIdSchema,
  /** What it proves: the id of the consent's event, of the request, or of the disposal. */
  about: z.string().max(128),
  by: z.enum(evidenceTakers),
  /** Whether what is sealed of the person is open in the file, or shown by its commitment only. */
  contains: z.enum(['opened', 'sealed']),
  downloaded: timestampSchema,
};

export const consentReceiptDownloaded = defineEvent({
  type: 'consent-receipt.downloaded.v1',
  context: 'consent',
  entity,
  says: 'The receipt of a choice was taken away as a file with proof.',
  facts,
});

export const requestAnswerDownloaded = defineEvent({
  type: 'request-answer.downloaded.v1',
  context: 'request-intake',
  entity,
  says: 'The answer to a request was taken away as a file with proof.',
  facts,
});

export const disposalConfirmationDownloaded = defineEvent({
  type: 'disposal-confirmation.downloaded.v1',
  context: 'retention',
  entity,
  says: 'The confirmation of a disposal was taken away as a file with proof.',
  facts,
});

export const evidenceDownloadEvents = [
  consentReceiptDownloaded,
  requestAnswerDownloaded,
  disposalConfirmationDownloaded,
] as const;
export type EvidenceDownloaded = FactsOf<typeof requestAnswerDownloaded>;

/** Each service gives one kind of file, and writes its own context only. */
export const evidenceDownloadedIn: ReadonlyMap<Context, EventDefinition> = new Map(
  evidenceDownloadEvents.map((definition) => [definition.context, definition as unknown as EventDefinition]),
);
export const evidenceEntity = entity;
