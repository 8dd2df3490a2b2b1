import type { Commanded } from '@vitne/service-kit/command-handler';
import { furtherCommand } from '@vitne/service-kit/derived-command';
import type { PersonReference } from '@vitne/service-kit/person-reference';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { FastifyRequest } from 'fastify';
import { commandPerson, sameFor } from './consent-choices.ts';
import { purposesOfSignal } from './terms-in-force.ts';

/** The signal is `1` or it is absent (Global Privacy Control). */
export const globalPrivacyControl = (request: FastifyRequest): boolean | undefined =>
  request.headers['sec-gpc'] === '1' ? true : undefined;

/**
 * Records that a visitor's browser refuses sale and marketing, before anything else of the same call is looked at: it
 * says so whatever becomes of the rest. What is refused already is not recorded again.
 */
export async function honourSignal(
  context: ServiceContext,
  commanded: Commanded,
  visitor: PersonReference,
): Promise<void> {
  const inForce = await context.statements.inForce(commanded.tenant);
  const purposes = inForce ? purposesOfSignal(inForce.statement) : [];
  if (!inForce || purposes.length === 0) return;
  await commandPerson(
    context,
    furtherCommand(commanded, 'honour-signal', { signal: 'gpc' }),
    visitor,
    sameFor({ command: 'honour-signal', purposes, statementVersion: inForce.version }),
  );
}
