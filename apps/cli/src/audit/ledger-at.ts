import { eventsOf, type LedgerSource, type ReadOptions } from '@vitne/audit/ledger-source';
import { companyConsentsProjection } from '@vitne/consent/projections/company-consents';
import { choiceTypes } from '@vitne/consent/projections/consents';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { personMerged } from '@vitne/contracts/catalogue/consent-standing-events';
import { disposalOrdered, holdingScheduled } from '@vitne/contracts/catalogue/retention-events';
import type { Tenant } from '@vitne/contracts/channels';
import type { KnownStatement } from '@vitne/contracts/decisions/consent-carries-over';
import { hasCome } from '@vitne/contracts/decisions/moments';
import { type ChoiceEvent, type Choices, foldChoice, noChoices } from '@vitne/contracts/decisions/standing-choices';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { processingActivitiesProjection } from '@vitne/processor-registry/projections/processing-activities';
import { recipientsProjection } from '@vitne/processor-registry/projections/recipients';
import { type FoldedDocument, foldWork, workOf } from '@vitne/projector/fold';
import type { Projection } from '@vitne/projector/projection';
import { requestsProjection } from '@vitne/request-intake/projections/requests';
import { personFilesProjection } from '@vitne/retention/projections/person-files';
import { decisionFactsProjection } from '@vitne/service-kit/decision-facts';
import { knownStatement } from '@vitne/service-kit/decision-sources';

/** A document as it stood, and the position of the last event in it. */
export type Stood<Doc> = { doc: Doc; position: number };

/** A person's choices, by the fold that decides. */
const choicesProjection: Projection<Choices> = {
  name: 'standing-choices',
  version: 1,
  handles: [...choiceTypes, personMerged.type],
  keysOf: (event) => [event.facts['person'] as string],
  evolve: (doc, event) => foldChoice(doc ?? noChoices(), event as unknown as ChoiceEvent),
};

/** Where in the ledger each holding was dated, and each disposal ordered: the document says nothing, its position does. */
const rootsProjection: Projection<object> = {
  name: 'roots',
  version: 1,
  handles: [holdingScheduled.type, disposalOrdered.type],
  keysOf: ({ meta, facts }) => [rootOf(meta.entity, String(facts['disposal'] ?? facts['holding']))],
  evolve: () => ({}),
};
/** The name of a person's holding or disposal among all of them. */
export const rootOf = (person: string, id: string): string => `${person}~${id}`;

const folds = {
  choices: choicesProjection,
  companies: companyConsentsProjection,
  recipients: recipientsProjection,
  activities: processingActivitiesProjection,
  files: personFilesProjection,
  roots: rootsProjection,
  requests: requestsProjection,
  people: decisionFactsProjection,
} as const;
type Folds = typeof folds;
type DocumentOf<P> = P extends Projection<infer Doc> ? Doc : never;

/** Everything that a ledger said at a moment, folded with the services' own folds. */
export type LedgerAt = {
  tenant: Tenant;
  at: string;
  /** How many events had happened by then, and the position of the last of them. */
  events: number;
  position: number;
  /** Where the ledger ended when it was read. */
  newest: number;
  statements: KnownStatement[];
  /** Documents by key, of each fold. */
  of: { [Name in keyof Folds]: Map<string, Stood<DocumentOf<Folds[Name]>>> };
};

/**
 * Reads a ledger once and folds what had happened at a moment, by each event's own time. Nothing is opened, and what is
 * sealed is left out. Holds the documents, not the events.
 * @throws {LedgerDamaged} when an event is missing
 */
export async function ledgerAt(
  source: LedgerSource,
  tenant: Tenant,
  at: string,
  options: ReadOptions = {},
): Promise<LedgerAt> {
  const newest = options.newest ?? (await source.state(tenant)).newest;
  const names = Object.keys(folds) as (keyof Folds)[];
  const documents = new Map(names.map((name) => [name, new Map<string, FoldedDocument>()]));
  const found = { tenant, at, events: 0, position: 0, newest, statements: [] as KnownStatement[] };
  for await (const batch of eventsOf(source, tenant, { ...options, newest })) {
    const happened = batch.filter(({ meta }) => hasCome(meta.time, at)).map(withoutSealed);
    found.events += happened.length;
    found.position = happened.at(-1)?.position ?? found.position;
    found.statements.push(...happened.filter(({ meta }) => meta.type === statementPublished.type).map(knownStatement));
    for (const name of names)
      foldWork(folds[name], workOf(folds[name], happened, 0), documents.get(name) as Map<string, FoldedDocument>);
  }
  const stood = names.map((name) => [name, standing(documents.get(name) as Map<string, FoldedDocument>)]);
  return { ...found, of: Object.fromEntries(stood) as LedgerAt['of'] };
}

const withoutSealed = (event: AnyRecordedEvent): AnyRecordedEvent => ({ ...event, sealed: [] });

function standing(documents: Map<string, FoldedDocument>): Map<string, Stood<object>> {
  for (const [key, { doc }] of documents) if (!doc) documents.delete(key);
  return documents as Map<string, Stood<object>>;
}
