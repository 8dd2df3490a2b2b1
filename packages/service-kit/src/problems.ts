import type { ServerResponse } from 'node:http';
import type { Rejection } from '@vitne/contracts/decider';
import { rejectionTable } from '@vitne/contracts/rejections/rejection-table';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';

export type ProblemEntry = { status: number; title: string; says: string; retryAfterSeconds?: number };

/**
 * Every problem that the kit itself answers with. Codes are API: `type` is `/problems/<code>`, and the same path
 * explains it. The codes of the services' rejections stand in the contracts' `rejectionTable`.
 */
export const problemTable = {
  'invalid-request': {
    status: 400,
    title: 'The request does not fit its schema',
    says: 'Every entry of errors names the place and what to change there. Unknown fields are refused, so that nothing is kept that nobody asked for.',
  },
  'malformed-json': { status: 400, title: 'The body is not JSON', says: 'Send one JSON document in UTF-8.' },
  'malformed-request': {
    status: 400,
    title: 'The request is not well-formed HTTP',
    says: 'Check the URL, its escapes and the headers.',
  },
  'token-missing': {
    status: 401,
    title: 'A bearer token is needed',
    says: 'Send the header Authorization: Bearer <token> with a token of your tenant.',
  },
  'token-invalid': {
    status: 401,
    title: 'The bearer token is not accepted',
    says: 'The token must be signed by the configured issuer for this audience, with the claims tenant, role and sub.',
  },
  'token-expired': {
    status: 401,
    title: 'The bearer token has expired',
    says: 'Get a new token and send the same request again.',
  },
  'role-not-allowed': {
    status: 403,
    title: 'The role of the token does not allow this',
    says: 'The description of the operation names the roles that may call it.',
  },
  'other-tenant': {
    status: 403,
    title: 'The token belongs to another tenant',
    says: 'A token reaches its own tenant only, whether another one exists or not.',
  },
  'unknown-route': {
    status: 404,
    title: 'There is nothing here',
    says: 'The routes are listed in /openapi.json and on /docs.',
  },
  'not-found': {
    status: 404,
    title: 'There is no such thing',
    says: 'Check the id; a thing of another tenant is not there for you.',
  },
  'unknown-event-type': {
    status: 404,
    title: 'No user event of this type is known',
    says: 'The gateway’s page /docs lists every type with what its data holds.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    says: 'Send it again without pauses.',
  },
  conflict: {
    status: 409,
    title: 'The state of things does not allow this',
    says: 'Read the current state and decide again.',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'The id was used for another command',
    says: 'Give every new command or event an id of its own; repeat an id only together with the same content.',
  },
  'too-many-writers': {
    status: 409,
    title: 'Others keep writing to the same thing',
    says: 'Nothing was recorded. Send the same command again.',
    retryAfterSeconds: 1,
  },
  'stale-position': {
    status: 412,
    title: 'Something happened since the expected position',
    says: 'Read the current state, and send the command again if it still fits, with the new position or without If-Match.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is too large',
    says: 'Send less at once, for example in several batches.',
  },
  'uri-too-long': {
    status: 414,
    title: 'A part of the URL is too long',
    says: 'Use the ids as they were given to you.',
  },
  'unsupported-media-type': { status: 415, title: 'The media type is not supported', says: 'Send application/json.' },
  'too-many-calls': {
    status: 429,
    title: 'Too many calls came from this address',
    says: 'Nothing was kept of this call. Send it again when the seconds of Retry-After are over.',
  },
  'headers-too-large': { status: 431, title: 'The headers are too large', says: 'Send fewer or shorter headers.' },
  'internal-error': {
    status: 500,
    title: 'This is a defect of ours',
    says: 'Tell the operator the correlation id; the log has the rest. A command may be repeated with the same Idempotency-Key.',
  },
  'temporarily-unavailable': {
    status: 503,
    title: 'An engine is away for the moment',
    says: 'Send the same request again after Retry-After, a command with the same Idempotency-Key.',
    retryAfterSeconds: 2,
  },
  'consultation-not-recorded': {
    status: 503,
    title: 'Nothing is given, because it could not be recorded',
    says: 'Reading personal data, taking a file with proof away, and asking for an export of the ledger are recorded first. Send the same request again after Retry-After.',
    retryAfterSeconds: 2,
  },
  'not-signed-yet': {
    status: 503,
    title: 'The newest event is not under a signed checkpoint yet',
    says: 'What happened is recorded; the notary signs about a second later. Ask again after Retry-After: nothing is given without its proof.',
    retryAfterSeconds: 2,
  },
  'proofs-unavailable': {
    status: 503,
    title: 'This service cannot reach the proofs',
    says: "It was not told where the notary's archive is (VITNE_NOTARY_ARCHIVE). Tell the operator.",
    retryAfterSeconds: 600,
  },
  'projection-behind': {
    status: 504,
    title: 'The read model has not reached the position yet',
    says: 'What was written is safe. Read again after Retry-After.',
    retryAfterSeconds: 2,
  },
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof problemTable;

/** The place in the request (`body/purposes/0`, `query/after`) and what to change there. */
export const problemErrorSchema = z.object({ path: z.string(), message: z.string() });
export type ProblemError = z.infer<typeof problemErrorSchema>;

/** RFC 9457, with `errors`, `facts` and `correlation` as our extensions. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  errors: z.array(problemErrorSchema).optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
  correlation: z.string().optional(),
});
export type Problem = z.infer<typeof problemSchema>;

export const problemMediaType = 'application/problem+json';
const typePrefix = '/problems/';

/** A problem of the kit's table. `detail` says what to change, and never repeats what was sent. */
export function problem(
  code: ProblemCode,
  detail: string = problemTable[code].says,
  more: Partial<Pick<Problem, 'instance' | 'errors' | 'facts' | 'correlation'>> = {},
): Problem {
  const { status, title } = problemTable[code];
  return { type: typePrefix + code, title, status, detail, ...more };
}

/** What carrying out a command can be refused with, whatever the domain. */
export const handlerStatuses = {
  'idempotency-key-reused': problemTable['idempotency-key-reused'].status,
  'stale-position': problemTable['stale-position'].status,
  'too-many-writers': problemTable['too-many-writers'].status,
} as const;

/** Statuses for the rejection codes of a service; the kit's own codes need none. */
export type RejectionStatuses<Code extends string> = Record<Exclude<Code, ProblemCode>, number>;

/** What a code means, the same wherever it is answered; undefined for one that stands in no table. */
export const problemEntryOf = (code: string): ProblemEntry | undefined =>
  isProblemCode(code) ? problemTable[code] : rejectionTable.get(code);

/**
 * What a decider's no looks like as a problem: the table of all codes gives status and title, the rejection the sentence.
 * @throws {TypeError} when the code has no status, or another one than everywhere else; both are defects.
 */
export function rejectionProblem<Code extends string>(
  rejection: Rejection<Code>,
  statusByCode: RejectionStatuses<NoInfer<Code>>,
): Problem {
  const { code, detail, facts } = rejection;
  const own = (statusByCode as Record<string, number | undefined>)[code];
  const entry = problemEntryOf(code);
  const status = entry?.status ?? own;
  if (status === undefined) throw new TypeError(`The rejection ${code} has no status.`);
  if (own !== undefined && own !== status) throw new TypeError(`The rejection ${code} is ${status} everywhere else.`);
  return { type: typePrefix + code, title: entry?.title ?? titleOfCode(code), status, detail, ...(facts && { facts }) };
}

/** The stable code of a problem, which programs and tests look at. */
export const problemCodeOf = (of: Pick<Problem, 'type'>): string =>
  of.type.startsWith(typePrefix) ? of.type.slice(typePrefix.length) : of.type;

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(problemTable, code);

/** A code as a sentence: `consent-already-withdrawn` becomes "Consent already withdrawn". */
export const titleOfCode = (code: string): string =>
  (code.charAt(0).toUpperCase() + code.slice(1)).replaceAll('-', ' ');

/** Every reply, whatever the types of its route. */
type AnyReply = {
  raw: ServerResponse;
  header(name: string, value: string | number): unknown;
};

/** Answers with a problem. Return what this returns, so that the handler ends there. */
export function sendProblem<Reply extends AnyReply>(reply: Reply, answer: Problem): Reply {
  const code = problemCodeOf(answer);
  const retryAfterSeconds = isProblemCode(code) ? (problemTable[code] as ProblemEntry).retryAfterSeconds : undefined;
  const untyped = reply as unknown as FastifyReply;
  untyped.code(answer.status);
  reply.header('content-type', problemMediaType);
  reply.header('cache-control', 'no-store');
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  // A string passes Fastify's serialisers untouched, which know only the schemas of successful answers.
  untyped.send(JSON.stringify(answer));
  return reply;
}
