import swagger, { type SwaggerTransform } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { Access } from './caller.ts';
import { problemMediaType } from './problems.ts';

export type ApiDescription = { title: string; description: string; version: string; takesAfter: boolean };

/**
 * Serves the OpenAPI 3.1 description of all routes declared later, at `/openapi.json` and as a page at `/docs`. All
 * addresses in them are relative, so that both work at any prefix that a gateway puts in front, and without internet.
 */
export async function describeApi(
  app: FastifyInstance,
  { title, description, version, takesAfter }: ApiDescription,
): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title, description, version },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: describeRoute(takesAfter),
    transformObject: jsonSchemaTransformObject,
  });
  // Declared inside a scope of its own, whose hook makes every one of these routes public.
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    docs.get('/openapi.json', { schema: { hide: true }, config: { access: 'public' } }, () => servedFrom(app, './'));
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      indexPrefix: '.',
      theme: { title },
      uiConfig: { docExpansion: 'list', persistAuthorization: false },
      // The page reads its description from /docs/json, one level below the routes.
      transformSpecification: (specification) => ({ ...specification, servers: [{ url: '../' }] }),
      transformSpecificationClone: false,
      staticCSP:
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    });
  });
}

const servedFrom = (app: FastifyInstance, url: string) => ({ ...app.swagger(), servers: [{ url }] });

const zodToOpenApi = createJsonSchemaTransform({ zodToJsonConfig: { unrepresentable: 'any' } });

type Described = {
  hide?: boolean;
  description?: string;
  security?: Record<string, string[]>[];
  querystring?: { type?: string; properties?: Record<string, unknown> };
  response?: Record<string, unknown>;
};

/** Adds to a route's own schemas what is true of every route: who may call it, `?after`, and problems. */
function describeRoute(takesAfter: boolean): SwaggerTransform {
  return (route) => {
    const { schema, url } = zodToOpenApi(route);
    const described = (schema ?? {}) as Described;
    if (described.hide) return { schema: described, url };
    const { method, config } = route.route;
    const access = config?.access as Access;
    const hasTenant = access !== 'public' || url.includes('{tenant}') || url.includes(':tenant');
    const querystring =
      takesAfter && method === 'GET' && hasTenant ? withAfter(described.querystring) : described.querystring;
    return {
      schema: {
        ...described,
        description: [described.description, whoMayCall(access)].filter(Boolean).join('\n\n'),
        security: access === 'public' ? [] : [{ bearer: [] }],
        ...(querystring && { querystring }),
        response: { ...described.response, ...(!described.response?.['default'] && { default: problemResponse }) },
      },
      url,
    };
  };
}

const whoMayCall = (access: Access) =>
  access === 'public' ? 'Public: needs no token.' : `Needs a token with the role ${access.join(' or ')}.`;

function withAfter(querystring: Described['querystring'] = {}): Described['querystring'] {
  const after = {
    type: 'integer',
    minimum: 0,
    description: 'A ledger position, as vitne-position gave it: answers when the read model has reached it.',
  };
  return { ...querystring, type: 'object', properties: { ...querystring.properties, after } };
}

const text = { type: 'string' };
const problemResponse = {
  description: 'A problem (RFC 9457); its type explains it.',
  content: {
    [problemMediaType]: {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'detail'],
        properties: {
          type: text,
          title: text,
          status: { type: 'integer' },
          detail: text,
          instance: text,
          errors: {
            type: 'array',
            items: { type: 'object', required: ['path', 'message'], properties: { path: text, message: text } },
          },
          facts: { type: 'object' },
          correlation: text,
        },
      },
    },
  },
};
