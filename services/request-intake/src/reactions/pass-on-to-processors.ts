import { disposalPassedOn } from '@vitne/contracts/catalogue/disposal-follow-up-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { OpenDsr } from '@vitne/contracts/statement/schema';
import { findDocument } from '@vitne/projector/documents';
import type { Reaction } from '@vitne/projector/projection';
import { consequenceOf, settled } from '@vitne/service-kit/derived-command';
import type { ServiceContext } from '@vitne/service-kit/service';
import { processorRequest } from '../domain/processor-request.ts';
import { currentProcessorTerms } from '../domain/processor-request-terms.ts';
import type { Given } from '../domain/tasks-state.ts';
import { processorRequestId } from '../processors/processor-request-id.ts';
import { requestsProjection } from '../projections/requests.ts';

/** A task that is passed on: whose right it is, and since when the person waits. */
type TaskToPassOn = { given: Given; requestType: OpenDsr['requests'][number]; submitted: string };

/** Owes a task to the processor of its system; given again, it takes up what was given up. */
export const passTaskOn = (context: ServiceContext, event: AnyRecordedEvent, task: TaskToPassOn): Promise<void> => {
  const { given, requestType, submitted } = task;
  const { person, system, processor, request } = given;
  const about = { person, system, processor, request, task: given.task };
  return passOn(context, event, processorRequestId({ task: given.task }), { ...about, requestType, submitted });
};

/** Owes what retention passes on: all that the processor holds of a person is to be erased. */
export function passDisposalsOn(context: ServiceContext): Reaction {
  return {
    name: 'pass-disposals-on',
    handles: [disposalPassedOn.type],
    async react(event) {
      const { tenant } = event.meta;
      const { disposal, person, system, request, ordered } = event.facts as FactsOf<typeof disposalPassedOn>;
      const asked =
        request === undefined ? undefined : await findDocument(context.db, tenant, requestsProjection, request);
      const inForce = await context.statements.inForce(tenant);
      const processor = inForce?.statement.systems.find(({ id }) => id === system)?.processor;
      await passOn(context, event, processorRequestId({ disposal, system }), {
        person,
        system,
        processor,
        request,
        disposal,
        requestType: 'erasure',
        submitted: asked?.received ?? ordered,
      });
    },
  };
}

type Asked = {
  person: string;
  system: string;
  processor: string | undefined;
  request: string | undefined;
  task?: string;
  disposal?: string;
  requestType: OpenDsr['requests'][number];
  submitted: string;
};

async function passOn(
  context: ServiceContext,
  event: AnyRecordedEvent,
  subjectRequestId: string,
  { processor, request, ...asked }: Asked,
): Promise<void> {
  const target = { entity: 'processor-request', id: subjectRequestId };
  const commanded = consequenceOf(context, event, 'pass-on', subjectRequestId);
  const { now } = commanded;
  const facts = {
    subjectRequestId,
    ...asked,
    ...(processor !== undefined && { processor }),
    ...(request !== undefined && { request }),
    owed: now,
    terms: currentProcessorTerms,
  };
  const owed = await context.execute(processorRequest, commanded, target, { command: 'owe', facts });
  settled('pass-on', owed);
  if (owed.outcome === 'recorded') return;
  const again = consequenceOf(context, event, 'pass-on-again', subjectRequestId);
  settled('pass-on-again', await context.execute(processorRequest, again, target, { command: 'resume', now }));
}
