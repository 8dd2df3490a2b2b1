import { readFileSync } from 'node:fs';
import type { Due } from '@vitne/contracts/law/derivation';
import type { RequestType } from '@vitne/contracts/law/requests';
import { parseStatement } from '@vitne/contracts/statement/parse-statement';
import type { Statement } from '@vitne/contracts/statement/schema';
import type { PastEvent } from '@vitne/testing/decider-specification';
import { dueOnReceipt } from '../src/domain/due-date.ts';
import type { Matter as CommandMatter, CommandNamed } from '../src/domain/request-commands.ts';

export const statementText = (tenant: 'catacloud' | 'kaukus'): string =>
  readFileSync(new URL(`../../../statements/${tenant}.yaml`, import.meta.url), 'utf8');

/** A fresh copy of a real statement. */
export function statementOf(tenant: 'catacloud' | 'kaukus'): Statement {
  const parsed = parseStatement(statementText(tenant));
  if (!parsed.ok) throw new Error(`${tenant}.yaml cannot be run.`);
  return structuredClone(parsed.statement);
}

export const person = 'p4k7w2m9x1c6v3b8n5z0';
export const id = { request: 'r-1', person };
/** Kaukus: days of Oslo, thirty days promised. */
export const kaukusTerms = { zone: 'Europe/Oslo', answerWithin: 'P30D' };
export const withoutPromise = { zone: 'Europe/Oslo' };
/** Every system that was asked has done its part. */
export const allDone = { given: true, open: [] } as const;
export const now = '2026-06-01T10:00:00.000Z';

export function receiving(over: Partial<CommandNamed<'receive'>> = {}): CommandNamed<'receive'> {
  return {
    command: 'receive',
    ...id,
    requestType: 'access',
    receivedThrough: 'email',
    received: now,
    terms: kaukusTerms,
    contact: { email: 'kari@example.no' },
    text: 'Hva vet dere om meg?',
    now,
    ...over,
  };
}

export function dueOf(
  requestType: RequestType,
  received = now,
  terms: CommandNamed<'receive'>['terms'] = kaukusTerms,
): Due {
  const due = dueOnReceipt(requestType, received, terms, '2100-01-01T00:00:00.000Z');
  if ('rejected' in due) throw new Error(due.rejected.code);
  return due;
}

/** An event of a request, as a test writes it. */
export type RequestPast = Extract<PastEvent, { type: `request.${string}` }>;

export const received = (
  requestType: RequestType = 'access',
  at = now,
  terms = kaukusTerms as CommandNamed<'receive'>['terms'],
) =>
  ({
    type: 'request.received.v1',
    facts: { ...id, requestType, receivedThrough: 'email', received: at, due: dueOf(requestType, at, terms) },
    personal: { contact: { email: 'kari@example.no' }, enquiry: { text: 'Hva vet dere om meg?' } },
  }) satisfies RequestPast;

/** That the address of the request is kept for its answer alone. */
export const keptAddress = {
  type: 'request.answer-address-kept.v1',
  facts: { ...id, from: 'request' },
  personal: { answerTo: { email: 'kari@example.no' } },
} satisfies RequestPast;

/** That the person is to be told of something. */
export const owed = (message: string, matter: CommandMatter) =>
  ({ type: 'request.message-owed.v1', facts: { ...id, message, matter } }) satisfies RequestPast;
export const owedReceipt = owed('acknowledgement', 'receipt');
export const owedAnswer = owed('answer', 'answer');
export const owedRefusal = owed('answer', 'refusal');
export const told = (message: string, matter: CommandMatter, at = now) =>
  ({
    type: 'request.told.v1',
    facts: { ...id, message, matter, how: 'phone', told: at },
  }) satisfies RequestPast;

export const acknowledged = {
  type: 'request.acknowledged.v1',
  facts: { ...id, acknowledged: now },
} satisfies RequestPast;
export const assigned = { type: 'request.assigned.v1', facts: { ...id, assignee: 'ola' } } satisfies RequestPast;
export const accepted = (requestType: RequestType = 'access') =>
  ({
    type: 'request.accepted.v2',
    facts: { ...id, requestType, identity: 'email-link', proof: 'command-9.0' },
  }) satisfies RequestPast;
/** That it was proved who made this request, and by which event. */
export const proof = { ...id, by: 'email-link', event: 'command-9.0' } as const;
export const judging = { command: 'accept-judged', ground: 'called-back', note: 'Ringte nummeret vi har.' } as const;
export const judged = (requestType: RequestType = 'access') =>
  ({
    type: 'request.accepted.v2',
    facts: { ...id, requestType, identity: 'staff-judgement', ground: 'called-back' },
    personal: { judgement: { note: 'Ringte nummeret vi har.' } },
  }) satisfies RequestPast;
/** As it stands in ledgers from when staff alone said how it was settled. */
export const acceptedOfOld = {
  type: 'request.accepted.v1',
  facts: { ...id, requestType: 'access', identity: 'email-link' },
} satisfies RequestPast;
export const extended = (due: Due) =>
  ({ type: 'request.extended.v1', facts: { ...id, reasons: ['complexity'], told: now, due } }) satisfies RequestPast;
export const fulfilled = {
  type: 'request.fulfilled.v1',
  facts: { ...id, fulfilled: now, by: 'staff' },
} satisfies RequestPast;
export const refused = {
  type: 'request.refused.v1',
  facts: { ...id, refused: now, reason: 'manifestly-excessive', complaintTo: 'Datatilsynet', courtRemedyStated: true },
} satisfies RequestPast;
export const withdrawn = { type: 'request.withdrawn.v1', facts: { ...id, withdrawn: now } } satisfies RequestPast;
