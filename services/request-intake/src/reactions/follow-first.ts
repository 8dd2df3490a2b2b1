import { partlyFulfilled, partlyFulfilledV2 } from '@vitne/contracts/catalogue/request-course-events';
import { answeredWithFirst, duplicateFound } from '@vitne/contracts/catalogue/request-duplicate-events';
import { takenAsEnquiry } from '@vitne/contracts/catalogue/request-enquiry-events';
import { requestFulfilled, requestRefused, requestWithdrawn } from '@vitne/contracts/catalogue/request-intake-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import { findDocuments } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';
import type { CommandNamed } from '../domain/request-commands.ts';
import type { KnownRequest } from '../domain/request-state.ts';
import { requestInLedger } from '../identity-proof.ts';
import { requestsProjection } from '../projections/requests.ts';

const name = 'follow-first';
const mostDuplicates = 200;

/** The answer to the first answers its duplicates; what ends without one gives them back to themselves. */
export function followFirst(context: ServiceContext): Reaction {
  return {
    name,
    handles: [
      duplicateFound.type,
      answeredWithFirst.type,
      requestFulfilled.type,
      partlyFulfilled.type,
      partlyFulfilledV2.type,
      requestRefused.type,
      requestWithdrawn.type,
      takenAsEnquiry.type,
    ],
    async react(event) {
      const { tenant } = event.meta;
      const isNew = event.meta.type === duplicateFound.type;
      const first = String(event.facts[isNew ? 'of' : 'request']);
      const known = await requestInLedger(context, tenant, first);
      // The first may have been closed in the moment in which its duplicate was found.
      const outcome = isNew ? known && outcomeOfClosed(known) : outcomeOf(event);
      if (!known || outcome === undefined) return;
      const filter = { duplicateOf: first, open: true };
      const { documents } = await findDocuments(context.db, tenant, requestsProjection, filter, {
        limit: mostDuplicates,
      });
      if (documents.length === 0) return;
      const firstReceived = known.due.received;
      for (const { request: id } of documents) {
        const commanded = consequenceOf(context, event, name, id);
        const command = { command: 'follow-first', first, outcome, firstReceived, now: commanded.now } as const;
        settled(name, await context.execute(request, commanded, { entity: 'request', id }, command));
      }
    },
  };
}

type Outcome = CommandNamed<'follow-first'>['outcome'];

function outcomeOf({ meta, facts }: AnyRecordedEvent): Outcome {
  if (meta.type === answeredWithFirst.type) return facts['outcome'] as Outcome;
  if (meta.type === requestWithdrawn.type || meta.type === takenAsEnquiry.type) return 'first-withdrawn';
  if (meta.type === requestFulfilled.type) return 'fulfilled';
  if (meta.type === partlyFulfilled.type || meta.type === partlyFulfilledV2.type) return 'partly-fulfilled';
  return facts['reason'] === 'identity-not-established' ? 'first-unidentified' : 'refused';
}

function outcomeOfClosed({ status, identity }: KnownRequest): Outcome | undefined {
  if (status === 'fulfilled' || status === 'partly-fulfilled') return status;
  if (status === 'withdrawn' || status === 'taken-as-enquiry') return 'first-withdrawn';
  if (status !== 'refused') return undefined;
  return identity === undefined ? 'first-unidentified' : 'refused';
}
