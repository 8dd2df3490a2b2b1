import { createHash } from 'node:crypto';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { statementPublished } from '@vitne/contracts/catalogue/consent-events';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { EventDefinition } from '@vitne/contracts/event-definition';
import { canonicalJson } from '@vitne/contracts/statement/canonical-json';
import { type DeliveredMessage, eventIn } from '@vitne/event-log/stored-messages';
import { IdsBefore } from './ids-before.ts';
import type { LedgerFinding, LedgerFindingCode } from './ledger-finding.ts';

/** Judges a ledger message by message, in the order in which the stream delivers them. */
export type LedgerAuditor = {
  look(message: DeliveredMessage): LedgerFinding[];
  /**
   * What is only known when all ids came, piece by piece, in no order; once, and when no more comes.
   * @throws {TemporaryFolderUnusable}
   */
  settle(): AsyncIterable<LedgerFinding[]>;
  /** What is only known when no more comes. @param newest the position that the stream says it ends at */
  end(newest: number): LedgerFinding[];
  /** Gives back what it keeps of ids on the disk. */
  close(): void;
};

/** One a day for more than a century. */
const usualStatements = 50_000;
/** A list in an event can be wrong at each of its places. */
const mostPlaces = 20;

/**
 * Looks at every event of one tenant's ledger: that none is missing, that each follows its schema and stands where its type
 * belongs, that it was decided under a statement which had been published, and that what it answers to came before it.
 * @param mostIds how many ids it keeps in memory, at least 1; more than that are looked through on the disk
 * @param mostStatements how many versions of the statement it tells apart; more than that are a finding
 */
export function ledgerAuditor(
  tenant: Tenant,
  { mostIds, mostStatements = usualStatements }: { mostIds?: number | undefined; mostStatements?: number } = {},
): LedgerAuditor {
  let told: LedgerFinding[] = [];
  const tell =
    (code: LedgerFindingCode, detail: string) =>
    (position: number): void =>
      void told.push({ code, position, detail });
  const ids = new IdsBefore(
    {
      causeUnknown: tell('cause-unknown', 'Its cause is not before it.'),
      repeated: tell('id-repeated', 'Its id was used before.'),
    },
    mostIds,
  );
  const taken = (): LedgerFinding[] => {
    const now = told;
    told = [];
    return now;
  };
  const statements = new Set<string>();
  let last = 0;

  function look(message: DeliveredMessage): LedgerFinding[] {
    const { position } = message;
    const found = (code: LedgerFindingCode, detail: string): LedgerFinding => ({ code, position, detail });
    const findings: LedgerFinding[] = [];
    if (position !== last + 1) findings.push(found('sequence-gap', `${last + 1} to ${position - 1} are not there.`));
    last = position;
    const event = decoded(message);
    if (!event) return [...findings, found('not-an-event', 'Its headers or its payload are not those of an event.')];
    const { meta } = event;
    const definition = definitionOf(meta.type);
    if (!definition) findings.push(found('unknown-type', `${meta.type} is not in the catalogue.`));
    else findings.push(...ofDefinition(event, definition).map(([code, detail]) => found(code, detail)));
    if (meta.tenant !== tenant) findings.push(found('wrong-place', 'It names another tenant.'));
    if (meta.causation !== undefined) ids.cause(meta.causation, position);
    ids.id(meta.id, position);
    findings.push(...taken());
    if (meta.type === statementPublished.type) {
      if (statements.size < mostStatements) statements.add(versionIn(event));
      else if (!statements.has(versionIn(event)))
        findings.push(found('too-many-statements', `More than ${mostStatements} versions: later ones are unknown.`));
      if (sha256Of(canonicalJson(event.facts['document'])) !== event.facts['hash'])
        findings.push(found('statement-altered', 'The document does not have the hash that stands beside it.'));
    }
    if (meta.statementVersion !== undefined && !statements.has(meta.statementVersion))
      findings.push(found('statement-unknown', `Version ${meta.statementVersion} was not published before it.`));
    return findings;
  }

  return {
    look,
    async *settle() {
      for await (const _ of ids.settle()) yield taken();
    },
    close: () => ids.close(),
    end: (newest) =>
      last >= newest
        ? []
        : [{ code: 'end-not-delivered', position: last + 1, detail: `${last + 1} to ${newest} are not delivered.` }],
  };
}

function decoded(message: DeliveredMessage): AnyRecordedEvent | undefined {
  try {
    return eventIn(message);
  } catch {
    return undefined;
  }
}

const sha256Of = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Two whole numbers where the event follows its schema; what is longer is kept by nobody. */
const versionIn = ({ facts }: AnyRecordedEvent): string =>
  `${String(facts['version'])}.${String(facts['revision'])}`.slice(0, 64);

function ofDefinition(
  { meta, facts, sealed, channel }: AnyRecordedEvent,
  { type, context, entity, facts: schema, personal }: EventDefinition,
): [LedgerFindingCode, string][] {
  const findings: [LedgerFindingCode, string][] = [];
  const parsed = schema.safeParse(facts);
  if (!parsed.success) {
    const places = parsed.error.issues.map(({ path }) => path.join('.') || '(whole)');
    const named = places.slice(0, mostPlaces).join(', ');
    const others = places.length > mostPlaces ? ` and ${places.length - mostPlaces} more places` : '';
    findings.push(['schema-violation', `${type} does not follow its schema at ${named}${others}.`]);
  }
  if (meta.dataschema !== dataschemaOf(type))
    findings.push(['schema-violation', 'It names the schema of another type.']);
  if (channel !== channelOf({ tenant: meta.tenant, context, entity, id: meta.entity }))
    findings.push(['wrong-place', `${type} belongs to ${context}.${entity}, on the subject of its own entity.`]);
  const byAnother = meta.actor.startsWith('service:') && meta.actor !== `service:${context}`;
  if (meta.source !== `/services/${context}` || byAnother)
    findings.push(['wrong-source', `${type} is written by the service ${context} alone.`]);
  for (const { part, person, category } of sealed) {
    const declared = personal[part];
    if (!declared) {
      findings.push(['schema-violation', `${type} has no personal part ${part}.`]);
      continue;
    }
    const itsCategory = typeof declared.category === 'string' ? declared.category : facts[declared.category.fact];
    if (facts[declared.of] !== person || itsCategory !== category)
      findings.push(['sealed-for-another', `The part ${part} is sealed under another key than its type says.`]);
  }
  return findings;
}
