import { processorRequestGivenUp, processorStatusTold } from '@vitne/contracts/catalogue/processor-request-events';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Reaction } from '@vitne/projector/projection';
import type { ServiceContext } from '@vitne/service-kit/service';
import type { PersonCommand } from '../domain/person-file.ts';
import { commandPerson } from './consequence.ts';

type Told = FactsOf<typeof processorStatusTold>;
type GivenUp = FactsOf<typeof processorRequestGivenUp>;

/** What a processor signed about an erasure that was passed on to it is the confirmation of its system, or its failure. */
export function followOpenDsr(context: ServiceContext): Reaction {
  return {
    name: 'follow-open-dsr',
    handles: [processorStatusTold.type, processorRequestGivenUp.type],
    async react(event) {
      const { disposal, person, system } = event.facts as Told | GivenUp;
      if (disposal === undefined) return;
      const of = { disposal, person, system };
      const now = context.clock.now();
      const command =
        event.meta.type === processorStatusTold.type
          ? afterStatus(of, event.facts as Told, now)
          : afterGivingUp(of, event.facts as GivenUp, now);
      if (command) await commandPerson(context, 'follow-open-dsr', event, person, command);
    },
  };
}

type Of = { disposal: string; person: string; system: string };

/** The evidence is the digest of what the processor signed; whoever asks it for the status gets bytes of the same kind. */
function afterStatus(of: Of, { status, results, answer }: Told, now: string): PersonCommand | undefined {
  if (status === 'completed') {
    const method = results === 0 ? ('nothing-held' as const) : ('erased' as const);
    const evidence = `OpenDSR completed, SHA-256 of the signed answer ${answer.digest}`;
    return { command: 'confirm-disposal', ...of, method, evidence, confirmed: now };
  }
  if (status !== 'cancelled' && status !== 'denied') return undefined;
  const detail = `OpenDSR: the processor answered ${status}, and signed it. Ask it why.`;
  return { command: 'report-failure', ...of, reason: 'other', detail, failed: now };
}

function afterGivingUp(of: Of, { reason, call, httpStatus }: GivenUp, now: string): PersonCommand {
  const http = httpStatus === undefined ? '' : `, HTTP ${httpStatus}`;
  const detail = `OpenDSR: ${call} was given up, ${reason}${http}.`;
  const said = reason === 'no-identity' ? 'no-such-record' : 'technical';
  return { command: 'report-failure', ...of, reason: said, detail, failed: now };
}
