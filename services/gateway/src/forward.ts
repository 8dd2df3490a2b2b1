import replyFrom from '@fastify/reply-from';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { problem, sendProblem } from '@vitne/service-kit/problems';
import { serviceRoutes, type UpstreamName, upstreamNames } from './service-routes.ts';

/**
 * Passes requests on to the service that answers for them, bytes as they came: each service checks the token and the
 * body itself. `/services/<name>/…` reaches a service's own pages, its API description among them.
 */
export async function forward(app: HttpApp, upstreams: Record<UpstreamName, string>): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(replyFrom, { disableRequestLogging: true, undici: { connections: 64, pipelining: 1 } });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    const to = (service: UpstreamName, path: (url: string) => string) => ({
      config: { access: 'public' as const },
      schema: { hide: true },
      handler: (
        request: { raw: { url?: string } },
        reply: Parameters<typeof sendProblem>[0] & { from(url: string, options: object): unknown },
      ) =>
        reply.from(upstreams[service] + path(request.raw.url ?? '/'), {
          // Left alone, the library sends a GET that is answered 503 ten times more, and the caller waits that long.
          retryDelay: () => null,
          onError: (failed: typeof reply) =>
            sendProblem(
              failed,
              problem('temporarily-unavailable', `The ${service} service does not answer just now. Try again shortly.`),
            ),
        }),
    });
    for (const [pattern, service] of serviceRoutes) scope.all(pattern, to(service, (url) => url) as never);
    for (const service of upstreamNames) {
      const prefix = `/services/${service}`;
      scope.all(`${prefix}/*`, to(service, (url) => url.slice(prefix.length)) as never);
    }
  });
}
