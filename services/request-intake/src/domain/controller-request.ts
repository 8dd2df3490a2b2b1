import type { controllerRequestEvents } from '@vitne/contracts/catalogue/controller-request-events';
import { accept, type Decider, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { Temporal } from 'temporal-polyfill';

type ControllerRequestEvent = (typeof controllerRequestEvents)[number];
type Facts = FactsOf<(typeof controllerRequestEvents)[0]>;
export type OpenDsrStatus = FactsOf<(typeof controllerRequestEvents)[1]>['status'];

export type ControllerRequestState = { status: 'unknown' } | { status: 'known'; facts: Facts; settled: string[] };
export type ControllerRequestCommand =
  | { command: 'receive'; facts: Facts }
  | {
      command: 'note-call';
      callback: string;
      status: OpenDsrStatus;
      attempt: number;
      /** What the controller answered; left out when it did not. */
      httpStatus?: number | undefined;
      now: string;
    };

/** How long to wait after each failed call; after the last one the controller is not called any more. */
const pauses = ['PT1M', 'PT5M', 'PT30M', 'PT2H', 'PT6H', 'PT12H', 'PT24H'] as const;
export const mostCalls = pauses.length + 1;

const callOf = (callback: string, status: string) => `${status} ${callback}`;

/** What a controller passed on, and what it was told of it since. */
export const controllerRequest: Decider<
  ControllerRequestState,
  ControllerRequestCommand,
  DomainEvent<ControllerRequestEvent>,
  RecordedEvent<ControllerRequestEvent>,
  'unknown-request' | 'already-received'
> = {
  initial: () => ({ status: 'unknown' }),

  decide(command, state) {
    if (command.command === 'receive') {
      if (state.status === 'known') return reject('already-received', 'This request was passed on before.');
      return accept({ type: 'controller-request.received.v1', facts: command.facts });
    }
    if (state.status === 'unknown') return reject('unknown-request', 'No controller passed such a request on.');
    const { callback, status, attempt, httpStatus, now } = command;
    if (state.settled.includes(callOf(callback, status))) return accept();
    const { request, person, controller } = state.facts;
    const call = { request, person, controller, callback, status, attempt };
    if (httpStatus !== undefined && httpStatus >= 200 && httpStatus < 300) {
      return accept({ type: 'controller-request.called-back.v1', facts: { ...call, calledBack: now, httpStatus } });
    }
    const pause = pauses[attempt - 1];
    const again = pause && Temporal.Instant.from(now).add(Temporal.Duration.from(pause)).toString();
    const facts = { ...call, failed: now, ...(httpStatus !== undefined && { httpStatus }), ...(again && { again }) };
    const failed = { type: 'controller-request.call-failed.v1', facts } as const;
    if (again) return accept<DomainEvent<ControllerRequestEvent>>(failed);
    return accept<DomainEvent<ControllerRequestEvent>>(failed, {
      type: 'controller-request.given-up.v1',
      facts: { ...call, givenUp: now },
    });
  },

  evolve(state, { meta, facts }) {
    switch (meta.type) {
      case 'controller-request.received.v1':
        return { status: 'known', facts: facts as Facts, settled: [] };
      case 'controller-request.given-up.v1':
        return state;
      case 'controller-request.called-back.v1':
      case 'controller-request.call-failed.v1': {
        const { callback, status, again } = facts as { callback: string; status: string; again?: string };
        if (state.status === 'unknown' || again !== undefined) return state;
        return { ...state, settled: [...state.settled, callOf(callback, status)] };
      }
    }
  },
};
