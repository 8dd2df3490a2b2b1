import { type Tenant, tenantSchema } from '@vitne/contracts/channels';
import { siteSchema } from '@vitne/contracts/envelope';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { StatementDirectory } from './statement-in-force.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The tenant's own website whose page calls, as its origin. A page of any other origin has none. */
    site: string | undefined;
  }
}

/** Origins, such as `https://www.example.org`, by tenant. */
export type Sites = Readonly<Record<Tenant, readonly string[]>>;

/** The origins whose pages may read what is public for a tenant. */
export type SitesOf = (tenant: Tenant) => Promise<readonly string[]>;

const publicPaths = '/v1/public/:tenant/';
const preflightSeconds = 600;

/**
 * Answers pages on an organisation's own website, where the banner runs (the Fetch standard, CORS): only on public routes, only
 * that tenant's own sites, and never with credentials, of which these routes take none (decision 0016). Any other page gets
 * the same answer without the headers, so its browser keeps the answer from it.
 */
export function answerSites(app: FastifyInstance, sitesOf: SitesOf): void {
  app.decorateRequest('site', undefined);
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url?.startsWith(publicPaths) !== true) return;
    reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (origin === undefined) return;
    const tenant = tenantSchema.safeParse((request.params as { tenant?: string }).tenant);
    if (!tenant.success || !(await sitesOf(tenant.data)).includes(origin)) return;
    if (siteSchema.safeParse(origin).success) request.site = origin;
    reply.headers({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'vitne-position, retry-after',
    });
  });
  app.options(`${publicPaths}*`, { config: { access: 'public' }, schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers({
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': 'content-type, idempotency-key',
        'access-control-max-age': String(preflightSeconds),
      })
      .code(204)
      .send(),
  );
}

/** The website that the statement in force names for its controller, and those that the platform is told of beside it. */
export function sitesNamed(statements: StatementDirectory, sites: Sites = {}): SitesOf {
  return async (tenant) => {
    const inForce = await statements.inForce(tenant);
    const own = inForce ? [new URL(inForce.statement.controller.website).origin] : [];
    return [...own, ...(sites[tenant] ?? [])];
  };
}

const namedSiteSchema = z.tuple([
  tenantSchema,
  z.url({ protocol: /^https?$/ }).transform((url) => new URL(url).origin),
]);

/** `kaukus=https://www.kaukus.no, catacloud=…`: a tenant may be named more than once, or none. */
export const siteListSchema = z
  .string()
  .transform((list) => list.split(',').flatMap((site) => (site.trim() === '' ? [] : [site.trim().split('=')])))
  .pipe(z.array(namedSiteSchema))
  .transform((named): Sites => {
    const sites: Record<Tenant, string[]> = {};
    for (const [tenant, origin] of named) (sites[tenant] ??= []).push(origin);
    return sites;
  });
