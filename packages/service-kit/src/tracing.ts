import {
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { FastifyInstance, FastifyRequest } from 'fastify';

const contexts = new WeakMap<FastifyRequest, Context>();

/**
 * One span per request, named by method and route pattern. The published instrumentations put the URL and error texts
 * into spans; ours holds ids and never more than the pattern. The handler runs inside the span.
 */
export function traceRequests(app: FastifyInstance): void {
  const tracer = trace.getTracer('vitne-service-kit');
  app.addHook('onRequest', (request, _reply, done) => {
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const route = routeOf(request);
    const attributes = { 'http.request.method': request.method, 'http.route': route };
    const span = tracer.startSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    contexts.set(request, trace.setSpan(parent, span));
    done();
  });
  app.addHook('onRoute', (route) => {
    const { handler } = route;
    route.handler = function traced(request, reply) {
      return context.with(contexts.get(request) ?? ROOT_CONTEXT, () => handler.call(this, request, reply));
    };
  });
  app.addHook('onResponse', (request, reply, done) => {
    const span = spanOf(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}

/** The route's pattern, which holds no ids; one name for everything that has no route. */
export const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? '(no route)';

/**
 * The W3C trace context to hand on: the span's when telemetry runs, else the caller's as it came; undefined when there
 * is none.
 */
export function traceparentOf(request: FastifyRequest): string | undefined {
  const spanContext = spanOf(request)?.spanContext();
  if (spanContext && isSpanContextValid(spanContext)) {
    const flags = (spanContext.traceFlags & 0xff).toString(16).padStart(2, '0');
    return `00-${spanContext.traceId}-${spanContext.spanId}-${flags}`;
  }
  const given = request.headers['traceparent'];
  return typeof given === 'string' && traceparentPattern.test(given) ? given : undefined;
}

const spanOf = (request: FastifyRequest) => {
  const own = contexts.get(request);
  return own && trace.getSpan(own);
};

const traceparentPattern = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
