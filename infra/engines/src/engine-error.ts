/** Why engines cannot be had. The codes are API; the message names the cause and what mends it. */
export const engineErrorCodes = [
  'containers-unavailable',
  'data-folder-in-use',
  'engine-did-not-start',
  'engine-exited',
  'engine-not-found',
  'engine-not-ours',
  'engine-unreachable',
  'fetch-failed',
  'pip-missing',
  'platform-unsupported',
  'port-in-use',
  'store-key-missing',
  'user-unknown',
] as const;
export type EngineErrorCode = (typeof engineErrorCodes)[number];

/** One clear sentence about an engine, for a person at a terminal. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EngineError';
    this.code = code;
  }
}

/** Gives what the plain fetching script throws its class; anything else is a defect and stays what it is. */
export function asEngineError(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof EngineError) return error;
  const code = engineErrorCodes.find((known) => 'code' in error && error.code === known);
  return code ? new EngineError(code, error.message, { cause: error }) : error;
}
