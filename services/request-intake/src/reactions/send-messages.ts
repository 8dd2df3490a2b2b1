import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { request } from '../domain/request.ts';
import type { CommandNamed } from '../domain/request-commands.ts';
import { messageToAsker } from '../message-to-asker.ts';
import { type WaitingMessage, waitingMessagesProjection } from '../projections/request-messages.ts';
import { type RequestDocument, requestsProjection } from '../projections/requests.ts';

const name = 'send-messages';

/** Tells people what they are owed of their requests, by e-mail; who cannot be reached is left for somebody to tell. */
export function sendMessages(context: ServiceContext, tenant: Tenant): TimerSource<WaitingMessage> {
  return {
    projection: waitingMessagesProjection,
    dueField: 'nextAttempt',
    ready: () => context.mail.ready(),
    async fire(waiting) {
      const { request: id, message, attempts } = waiting;
      const command = await sent(context, tenant, waiting);
      const commanded = { ...timedCommand(context, tenant, name, id, message, attempts), now: command.now };
      settled(name, await context.execute(request, commanded, { entity: 'request', id }, command));
    },
  };
}

async function sent(
  context: ServiceContext,
  tenant: Tenant,
  waiting: WaitingMessage,
): Promise<CommandNamed<'tell' | 'fail' | 'lapse'>> {
  const { message } = waiting;
  const inForce = await context.statements.inForce(tenant);
  const asked = await findDocument(context.db, tenant, requestsProjection, waiting.request);
  if (!inForce || !asked) throw new Error('The statement or the request is not in the read models.');
  const before = context.clock.now();
  if (isTooLate(waiting, asked, before)) return { command: 'lapse', message, because: 'too-late', now: before };
  const mailed = await messageToAsker(context, tenant, waiting, { request: asked, statement: inForce.statement });
  const now = context.clock.now();
  switch (mailed.outcome) {
    case 'sent':
      return {
        command: 'tell',
        message,
        how: 'email',
        told: now,
        mail: mailed.evidence,
        said: asked.erasing?.held ?? [],
        now,
      };
    case 'failed':
      return { command: 'fail', message, ...mailed.failure, now };
    case 'gone':
      return { command: 'lapse', message, because: 'address-erased', now };
  }
}

/** An extension that is told after the first month extends nothing, so nobody is told that it did (GDPR 12(3)). */
const isTooLate = ({ matter }: WaitingMessage, { due }: RequestDocument, now: string): boolean =>
  matter === 'extension' && due.law !== undefined && Date.parse(now) > Date.parse(due.law.due);
