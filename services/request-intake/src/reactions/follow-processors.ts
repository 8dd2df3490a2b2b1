import { processorRequestGivenUp, processorStatusTold } from '@vitne/contracts/catalogue/processor-request-events';
import { disposalConfirmed } from '@vitne/contracts/catalogue/retention-events';
import { taskCompleted, taskWithdrawn } from '@vitne/contracts/catalogue/task-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled, triedAgain } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { processorRequest } from '../domain/processor-request.ts';
import type { ProcessorCallFailure } from '../domain/processor-request-terms.ts';
import type { Failed } from '../domain/tasks-state.ts';
import { processorRequestId } from '../processors/processor-request-id.ts';
import { processorRequestsProjection } from '../projections/processor-requests.ts';
import { failTask } from '../task-answers.ts';

/** What a processor does not do, or cannot be asked, is a failure of the task, which stays open and alerts those on call. */
export function failUnansweredTasks(context: ServiceContext): Reaction {
  const name = 'fail-unanswered-tasks';
  return {
    name,
    handles: [processorRequestGivenUp.type, processorStatusTold.type],
    async react(event) {
      const { task, system } = event.facts as { task?: string; system: string };
      const said = whyNot(event.meta.type, event.facts);
      if (task === undefined || !said) return;
      const commanded = consequenceOf(context, event, name);
      // What was answered or withdrawn meanwhile does not fail any more.
      triedAgain(await failTask(context, commanded, system, { task, ...said }));
    },
  };
}

type Said = { reason: Failed['reason']; evidence: string };

function whyNot(type: string, facts: object): Said | undefined {
  if (type === processorStatusTold.type) {
    const { status } = facts as FactsOf<typeof processorStatusTold>;
    if (status !== 'cancelled' && status !== 'denied') return undefined;
    return { reason: 'not-possible', evidence: `OpenDSR: the processor answered ${status}, and signed it.` };
  }
  const { reason, call, httpStatus } = facts as FactsOf<typeof processorRequestGivenUp>;
  const http = httpStatus === undefined ? '' : `, HTTP ${httpStatus}`;
  return {
    reason: taskReasons[reason] ?? 'not-possible',
    evidence: `OpenDSR: ${call} was given up, ${reason}${http}.`,
  };
}

const taskReasons: Partial<Record<ProcessorCallFailure, Failed['reason']>> = {
  unreachable: 'system-away',
  'http-status': 'system-away',
  redirected: 'system-away',
  'no-end': 'system-away',
  'no-identity': 'person-not-found',
  'results-missing': 'data-unreadable',
  'results-elsewhere': 'data-unreadable',
  'results-unusable': 'data-unreadable',
};

/** A processor is not called any more about what is answered; what it was told of and nobody wants any more is cancelled there. */
export function settleProcessorRequests(context: ServiceContext): Reaction {
  const name = 'settle-processor-requests';
  return {
    name,
    handles: [taskCompleted.type, taskWithdrawn.type, disposalConfirmed.type],
    async react(event) {
      const { task, disposal, system } = event.facts as { task?: string; disposal?: string; system: string };
      const id = processorRequestId(task === undefined ? { disposal: disposal ?? '', system } : { task });
      // Most systems are told over the bus, and no processor was asked.
      if (!(await findDocument(context.db, event.meta.tenant, processorRequestsProjection, id))) return;
      const commanded = consequenceOf(context, event, name);
      const target = { entity: 'processor-request', id };
      const isTakenBack = event.meta.type === taskWithdrawn.type;
      const command = { command: isTakenBack ? 'cancel' : 'settle', now: commanded.now } as const;
      settled(name, await context.execute(processorRequest, commanded, target, command));
    },
  };
}
