import type { Tenant } from '@vitne/contracts/channels';
import { choiceKey, isOver } from '@vitne/contracts/decisions/choice';
import type { ConsentAct, ConsentProof } from '@vitne/contracts/interop/consent-proof';
import { purposeById } from '@vitne/contracts/statement/statement-index';
import { findDocument } from '@vitne/projector/documents';
import type { ServiceContext } from '@vitne/service-kit/service';
import { rightsPlace, withdrawalPlace } from './exercise-places.ts';
import { consentsProjection, type HistoryEntry } from './projections/consents.ts';

/**
 * All that proves how a choice stood after one act: every act on it so far, and the statement it was made under.
 * Undefined when the person has no such act, or was never shown anything: a browser's signal alone leaves no receipt.
 * @param origin where people reach the platform, for the links.
 */
export async function proofOf(
  context: ServiceContext,
  tenant: Tenant,
  person: string,
  eventId: string,
  origin: string,
): Promise<ConsentProof | undefined> {
  const history = (await findDocument(context.db, tenant, consentsProjection, person))?.history ?? [];
  const last = history.findIndex((entry) => entry.eventId === eventId);
  const named = history[last];
  if (!named) return undefined;
  const acts = actsOf(history.slice(0, last + 1).filter((entry) => choiceKey(entry) === choiceKey(named)));
  const asked = acts.findLast(({ shown }) => shown !== undefined);
  const published = asked?.statementVersion && (await context.statements.version(tenant, asked.statementVersion));
  if (!published || !asked.shown) return undefined;
  const { purpose, recipient } = named;
  const { statement } = published;
  return {
    statement,
    person,
    purpose,
    recipient,
    acts,
    links: {
      notice: `${origin}/v1/public/${tenant}/notices/by-hash/${asked.shown.noticeHash}`,
      withdraw: withdrawalPlace(statement, purposeById(statement, purpose)),
      withdrawByApi: `${origin}/v1/public/${tenant}/consents/withdrawals`,
      rights: rightsPlace(statement),
      record: `${origin}/v1/people/${person}/consents/${eventId}/receipt`,
    },
  };
}

/** A yes that comes while another one is running renews it (DPV). */
function actsOf(entries: readonly HistoryEntry[]): ConsentAct[] {
  return entries.map(({ eventId, at, status, statementVersion, shown, guardian, signal, expires, origin }, index) => {
    const before = entries[index - 1];
    const renews = status === 'given' && before?.status === 'given' && !isOver(before, at);
    return {
      eventId,
      at: origin?.chosen ?? at,
      status: renews ? 'renewed' : status,
      statementVersion,
      shown,
      expires,
      guardian,
      signal,
    };
  });
}
