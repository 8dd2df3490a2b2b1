import swagger, { type SwaggerTransform } from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { createJsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { type ExamplesByTenant, withExamples } from './api-examples.ts';
import { docsLook, howToGetAToken, trueOfEveryRoute } from './api-page.ts';
import type { Access } from './caller.ts';
import { problemMediaType } from './problems.ts';

export type ApiDescription = {
  title: string;
  /** Markdown: what the service is for, and how a newcomer uses it. */
  description: string;
  version: string;
  takesAfter: boolean;
  tenants: readonly string[];
  /** Asked whenever the description is served, because an example that is accepted depends on the statement in force. */
  examples: () => Promise<ExamplesByTenant>;
};

/**
 * Serves the OpenAPI 3.1 description of all routes declared later, at `/openapi.json` and as a page at `/docs`. All
 * addresses in them are relative, so that both work at any prefix that a gateway puts in front, and without internet.
 */
export async function describeApi(
  app: FastifyInstance,
  { title, description, version, takesAfter, tenants, examples }: ApiDescription,
): Promise<void> {
  const info = { title, description: `${description}\n\n${trueOfEveryRoute(takesAfter)}`, version };
  const bearer = { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: howToGetAToken(tenants) } as const;
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', info, components: { securitySchemes: { bearer } } },
    transform: describeRoute(takesAfter),
    transformObject: jsonSchemaTransformObject,
  });
  // An engine that is away takes the examples with it, and not the description.
  const found = () => examples().catch((): ExamplesByTenant => new Map());
  const servedFrom = (url: string, by: ExamplesByTenant) =>
    withExamples({ ...app.swagger(), servers: [{ url }] }, tenants, by);
  const ofRequest = new WeakMap<FastifyRequest, ExamplesByTenant>();
  // Declared inside a scope of its own, whose hook makes every one of these routes public.
  await app.register(async (docs) => {
    docs.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    docs.addHook('preHandler', async (request) => {
      if (/\/docs\/(json|yaml)$/.test(request.url)) ofRequest.set(request, await found());
    });
    docs.get('/openapi.json', { schema: { hide: true }, config: { access: 'public' } }, async () =>
      servedFrom('./', await found()),
    );
    await docs.register(swaggerUi, {
      routePrefix: '/docs',
      indexPrefix: '.',
      ...docsLook(title),
      // The page reads its description from /docs/json, one level below the routes.
      transformSpecification: (_specification, request) => servedFrom('../', ofRequest.get(request) ?? new Map()),
      transformSpecificationClone: false,
      staticCSP:
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    });
  });
}

const zodToOpenApi = createJsonSchemaTransform({
  zodToJsonConfig: {
    unrepresentable: 'any',
    // A page makes samples from patterns and bounds before it looks at formats, and nobody can read those.
    override: ({ jsonSchema }) => {
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  },
});

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
        response: {
          ...inWords(described.response),
          ...(!described.response?.['default'] && { default: problemResponse }),
        },
      },
      url,
    };
  };
}

const meaningOf: Record<string, string> = {
  200: 'The answer; of a command: it was so already, or the same command had been carried out before.',
  201: 'Recorded in the ledger.',
  207: 'One outcome for each, in the order in which they were sent.',
};

/** Says of each success what it means, where its own schema does not. */
const inWords = (response: Record<string, unknown> = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(response).map(([status, schema]) => [
      status,
      { description: meaningOf[status], ...(schema as object) },
    ]),
  );

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
