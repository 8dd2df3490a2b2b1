import type { Tenant } from '@vitne/contracts/channels';
import { findDocument } from '@vitne/projector/documents';
import { failureCode } from '@vitne/projector/failure';
import type { TimerSource } from '@vitne/projector/timers';
import { settled, timedCommand } from '@vitne/service-kit/derived-command';
import { type OutboundCall, outboundCalls } from '@vitne/service-kit/outbound-calls';
import type { ServiceContext } from '@vitne/service-kit/service';
import { type ProcessorRequestCommand, processorRequest } from '../domain/processor-request.ts';
import { type ProcessorRequestDocument, processorRequestsProjection } from '../projections/processor-requests.ts';
import { tasksProjection } from '../projections/tasks.ts';
import { completeTask } from '../task-answers.ts';
import { askStatus, cancelRequest, fetchResults, type Speaking, sendRequest, speakingTo } from './ask-processor.ts';
import type { ProcessorCertificates } from './processor-certificates.ts';
import { CallFailed } from './processor-door.ts';

const name = 'call-processors';

/**
 * Calls processors: sends what is owed to them, asks how it stands when they are silent, and fetches what an access gave.
 * What came of a call is recorded before the next is due, so a crash between them repeats a call that the processor knows.
 * No look waits for a processor: one that hangs holds up neither the others nor anything else that is due.
 */
export function callProcessors(
  context: ServiceContext,
  tenant: Tenant,
  certificates: ProcessorCertificates,
): TimerSource<ProcessorRequestDocument> {
  const calls = outboundCalls((error) =>
    context.logger.warn({ tenant, timer: name, code: failureCode(error) }, 'A call failed and is tried again.'),
  );

  return {
    projection: processorRequestsProjection,
    dueField: 'next',
    underWay: calls.underWay,
    async fire({ system, subjectRequestId }) {
      return calls.begin({ to: system, about: subjectRequestId, make: () => call(subjectRequestId) });
    },
  };

  /** Makes the call that is due by now, and records what came of it. */
  async function call(id: string): ReturnType<OutboundCall['make']> {
    const owed = await findDocument(context.db, tenant, processorRequestsProjection, id);
    if (!owed?.next || Date.parse(owed.next) > Date.parse(context.clock.now())) return 'not-made';
    let isSilent = false;
    const command = await outcomeOf(owed).catch((error: unknown) => {
      if (!(error instanceof CallFailed)) throw error;
      isSilent = error.reason === 'unreachable';
      return failure(owed, error, context.clock.now());
    });
    if (command) await note(owed, command);
    return isSilent ? 'silent' : 'answered';
  }

  async function note(owed: ProcessorRequestDocument, command: ProcessorRequestCommand): Promise<void> {
    const { subjectRequestId: id, stage, round, attempt } = owed;
    const commanded = timedCommand(context, tenant, name, id, stage, round, attempt);
    const target = { entity: 'processor-request', id };
    // What was answered may differ when the same call is made again; which call it was does not.
    settled(name, await context.execute(processorRequest, commanded, target, command));
  }

  async function outcomeOf(owed: ProcessorRequestDocument): Promise<ProcessorRequestCommand | undefined> {
    const speaking = await speakingTo(context, tenant, owed.system);
    switch (owed.stage) {
      case 'send':
        return send(speaking, owed);
      case 'ask':
        return ask(speaking, owed);
      case 'fetch':
        return fetched(speaking, owed);
      case 'cancel':
        return cancelled(speaking, owed);
      case 'cancelled':
      case 'cancellation-given-up':
      case 'completed':
      case 'ended':
      case 'given-up':
      case 'settled':
        return undefined;
    }
  }

  async function send(speaking: Speaking, owed: ProcessorRequestDocument): Promise<ProcessorRequestCommand> {
    const { signed, ...receipt } = await sendRequest(context, certificates, speaking, owed);
    return {
      command: 'note-receipt',
      receipt: {
        identities: receipt.identities,
        certificate: signed.certificate,
        receivedTime: receipt.received_time,
        expectedCompletion: receipt.expected_completion_time,
      },
      sealed: { digest: signed.digest, signature: signed.signature },
      now: context.clock.now(),
    };
  }

  async function ask(speaking: Speaking, owed: ProcessorRequestDocument): Promise<ProcessorRequestCommand> {
    const { said, signed } = await askStatus(context, certificates, speaking, owed);
    return {
      command: 'note-status',
      status: said.request_status,
      system: owed.system,
      through: 'asked',
      answer: signed,
      expectedCompletion: said.expected_completion_time,
      results: said.results_count,
      now: context.clock.now(),
    };
  }

  async function cancelled(speaking: Speaking, owed: ProcessorRequestDocument): Promise<ProcessorRequestCommand> {
    const now = () => context.clock.now();
    try {
      const { httpStatus, signed: answer } = await cancelRequest(context, certificates, speaking, owed);
      return { command: 'note-cancelled', outcome: 'received', httpStatus, answer, now: now() };
    } catch (error) {
      // A request whose receipt never came may never have arrived.
      const isUnknown = error instanceof CallFailed && error.httpStatus === 404 && owed.received === undefined;
      if (!isUnknown) throw error;
      return { command: 'note-cancelled', outcome: 'not-known', httpStatus: 404, now: now() };
    }
  }

  /** What was found becomes the answer to the task, whose completion settles what the processor was asked. */
  async function fetched(speaking: Speaking, owed: ProcessorRequestDocument): Promise<undefined> {
    const { task, system, subjectRequestId, round, attempt } = owed;
    if (task === undefined) return undefined;
    const known = await findDocument(context.db, tenant, tasksProjection, task);
    if (!known || known.status === 'completed' || known.status === 'withdrawn') return undefined;
    const { said, signed } = await askStatus(context, certificates, speaking, owed);
    if (said.request_status !== 'completed') throw new CallFailed('results-missing');
    const evidence = `OpenDSR completed, SHA-256 of the signed answer ${signed.digest}`;
    const commanded = timedCommand(context, tenant, name, subjectRequestId, 'answer', round, attempt);
    if (said.results_count === 0 && said.results_url === undefined) {
      await completed({ task, outcome: 'nothing-held', evidence });
      return undefined;
    }
    if (said.results_url === undefined) throw new CallFailed('results-missing');
    const data = await fetchResults(context, certificates, speaking, said.results_url);
    await completed({ task, outcome: 'delivered', evidence, data });
    return undefined;

    async function completed(answer: Parameters<typeof completeTask>[3]): Promise<void> {
      const result = await completeTask(context, commanded, system, answer);
      if (result.outcome !== 'rejected') return;
      const { code } = result.rejection;
      if (code === 'data-not-asked-for' || code === 'not-in-statement') throw new CallFailed('results-unusable');
      settled(name, result);
    }
  }
}

function failure(
  owed: ProcessorRequestDocument,
  { reason, httpStatus }: CallFailed,
  now: string,
): ProcessorRequestCommand {
  const { stage, attempt } = owed;
  if (stage === 'cancel') return { command: 'note-cancellation-failure', attempt, reason, httpStatus, now };
  if (stage !== 'send' && stage !== 'ask' && stage !== 'fetch') throw new TypeError('Nobody was to be called.');
  return { command: 'note-failure', call: stage, attempt, reason, httpStatus, now };
}
