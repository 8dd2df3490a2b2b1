import type { requestReceived } from '@vitne/contracts/catalogue/request-intake-events';
import type { Tenant } from '@vitne/contracts/channels';
import { optOuts } from '@vitne/contracts/decisions/person-facts';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import { decisionSources } from '@vitne/service-kit/decision-sources';
import { consequenceOf, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { lastIdOf, type Read } from '@vitne/service-kit/who-is-who';
import { type SoftOptInCommand, softOptIns } from '../domain/soft-opt-ins.ts';
import { softOptInsProjection } from '../projections/soft-opt-ins.ts';

type Ending = { by: Extract<SoftOptInCommand, { command: 'end' }>['by']; purposes: readonly string[] | 'all' };

/** Any no ends marketing that stands on a sale: an opt-out, a refused or withdrawn consent, an objection (Art. 21(3)). */
export function endSoftOptIns(context: ServiceContext): Reaction {
  const name = 'end-soft-opt-ins';
  return {
    name,
    handles: [
      ...optOuts.keys(),
      'consent.refused.v1',
      'consent.refused-by-signal.v1',
      'consent.withdrawn.v1',
      'request.received.v1',
      'request.classified.v1',
    ],
    async react(event) {
      const ending = endingOf(event);
      if (!ending) return;
      const { entity } = decisionSources(context);
      const read: Read = (...of) => entity(event.meta.tenant, ...of);
      const person = await lastIdOf(read, String(event.facts['person']));
      for (const purpose of await standing(context, event.meta.tenant, person, ending.purposes)) {
        const commanded = consequenceOf(context, event, name, `${person}~${purpose}`);
        const target = { entity: 'soft-opt-in', id: person };
        const command = { command: 'end', person, purpose, by: ending.by } as const;
        triedAgain(await context.execute(softOptIns, commanded, target, command));
      }
    },
  };
}

function endingOf({ meta, facts }: AnyRecordedEvent): Ending | undefined {
  const optedOut = optOuts.get(meta.type);
  if (optedOut !== undefined) return { by: 'opt-out', purposes: [optedOut] };
  if (meta.type === 'request.received.v1' || meta.type === 'request.classified.v1') {
    const { requestType, directMarketing, purposes } = facts as Partial<FactsOf<typeof requestReceived>>;
    if (requestType === 'withdrawal' && purposes) return { by: 'withdrawal', purposes };
    // Whoever says that marketing is not meant objects to something else.
    return requestType === 'objection' && directMarketing !== false ? { by: 'objection', purposes: 'all' } : undefined;
  }
  const by = meta.type === 'consent.withdrawn.v1' ? 'withdrawal' : 'refusal';
  return { by, purposes: [String(facts['purpose'])] };
}

async function standing(
  { db }: ServiceContext,
  tenant: Tenant,
  person: string,
  purposes: readonly string[] | 'all',
): Promise<string[]> {
  const found = (await findDocument(db, tenant, softOptInsProjection, person))?.purposes ?? {};
  return Object.keys(found).filter(
    (purpose) => found[purpose]?.status === 'standing' && (purposes === 'all' || purposes.includes(purpose)),
  );
}
