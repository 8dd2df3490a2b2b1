import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf, type Tenant } from '@vitne/contracts/channels';
import type { EventDefinition } from '@vitne/contracts/event-definition';
import { canonicalJson, sha256Hex } from '@vitne/contracts/statement/canonical-json';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { EventLog } from '@vitne/event-log/event-log';
import type { PlainPart, Vault } from '@vitne/vault/vault';

/** An event of another service, as that service would have recorded it. */
export type ForeignEvent = {
  tenant: Tenant;
  type: string;
  /** The entity's id. */
  id: string;
  facts: Record<string, unknown>;
  /** What is sealed of it, by part; needs the vault. */
  personal?: Record<string, unknown>;
  time: string;
};

/**
 * Appends an event that another service is answerable for; answers its position.
 * @throws {TypeError} when the catalogue knows no such type.
 */
export async function appendFacts(
  log: EventLog,
  { tenant, type, id, facts, personal = {}, time }: ForeignEvent,
  vault?: Vault,
): Promise<number> {
  const definition = definitionOf(type);
  if (!definition) throw new TypeError(`No event type ${type} is in the catalogue.`);
  const { context, entity } = definition;
  const channel = channelOf({ tenant, context, entity, id });
  const history = await log.readEntity(channel);
  const meta = {
    id: `${type}-${id}-${history.length}`,
    source: `/services/${context}`,
    type,
    time,
    entity: id,
    dataschema: dataschemaOf(type),
    tenant,
    actor: `service:${context}`,
    correlation: 'test',
  };
  const binding = { tenant, eventId: meta.id, eventType: type };
  const plain = Object.entries(personal).map(([part, fields]) => plainPart(definition, part, facts, fields));
  const sealed = plain.length > 0 && vault ? await vault.seal(binding, plain) : [];
  if (sealed.length < plain.length)
    throw new TypeError(`${type} has personal parts, and there is no vault to seal them.`);
  const appended = await log.append({
    channel,
    expectedPosition: history.at(-1)?.position ?? 0,
    events: [{ meta, facts, sealed }],
  });
  if (appended.outcome !== 'appended') throw new Error(`The event was not appended: ${appended.outcome}.`);
  return appended.positions[0] as number;
}

function plainPart(
  { type, personal }: EventDefinition,
  part: string,
  facts: Record<string, unknown>,
  fields: unknown,
): PlainPart {
  const declared = personal[part];
  if (!declared || typeof declared.category !== 'string') throw new TypeError(`${type} has no personal part ${part}.`);
  return {
    part,
    person: String(facts[declared.of]),
    category: declared.category,
    fields: declared.fields.parse(fields),
  };
}

/** The facts of `statement.published.v1` for a statement. */
export async function statementFacts(statement: Statement): Promise<Record<string, unknown>> {
  const { version, revision, updated } = statement.statement;
  return { version, revision, updated, hash: await sha256Hex(canonicalJson(statement)), document: statement };
}
