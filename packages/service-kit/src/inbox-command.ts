import type { Tenant } from '@vitne/contracts/channels';
import type { Rejection } from '@vitne/contracts/decider';
import type { z } from 'zod';
import type { Commanded, CommandResult } from './command-handler.ts';
import type { InboxAnswer } from './inbox.ts';
import { handlerStatuses, problemTable } from './problems.ts';
import { type CloudEvent, commandIdOfUserEvent, issuesOf } from './user-event-message.ts';

/** The command that a user event is. The sender's id and content make it recognisable as a repeat. */
export function commandedByEvent(
  { service, clock }: { service: string; clock: { now(): string } },
  tenant: Tenant,
  event: CloudEvent,
): Commanded {
  const commandId = commandIdOfUserEvent(tenant, service, event);
  const system = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(event.source) ? event.source : 'unnamed';
  return {
    tenant,
    commandId,
    correlation: commandId,
    actor: `system:${system}`,
    now: clock.now(),
    expectedPosition: event.expectedposition,
    content: { type: event.type, time: event.time ?? null, data: event.data },
  };
}

/** What a command came to, as the answer to the user event that it was. */
export function answerEvent<State, Code extends string>(
  result: CommandResult<State, Code>,
  statuses: Readonly<Record<Code, number>>,
): InboxAnswer {
  if (result.outcome === 'rejected') return refuseEvent(result.rejection, { ...handlerStatuses, ...statuses });
  return { position: result.position, duplicate: result.outcome !== 'recorded' };
}

export const refuseEvent = <Code extends string>(
  rejection: Rejection<Code>,
  statuses: Readonly<Record<Code, number>>,
): InboxAnswer => ({ rejection, status: statuses[rejection.code] });

export const invalidEvent = (error: z.ZodError): InboxAnswer => ({
  status: problemTable['invalid-request'].status,
  rejection: {
    code: 'invalid-request',
    detail: 'The data of the event is not what its type asks for.',
    errors: issuesOf(error).map(({ path, message }) => ({ path: path === '' ? 'data' : `data.${path}`, message })),
  },
});

export const unknownEventType = (type: string): InboxAnswer => ({
  status: problemTable['unknown-event-type'].status,
  rejection: {
    code: 'unknown-event-type',
    detail: `No user event ${type} is known here. ${problemTable['unknown-event-type'].says}`,
  },
});
