import { MongoError } from 'mongodb';
import { VaultUnavailable } from './vault.ts';

const answerTimeoutMs = 10_000;

/**
 * A key store that is away is not a defect: the caller tries again. A store that hangs counts as away after 10 s; the
 * bound is ours, because the driver's own `timeoutMS` has no effect and its socket timeout belongs to whoever connects.
 * @throws {VaultUnavailable}
 */
export async function reachable<Answer>(work: () => Promise<Answer>, timeoutMs = answerTimeoutMs): Promise<Answer> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new VaultUnavailable('The key store is silent.')), timeoutMs);
  try {
    return await Promise.race([work(), late.promise]);
  } catch (error) {
    throw unavailable(error);
  } finally {
    clearTimeout(timer);
  }
}

/** An outage as `VaultUnavailable`; anything else as it is. */
const unavailable = (error: unknown): unknown =>
  (error instanceof MongoError && isOutage(error)) || isBrokenSocket(error)
    ? new VaultUnavailable('The key store does not answer.', { cause: error })
    : error;

const outageNames = /Network|ServerSelection|PoolCleared|PoolClosed|Topology|NotConnected|ClientClosed|Timeout/;
const outageLabels = ['RetryableWriteError', 'RetryableError', 'TransientTransactionError', 'SystemOverloadedError'];

/** The server's codes for: shutting down, stepping down, not primary, not reachable, out of time. */
const outageCodes = new Set([6, 7, 50, 64, 89, 91, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436]);

const isOutage = (error: MongoError): boolean =>
  outageNames.test(error.name) ||
  outageCodes.has(Number(error.code)) ||
  outageLabels.some((label) => error.hasErrorLabel(label));

/** The driver lets a few errors of a socket through as Node threw them. */
const isBrokenSocket = (error: unknown): boolean =>
  ['EPIPE', 'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'ETIMEDOUT', 'ERR_STREAM_DESTROYED'].includes(
    (error as NodeJS.ErrnoException | undefined)?.code ?? '',
  );
