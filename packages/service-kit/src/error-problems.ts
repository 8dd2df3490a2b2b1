import { EventLogUnavailable } from '@vitne/event-log/event-log';
import { VaultUnavailable } from '@vitne/vault/vault';
import type { FastifyError } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { ConsultationNotRecorded } from './consultation-not-recorded.ts';
import { type Problem, type ProblemCode, problem } from './problems.ts';
import { errorsOfIssues, type ZodIssue } from './validation-errors.ts';

/** The problem that an exception becomes. `defect` says that it is ours, and belongs in the log with its stack. */
export function problemOfError(error: unknown): { problem: Problem; defect: boolean } {
  if (error instanceof ConsultationNotRecorded)
    return { problem: problem('consultation-not-recorded'), defect: !isEngineAway(error) };
  if (isEngineAway(error)) return { problem: problem('temporarily-unavailable'), defect: false };
  if (hasZodFastifySchemaValidationErrors(error)) return { problem: invalidRequest(error), defect: false };
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = code === undefined ? undefined : codeOfFrameworkError[code];
  if (known) return { problem: problem(known), defect: false };
  // The JSON parser refuses __proto__ and the like with a SyntaxError that has a status.
  if (error instanceof SyntaxError && statusCode === 400) return { problem: problem('malformed-json'), defect: false };
  if (statusCode === 404) return { problem: problem('unknown-route'), defect: false };
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { problem: problem('malformed-request'), defect: false };
  }
  return { problem: problem('internal-error'), defect: true };
}

const codeOfFrameworkError: Record<string, ProblemCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-request',
  FST_ERR_BAD_URL: 'malformed-request',
  FST_ERR_MAX_PARAM_LENGTH: 'uri-too-long',
  FST_ERR_HANDLER_TIMEOUT: 'temporarily-unavailable',
};

/** The driver's errors that mean: the database is away or changing its primary, and the same call may succeed later. */
const mongoNetworkErrors = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoPoolClearedError',
  'MongoPoolClearedOnNetworkError',
  'MongoPoolClosedError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoOperationTimeoutError',
]);
const mongoRetryLabels = ['RetryableWriteError', 'TransientTransactionError', 'RetryableError'];

/** A socket that breaks in the middle of a write reaches us as the system's own error, without the driver's wrapping. */
const brokenSocketCodes = new Set(['EPIPE', 'ECONNRESET', 'ECONNREFUSED']);

function isEngineAway(error: unknown, depth = 0): boolean {
  if (!(error instanceof Error) || depth > 4) return false;
  if (error instanceof EventLogUnavailable || error instanceof VaultUnavailable) return true;
  if (mongoNetworkErrors.has(error.name)) return true;
  const { code, hasErrorLabel } = error as { code?: unknown; hasErrorLabel?: (label: string) => boolean };
  if (typeof code === 'string' && brokenSocketCodes.has(code)) return true;
  if (typeof hasErrorLabel === 'function' && mongoRetryLabels.some((label) => hasErrorLabel.call(error, label)))
    return true;
  return isEngineAway(error.cause, depth + 1);
}

type ValidationError = Pick<FastifyError, 'validation' | 'validationContext'>;

const placeOfContext: Record<string, string> = {
  body: 'body',
  querystring: 'query',
  params: 'params',
  headers: 'headers',
};

function invalidRequest({ validation = [], validationContext = 'body' }: ValidationError): Problem {
  const issues = validation.map(
    ({ keyword, instancePath, message, params }) =>
      ({
        ...params,
        code: keyword,
        message: message ?? '',
        path: instancePath === '/' ? [] : instancePath.slice(1).split('/'),
      }) as ZodIssue,
  );
  const errors = errorsOfIssues(issues, placeOfContext[validationContext] ?? validationContext);
  return problem(
    'invalid-request',
    errors
      .map(({ path, message }) => `${path}: ${message}`)
      .slice(0, 3)
      .join(' '),
    { errors },
  );
}
