import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ProcessorCallFailure } from '../domain/processor-request-terms.ts';

/** A call that came to nothing, and why; its words hold nothing of what was sent or answered. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  readonly reason: ProcessorCallFailure;
  readonly httpStatus: number | undefined;

  constructor(reason: ProcessorCallFailure, httpStatus?: number) {
    super(`A call to a processor failed: ${reason}.`);
    this.reason = reason;
    this.httpStatus = httpStatus;
  }
}

export const answerTimeoutMs = 10_000;
const answerLimitBytes = 64 * 1024;

type Call = {
  method: 'GET' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  body?: Buffer;
  /** The HTTP statuses that are an answer. */
  expected: readonly number[];
  limitBytes?: number;
};
export type Heard = { raw: Buffer; headers: Headers; httpStatus: number };

/**
 * Calls under an address that a statement names. No redirect is followed, nothing longer than the limit is read, and nobody is
 * waited for longer than ten seconds, the reading of the answer included.
 * @throws {CallFailed} when no such answer came.
 */
export async function callOut(
  url: string,
  { method, headers = {}, body, expected, limitBytes = answerLimitBytes }: Call,
): Promise<Heard> {
  const signal = AbortSignal.timeout(answerTimeoutMs);
  let answer: Response;
  try {
    answer = await fetch(url, { method, headers, redirect: 'manual', signal, ...(body && { body }) });
  } catch {
    throw new CallFailed('unreachable');
  }
  try {
    if (answer.status >= 300 && answer.status < 400) throw new CallFailed('redirected', answer.status);
    if (!expected.includes(answer.status)) throw new CallFailed(reasonFor(method, answer.status), answer.status);
    return { raw: await readAll(answer, limitBytes), headers: answer.headers, httpStatus: answer.status };
  } catch (error) {
    void answer.body?.cancel().catch(() => undefined);
    throw error instanceof CallFailed ? error : new CallFailed('unreachable', answer.status);
  }
}

/** A processor that says that the request is wrong says so again; any other status may be another one tomorrow. */
const reasonFor = (method: Call['method'], status: number): ProcessorCallFailure =>
  refusals[method].includes(status) ? 'refused' : 'http-status';

/** Only what is pending can be cancelled (§ 9), so what is under way, done or unknown stays so. */
const refusals: Readonly<Record<Call['method'], readonly number[]>> = {
  GET: [],
  POST: [400, 422],
  DELETE: [400, 404, 405, 409, 410, 422],
};

async function readAll(answer: Response, limitBytes: number): Promise<Buffer> {
  if (!answer.body) return Buffer.alloc(0);
  let size = 0;
  return buffer(
    Readable.from(
      (async function* limited(chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          size += chunk.length;
          if (size > limitBytes) throw new CallFailed('too-large', answer.status);
          yield chunk;
        }
      })(answer.body),
    ),
  );
}

/** Whether an address stands on the very origin that the statement names: scheme, host and port. */
export const isWithin = (url: string, base: string): boolean => {
  const { origin, username, password } = new URL(url);
  return origin === new URL(base).origin && `${username}${password}` === '';
};

/** @throws {CallFailed} when it is no JSON. */
export function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch {
    throw new CallFailed('malformed');
  }
}
