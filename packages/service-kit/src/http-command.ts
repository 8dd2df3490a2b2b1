import type { Tenant } from '@vitne/contracts/channels';
import type { Actor } from '@vitne/contracts/envelope';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Commanded, CommandResult } from './command-handler.ts';
import { commandOriginOf } from './idempotency.ts';
import { expectedPositionOf, sendPosition } from './positions.ts';
import { handlerStatuses, rejectionProblem, sendProblem } from './problems.ts';

/** What every write answers with: where it is in the ledger, and whether it had been done before. */
export const recordedSchema = z.object({
  position: z.int().nonnegative().describe('Ledger position; pass it as ?after= to read your own write.'),
  outcome: z.enum(['recorded', 'repeated', 'unchanged']),
});

/** The command that a request is. Public routes say the tenant and the actor; others take them from the token. */
export function commandedBy(
  request: FastifyRequest,
  clock: Clock,
  as: { tenant: Tenant; actor: Actor } = callerOf(request),
): Commanded {
  return {
    ...as,
    ...commandOriginOf(request, as.tenant),
    now: clock.now(),
    expectedPosition: expectedPositionOf(request),
    site: request.site,
    content: { params: request.params, body: request.body },
  };
}

function callerOf({ caller }: FastifyRequest): { tenant: Tenant; actor: Actor } {
  if (!caller) throw new TypeError('A public route must say on whose behalf it commands.');
  return { tenant: caller.tenant, actor: caller.actor };
}

/** Sends what a command came to: the body with its position, or the problem that its rejection is. */
export async function answerCommand<State, Code extends string, Body extends object>(
  reply: FastifyReply,
  result: CommandResult<State, Code>,
  statuses: Record<Code, number>,
  bodyOf: (state: State) => Body | Promise<Body>,
): Promise<FastifyReply> {
  if (result.outcome === 'rejected') {
    return sendProblem(reply, rejectionProblem(result.rejection, { ...handlerStatuses, ...statuses }));
  }
  sendPosition(reply, result.position);
  const body = await bodyOf(result.state);
  return reply
    .code(result.outcome === 'recorded' ? 201 : 200)
    .send({ position: result.position, outcome: result.outcome, ...body });
}
