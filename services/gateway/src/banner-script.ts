import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { tenantSchema } from '@vitne/contracts/channels';
import { bundleBanner } from '@vitne/cookie-banner/bundle';
import type { HttpApp } from '@vitne/service-kit/http-app';
import { z } from 'zod';

/** Browsers keep the script that long, and then ask whether it is still the same. */
const freshSeconds = 300;

/**
 * The banner as a script that an organisation's pages include: `/banner/<tenant>.js`. It is the same for all; its own address
 * tells it whose it is. It is bundled once, when the gateway starts, so that a banner that cannot be built is noticed then.
 */
export function bannerScript(app: HttpApp): void {
  const script = bundleBanner();
  const zipped = gzipSync(script, { level: 9 });
  const etag = `"${createHash('sha256').update(script).digest('base64url').slice(0, 22)}"`;
  app.get(
    '/banner/:tenant.js',
    {
      config: { access: 'public' },
      schema: {
        tags: ['public'],
        summary: 'The cookie banner of a tenant, to be included in its website',
        params: z.object({ tenant: tenantSchema }),
      },
    },
    async (request, reply) => {
      reply.headers({
        etag,
        vary: 'accept-encoding',
        'cache-control': `public, max-age=${freshSeconds}`,
        'content-type': 'text/javascript; charset=utf-8',
        // Pages of every origin may include it; it does nothing where its calls are not answered.
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
      });
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).send();
      if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(script);
      return reply.header('content-encoding', 'gzip').send(zipped);
    },
  );
}
