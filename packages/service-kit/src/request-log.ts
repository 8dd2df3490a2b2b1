import { metrics } from '@opentelemetry/api';
import type { FastifyInstance } from 'fastify';
import { tenantOf } from './access.ts';
import { correlationOf } from './idempotency.ts';
import { routeOf, traceparentOf } from './tracing.ts';

/** Routes that are asked every few seconds by whoever watches the service. */
const quietRoutes = new Set(['/health', '/ready']);

/**
 * One line and one measurement per request: route pattern, method, status, duration, tenant, correlation and trace id.
 * Bodies, query strings, headers, URLs and addresses are never written.
 */
export function logRequests(app: FastifyInstance, service: string): void {
  const durations = metrics.getMeter('vitne-service-kit').createHistogram('http.server.request.duration', {
    unit: 's',
    description: 'Requests answered, by route pattern and status; its count is the number of requests.',
    advice: { explicitBucketBoundaries: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] },
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = routeOf(request);
    const durationMs = Math.round(reply.elapsedTime * 10) / 10;
    durations.record(durationMs / 1_000, {
      'http.request.method': request.method,
      'http.route': route,
      'http.response.status_code': reply.statusCode,
      'vitne.service': service,
    });
    const level = quietRoutes.has(route) ? 'debug' : 'info';
    app.log[level](
      {
        route,
        method: request.method,
        status: reply.statusCode,
        durationMs,
        tenant: tenantOf(request),
        correlation: correlationOf(request),
        traceId: traceparentOf(request)?.slice(3, 35),
      },
      'request',
    );
    done();
  });
}
