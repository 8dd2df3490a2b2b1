import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Tenant } from '@vitne/contracts/channels';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { requireAccess } from './access.ts';
import { describeApi } from './api-description.ts';
import type { ExamplesByTenant } from './api-examples.ts';
import { answerClientError, answerError, answerErrors } from './error-answers.ts';
import { checkIdempotencyKeys } from './idempotency.ts';
import { serveOnly } from './known-tenants.ts';
import type { Logger } from './logger.ts';
import { checkExpectedPositions, type Positions, waitForPositions } from './positions.ts';
import { explainProblems } from './problem-pages.ts';
import { problem, sendProblem } from './problems.ts';
import { logRequests } from './request-log.ts';
import { answerSites, type SitesOf } from './site-origins.ts';
import type { TokenVerifier } from './tokens.ts';
import { traceRequests } from './tracing.ts';

export { sendPosition } from './positions.ts';

/** Fastify whose routes are typed, validated and serialised by their zod schemas. */
export type HttpApp = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** Whether the service can do its work; reasons and notices are sentences for whoever operates it. */
export type ReadinessReport = {
  ready: boolean;
  /** Why it is not ready. */
  reasons: string[];
  /** What is wrong around it and does not keep it from its work. */
  notices?: string[];
};

export type HttpAppOptions = {
  /** kebab-case, for logs and metrics. */
  name: string;
  title: string;
  /** Markdown, at the head of the API's page. */
  description: string;
  /** What a newcomer sends, by tenant. */
  examples?: () => Promise<ExamplesByTenant>;
  version?: string;
  tokens: TokenVerifier;
  /** The tenants that are served; without it whoever a token or a path names. */
  tenants?: readonly Tenant[];
  /** The websites whose pages may read what is public for a tenant; without it no page of another origin may. */
  sitesOf?: SitesOf;
  logger: Logger;
  readiness: () => Promise<ReadinessReport>;
  /** Present when the service has read models: GET routes then take `?after=`. */
  positions?: Positions;
  /** The statuses of the service's rejection codes, so that `/problems/<code>` explains them too. */
  rejections?: Record<string, number>;
  bodyLimitBytes?: number;
  /** Addresses and networks (CIDR) whose `X-Forwarded-For` is believed; nobody's when left out. */
  trustedProxies?: readonly string[] | undefined;
  /** How long `close` lets running requests finish before it cuts their connections. */
  closeTimeoutMs?: number;
};

const limits = {
  bodyBytes: 1024 * 1024,
  headerBytes: 16 * 1024,
  paramCharacters: 128,
  /** From the first byte of a request to its last. */
  requestTimeoutMs: 30_000,
  /** From the routing of a request to its answer; a route that streams for longer sets its own `handlerTimeout`. */
  handlerTimeoutMs: 30_000,
  readinessTimeoutMs: 3_000,
  closeTimeoutMs: 4_000,
};

/**
 * An HTTP app with everything that is the same in every service: problems, tokens, limits, positions, OpenAPI, logs,
 * traces, health. Declare routes on it, each with `config: { access }`, then `listen`; the host is 127.0.0.1 unless
 * named. `close` lets running requests finish, for four seconds, and refuses new ones.
 */
export async function createHttpApp(options: HttpAppOptions): Promise<HttpApp> {
  const { name, title, description, version = '0.1.0', tokens, positions, rejections = {} } = options;
  const loggerInstance: FastifyBaseLogger = options.logger;
  const app: HttpApp = Fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? limits.bodyBytes,
    trustProxy: options.trustedProxies?.length ? [...options.trustedProxies] : false,
    requestTimeout: limits.requestTimeoutMs,
    handlerTimeout: limits.handlerTimeoutMs,
    routerOptions: { maxParamLength: limits.paramCharacters },
    http: { maxHeaderSize: limits.headerBytes },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => void answerError(error, request as never, reply as never),
    clientErrorHandler: answerClientError,
  }).withTypeProvider<ZodTypeProvider>();
  // What is no JSON is refused as such, and not as JSON with mistakes.
  app.removeContentTypeParser('text/plain');
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const plain = app as unknown as FastifyInstance;
  const closing = new AbortController();
  traceRequests(plain);
  logRequests(plain, name);
  setSafeHeaders(plain);
  refuseWhileClosing(plain, closing, options.closeTimeoutMs ?? limits.closeTimeoutMs);
  answerErrors(plain);
  await describeApi(plain, {
    title,
    description,
    version,
    takesAfter: positions !== undefined,
    tenants: options.tenants ?? [],
    examples: options.examples ?? (async () => new Map()),
  });
  requireAccess(plain, tokens);
  if (options.tenants) serveOnly(plain, options.tenants);
  if (options.sitesOf) answerSites(plain, options.sitesOf);
  checkIdempotencyKeys(plain);
  checkExpectedPositions(plain);
  refuseUnknownQueries(plain);
  if (positions) waitForPositions(plain, positions, closing.signal);
  answerHealth(app, options.readiness);
  explainProblems(plain, rejections);
  return app;
}

/** What browsers must not do with our answers. A route that serves pages or caches sets its own. */
function setSafeHeaders(app: FastifyInstance): void {
  const headers = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
}

function refuseWhileClosing(app: FastifyInstance, closing: AbortController, closeTimeoutMs: number): void {
  app.addHook('preClose', (done) => {
    closing.abort();
    setTimeout(() => app.server.closeAllConnections(), closeTimeoutMs).unref();
    done();
  });
  app.addHook('onRequest', (_request, reply, done) => {
    if (!closing.signal.aborted) return done();
    sendProblem(reply, problem('temporarily-unavailable'));
  });
  // Without this a client that keeps its connection open would hold up the end for minutes.
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.signal.aborted) reply.header('connection', 'close');
    done();
  });
}

/** A route that declares schemas but no query takes none, so that a mistyped filter is refused and not ignored. */
function refuseUnknownQueries(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    if (!route.schema || 'hide' in route.schema) return;
    route.schema.querystring ??= z.strictObject({});
  });
}

function answerHealth(app: HttpApp, readiness: () => Promise<ReadinessReport>): void {
  const config = { access: 'public' as const };
  app.get(
    '/health',
    {
      config,
      schema: {
        tags: ['service'],
        summary: 'The process is alive',
        response: { 200: z.object({ status: z.literal('alive') }) },
      },
    },
    () => ({ status: 'alive' as const }),
  );
  const ready = z.object({ ready: z.literal(true), notices: z.array(z.string()).optional() });
  app.get(
    '/ready',
    {
      config,
      schema: {
        tags: ['service'],
        summary: 'The engines are there and the read models follow',
        response: { 200: ready },
      },
    },
    async (_request, reply) => {
      const report = await askReadiness(readiness);
      const { notices = [] } = report;
      if (report.ready) return { ready: true as const, ...(notices.length > 0 && { notices }) };
      sendProblem(
        reply,
        problem('temporarily-unavailable', report.reasons.join(' '), { facts: { reasons: report.reasons } }),
      );
      return reply;
    },
  );
}

async function askReadiness(readiness: () => Promise<ReadinessReport>): Promise<ReadinessReport> {
  const { promise, resolve } = Promise.withResolvers<ReadinessReport>();
  const noAnswer = { ready: false, reasons: ['The engines do not answer.'] };
  const timer = setTimeout(() => resolve(noAnswer), limits.readinessTimeoutMs);
  try {
    return await Promise.race([readiness().catch(() => noAnswer), promise]);
  } finally {
    clearTimeout(timer);
  }
}
