import { answerCommand, commandedBy } from '@vitne/service-kit/http-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { request as decider } from '../domain/request.ts';
import type { RequestCommand } from '../domain/request-commands.ts';
import { rejectionStatuses } from './rejection-statuses.ts';
import { standingOf } from './request-schemas.ts';

/** Carries out a command on the request that the URL names, and answers how it stands then. */
export async function handleRequest(
  context: ServiceContext,
  request: FastifyRequest,
  reply: FastifyReply,
  commandAt: (now: string) => RequestCommand,
): Promise<FastifyReply> {
  const { request: id } = request.params as { request: string };
  const commanded = commandedBy(request, context.clock);
  const result = await context.execute(decider, commanded, { entity: 'request', id }, commandAt(commanded.now));
  return answerCommand(reply, result, rejectionStatuses, standingOf);
}
