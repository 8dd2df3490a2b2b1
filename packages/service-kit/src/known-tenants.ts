import type { Tenant } from '@vitne/contracts/channels';
import type { FastifyInstance } from 'fastify';
import { tenantOf } from './access.ts';
import { problem, sendProblem } from './problems.ts';

/** Answers for the tenants that are served here only; a name that nobody has is told so, on public routes and by token. */
export function serveOnly(app: FastifyInstance, tenants: readonly Tenant[]): void {
  app.addHook('preParsing', async (request, reply) => {
    const tenant = tenantOf(request);
    if (tenant !== undefined && !tenants.includes(tenant)) {
      return sendProblem(reply, problem('not-found', 'No tenant of that name is served here.'));
    }
  });
}
