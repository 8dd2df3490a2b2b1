import { ConsultationNotRecorded } from '@vitne/service-kit/consultation-not-recorded';
import { commandIdOf, correlationOf } from '@vitne/service-kit/idempotency';
import { traceparentOf } from '@vitne/service-kit/tracing';
import type { FastifyRequest } from 'fastify';
import type { AuditAsked } from './audit-kinds.ts';

const answerWithinMs = 5_000;

/**
 * Has the processor registry record that an export is asked for, as whoever asks and before it is kept: the auditor itself can write to
 * no ledger. `asked-otherwise` when another export was recorded under the same Idempotency-Key.
 * @throws {ConsultationNotRecorded} when the registry does not record it: nothing may be exported then.
 */
export async function recordExport(
  registryUrl: string,
  request: FastifyRequest,
  { from, to, encryptTo }: Extract<AuditAsked, { kind: 'export' }>,
): Promise<'recorded' | 'asked-otherwise'> {
  const audit = commandIdOf(request);
  const traceparent = traceparentOf(request);
  // Audits are forgotten after a week; whoever then asks under the same key gets another export, which is an event of its own.
  const today = new Date().toISOString().slice(0, 10);
  try {
    const answer = await fetch(new URL('/v1/ledger-exports', registryUrl), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: request.headers.authorization ?? '',
        'idempotency-key': `${audit}-${today}`,
        'x-correlation-id': correlationOf(request),
        ...(traceparent !== undefined && { traceparent }),
      },
      body: JSON.stringify({ audit, from, to, encrypted: encryptTo !== undefined }),
      redirect: 'error',
      signal: AbortSignal.timeout(answerWithinMs),
    });
    const { type } = (await answer.json()) as { type?: unknown };
    if (answer.ok) return 'recorded';
    if (type === '/problems/idempotency-key-reused') return 'asked-otherwise';
    throw new Error(`The processor registry answered ${answer.status}.`);
  } catch (cause) {
    throw new ConsultationNotRecorded('An export that was asked for could not be recorded.', { cause });
  }
}
