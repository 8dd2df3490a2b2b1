import { type DestinationStream, type LogFn, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** Names under which personal data or secrets could slip into a log line; their values are replaced. */
const redacted = new Set([
  'authorization',
  'cookie',
  'token',
  'headers',
  'body',
  'query',
  'url',
  'ip',
  'remoteAddress',
  'email',
  'phone',
  'identifier',
  'personal',
  'fields',
]);

/**
 * JSON lines on stdout, or on `destination`. The level comes from `level`, else from VITNE_LOG_LEVEL, else it is info.
 * Requests, answers and error messages are never written as they are: see `safeError`.
 */
export function createLogger({
  service,
  level = process.env['VITNE_LOG_LEVEL'] ?? 'info',
  destination,
}: {
  service: string;
  level?: string;
  destination?: DestinationStream;
}): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: withoutPersonalNames },
    serializers,
    hooks: { logMethod: withMessage },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Where no message is given pino takes the error's, which may hold anything; ours says only that there is an error. */
function withMessage(this: Logger, [first, message, ...rest]: Parameters<LogFn>, method: LogFn): void {
  const hasError = first instanceof Error || (first as { err?: unknown } | null)?.err !== undefined;
  method.apply(this, [first, message ?? (hasError ? 'error' : undefined), ...rest] as unknown as Parameters<LogFn>);
}

const nothing = () => undefined;
const serializers = { err: safeError, error: safeError, req: nothing, res: nothing, request: nothing, reply: nothing };

/** The line's own fields and those one level below; pino's own redaction copies far more on every request. */
function withoutPersonalNames(line: Record<string, unknown>, depth = 0): Record<string, unknown> {
  let copy = line;
  for (const [name, value] of Object.entries(line)) {
    const plain =
      depth === 0 && value !== null && typeof value === 'object' && !(value instanceof Error) && !(name in serializers);
    const kept = redacted.has(name)
      ? '[redacted]'
      : plain
        ? withoutPersonalNames(value as Record<string, unknown>, 1)
        : value;
    if (kept === value) continue;
    if (copy === line) copy = { ...line };
    copy[name] = kept;
  }
  return copy;
}

/** What may be known of an error: its kind, its place in our code, and its message without anything quoted in it. */
export function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error === 'string' ? withoutQuotations(error) : '[not an error]';
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    message: withoutQuotations(error.message),
    at: (error.stack ?? '')
      .replace(error.message, '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12)
      .map((line) => line.trim()),
    ...(error.cause !== undefined && { cause: safeError(error.cause) }),
  };
}

/**
 * Messages of libraries quote what they choked on (a JSON parser its input, a database the duplicate key). Quoted and
 * braced text, addresses and long numbers go; what is left says what happened, not to whom.
 */
function withoutQuotations(message: string): string {
  return message
    .slice(0, 2_000)
    .replace(/\n[^]*/, ' …')
    .replace(/\{[^]*\}|\[[^]*\]/g, '{…}')
    .replace(/"[^]*"|'[^']*'|`[^`]*`/g, '"…"')
    .replace(/[^\s@]+@[^\s@]+/g, '…')
    .replace(/\d[\d\s-]{4,}\d/g, '…')
    .slice(0, 300);
}
