import type { Context } from '../channels.ts';
import type { AnyRecordedEvent, RecordedEvent, SealedEvent } from '../envelope.ts';
import type { EventDefinition } from '../event-definition.ts';
import { alertEvents } from './alert-events.ts';
import { announcementEvents } from './announcement-events.ts';
import { breachCommunicationEvents, breachNoticeEvents } from './breach-notice-events.ts';
import { consentEvents } from './consent-events.ts';
import { consentStandingEvents } from './consent-standing-events.ts';
import { consultationEvents } from './consultation-events.ts';
import { controllerRequestEvents } from './controller-request-events.ts';
import { evidenceDownloadEvents } from './evidence-download-events.ts';
import { identityCheckEvents } from './identity-events.ts';
import { incidentEvents } from './incident-events.ts';
import { ledgerExportEvents } from './ledger-export-events.ts';
import { notaryEvents } from './notary-events.ts';
import { packageEvents } from './package-events.ts';
import { processorRegistryEvents } from './processor-registry-events.ts';
import { processorRequestEvents } from './processor-request-events.ts';
import { requestIntakeEvents } from './request-intake-events.ts';
import { retentionEvents } from './retention-events.ts';
import { taskEvents } from './task-events.ts';

/** Every event type that a ledger can hold. */
export const catalogue = [
  ...consentEvents,
  ...consentStandingEvents,
  ...announcementEvents,
  ...requestIntakeEvents,
  ...controllerRequestEvents,
  ...processorRequestEvents,
  ...alertEvents,
  ...identityCheckEvents,
  ...taskEvents,
  ...packageEvents,
  ...incidentEvents,
  ...breachNoticeEvents,
  ...breachCommunicationEvents,
  ...retentionEvents,
  ...processorRegistryEvents,
  ...notaryEvents,
  ...consultationEvents,
  ...evidenceDownloadEvents,
  ...ledgerExportEvents,
] as const;

export type CatalogueDefinition = (typeof catalogue)[number];
/** Any event of the catalogue as recorded; narrows on `event.meta.type`. */
export type LedgerEvent = RecordedEvent<CatalogueDefinition>;

const byType: ReadonlyMap<string, EventDefinition> = new Map(
  catalogue.map((definition) => [definition.type, definition as unknown as EventDefinition]),
);

/** The definition of an event type, or undefined for a type that nobody declared. */
export const definitionOf = (type: string): EventDefinition | undefined => byType.get(type);

/** All definitions that a context owns. */
export const definitionsOf = (context: Context): EventDefinition[] =>
  [...byType.values()].filter((d) => d.context === context);

/** The URI that goes into `dataschema`: it names the schema, nobody has to fetch it. */
export const dataschemaOf = (type: string): string => `urn:vitne:event:${type}`;

/**
 * Checks an event of the ledger against its own schema. The ledger is written by our services only, so a failure is a
 * defect or tampering, never bad input.
 * @throws {Error} naming the type and the fields, never their values.
 */
export function checkLedgerEvent<E extends SealedEvent | AnyRecordedEvent>(event: E): E {
  const definition = definitionOf(event.meta.type);
  if (!definition) throw new Error(`No event type ${event.meta.type} is known.`);
  const facts = definition.facts.safeParse(event.facts);
  if (!facts.success) {
    const places = facts.error.issues.map((issue) => issue.path.join('.') || '(whole)').join(', ');
    throw new Error(`${event.meta.type} does not follow its schema at ${places}.`);
  }
  for (const part of event.sealed) {
    if (!(part.part in definition.personal)) throw new Error(`${event.meta.type} has no personal part ${part.part}.`);
  }
  return event;
}
