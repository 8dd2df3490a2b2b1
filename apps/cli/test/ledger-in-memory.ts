import type { LedgerSource } from '@vitne/audit/ledger-source';
import { ledgerOfMessages } from '@vitne/audit/stored-ledger';
import { dataschemaOf, definitionOf } from '@vitne/contracts/catalogue/catalogue';
import { channelOf } from '@vitne/contracts/channels';
import { encodeMessage } from '@vitne/event-log/ledger-message';
import type { StoredMessage } from '@vitne/ledger/stored-message';

/** Something that happens: an event's type, the entity it happens to, its facts, and when. */
export type Happening = {
  type: string;
  id: string;
  facts: Record<string, unknown>;
  time: string;
  /** The command that it came of; a few events can share one. */
  command?: string;
  statementVersion?: string;
  /** The keys under which something of it is sealed. */
  sealedUnder?: readonly string[];
};

export const tenant = 'kaukus';
const somebody = 'p4k7w2m9x1c6v3b8n5z0';

/** The messages of a ledger in which these things happened, as the event log stores them. */
export function messagesOf(happenings: readonly Happening[]): StoredMessage[] {
  const encoder = new TextEncoder();
  const ofCommand = new Map<string, number>();
  return happenings.map(({ type, id, facts, time, command, statementVersion, sealedUnder = [] }, index) => {
    const definition = definitionOf(type);
    if (!definition) throw new TypeError(`No event type ${type} is in the catalogue.`);
    const { context, entity } = definition;
    const correlation = command ?? `command-${index + 1}`;
    const place = ofCommand.get(correlation) ?? 0;
    ofCommand.set(correlation, place + 1);
    const meta = {
      id: `${correlation}.${place}`,
      source: `/services/${context}`,
      type,
      time,
      entity: id,
      dataschema: dataschemaOf(type),
      tenant,
      actor: `service:${context}`,
      correlation,
      ...(statementVersion !== undefined && { statementVersion }),
    };
    const sealed = sealedUnder.map((key) => ({
      part: 'contact',
      person: somebody,
      category: 'contact',
      key,
      blob: 'AAAA',
    }));
    const { head, data } = encodeMessage({ meta, facts, sealed });
    return { subject: channelOf({ tenant, context, entity, id }), headerBlock: encoder.encode(`${head}\r\n`), data };
  });
}

/** The ledger itself. */
export const ledgerOf = (happenings: readonly Happening[]): LedgerSource =>
  ledgerOfMessages(tenant, messagesOf(happenings));
