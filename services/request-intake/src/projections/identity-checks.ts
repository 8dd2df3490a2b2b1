import { identityCheckEvents, identityCheckProved } from '@vitne/contracts/catalogue/identity-events';
import type { SealedPart } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';
import { z } from 'zod';
import {
  checksAfter,
  type IdentityCheck,
  lastSent,
  type RecordedIdentityEvent,
} from '../domain/identity-check-state.ts';

/** What is proved for one request, with the address that was claimed as it lies in the ledger. */
export type IdentityCheckDocument = {
  request: string;
  person: string;
  check: IdentityCheck;
  language?: 'nb' | 'en';
  claimed?: { eventId: string; eventType: string; sealed: SealedPart };
  /** When the code that is owed is sent, or tried again. */
  nextMail?: string;
  /** When the code that counts stops counting. */
  expiresAt?: string;
};

/** The check of each request, by the request's id. */
export const identityChecksProjection: Projection<IdentityCheckDocument> = {
  name: 'identity-checks',
  version: 1,
  handles: identityCheckEvents.map(({ type }) => type),
  indexes: [{ key: { nextMail: 1 } }, { key: { expiresAt: 1 } }],
  keysOf: ({ facts }) => [String(facts['request'])],
  evolve(doc, recorded) {
    const event = recorded as unknown as RecordedIdentityEvent;
    const { request, person } = event.facts;
    const check = checksAfter(doc ? { [request]: doc.check } : {}, event)[request];
    if (!check) return undefined;
    const { language, claimed } = doc ?? begunWith(event);
    const before = doc?.nextMail === undefined ? {} : { nextMail: doc.nextMail };
    return {
      request,
      person,
      check,
      ...(language !== undefined && { language }),
      ...(claimed && { claimed }),
      ...(!isOver(check) && { ...nextMailAfter(before, event), ...expiryOf(check) }),
    };
  },
};

function begunWith({
  meta,
  facts,
  sealed,
}: RecordedIdentityEvent): Pick<IdentityCheckDocument, 'language' | 'claimed'> {
  const { language } = facts as { language?: 'nb' | 'en' };
  const [claimed] = sealed;
  return {
    ...(language !== undefined && { language }),
    ...(claimed && { claimed: { eventId: meta.id, eventType: meta.type, sealed: claimed } }),
  };
}

const isOver = ({ proved, locked }: IdentityCheck): boolean => proved !== undefined || locked;

function nextMailAfter(before: { nextMail?: string }, { meta, facts }: RecordedIdentityEvent): { nextMail?: string } {
  const { requested, nextAttempt } = facts as { requested?: string; nextAttempt?: string };
  if (meta.type === 'identity-check.code-requested.v1') return requested === undefined ? {} : { nextMail: requested };
  if (meta.type === 'identity-check.code-not-sent.v1')
    return nextAttempt === undefined ? {} : { nextMail: nextAttempt };
  return meta.type === 'identity-check.code-sent.v1' ? {} : before;
}

function expiryOf(check: IdentityCheck): { expiresAt?: string } {
  const sent = lastSent(check);
  return sent && !sent.over ? { expiresAt: sent.expires } : {};
}

/** How far the proof of a request is: nothing that could be shown as a proof is in it. */
export const identityStandingSchema = z
  .object({
    status: z.enum(['open', 'proved', 'locked']),
    codes: z.array(z.object({ requested: z.string(), status: z.enum(['owed', 'sent', 'expired', 'not-sent']) })),
    failedAttempts: z.int(),
    signIns: z.int(),
    proof: identityCheckProved.facts.omit({ request: true, person: true }).optional(),
  })
  .describe('How far it is proved who asks, and how; a code or a link is never in it.');

export function standingOfCheck({ check }: IdentityCheckDocument): z.infer<typeof identityStandingSchema> {
  const { proved, locked, codes, attempts, signIns } = check;
  const open = locked ? 'locked' : 'open';
  return {
    status: proved ? 'proved' : open,
    codes: codes.map((code) => ({
      requested: code.requested,
      status: code.status === 'sent' && code.over ? 'expired' : code.status,
    })),
    failedAttempts: attempts,
    signIns,
    ...(proved && { proof: proofFacts(proved) }),
  };
}

function proofFacts(proved: FactsOf<typeof identityCheckProved>) {
  const { request: _, person: _person, ...facts } = proved;
  return facts;
}
