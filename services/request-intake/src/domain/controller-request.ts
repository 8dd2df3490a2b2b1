import type { controllerRequestEvents } from '@vitne/contracts/catalogue/controller-request-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import { Temporal } from 'temporal-polyfill';

type ControllerRequestEvent = (typeof controllerRequestEvents)[number];
type Facts = FactsOf<(typeof controllerRequestEvents)[0]>;
export type OpenDsrStatus = FactsOf<(typeof controllerRequestEvents)[1]>['status'];
/** A status that one address is told. */
type Told = { callback: string; status: OpenDsrStatus };

type Known = {
  status: 'known';
  facts: Facts;
  /** What was taken. */
  taken: string[];
  /** What is given up. */
  givenUp: string[];
  /** How often somebody had each status told anew; the attempts of each round count from one. */
  rounds: Record<string, number>;
};
export type ControllerRequestState = { status: 'unknown' } | Known;

type NoteCall = Told & {
  command: 'note-call';
  round: number;
  attempt: number;
  /** What the controller answered; left out when it did not. */
  httpStatus?: number | undefined;
  now: string;
};
type CallAgain = { command: 'call-again'; calls: readonly Told[]; now: string };
export type ControllerRequestCommand = { command: 'receive'; facts: Facts } | NoteCall | CallAgain;
export type ControllerRejection = 'unknown-request' | 'already-received' | 'no-call-owed' | 'called-too-often';
type Answer = Decision<DomainEvent<ControllerRequestEvent>, ControllerRejection>;

/** How long to wait after each failed call; after the last one the controller is not called any more, unless staff say so. */
const pauses = ['PT1M', 'PT5M', 'PT30M', 'PT2H', 'PT6H', 'PT12H', 'PT24H'] as const;
export const mostCalls = pauses.length + 1;
/** How often somebody can have one status told anew. */
const mostRounds = 20;

const callOf = ({ callback, status }: Told) => `${status} ${callback}`;

/** What a controller passed on, and what it was told of it since. */
export const controllerRequest: Decider<
  ControllerRequestState,
  ControllerRequestCommand,
  DomainEvent<ControllerRequestEvent>,
  RecordedEvent<ControllerRequestEvent>,
  ControllerRejection
> = {
  initial: () => ({ status: 'unknown' }),

  decide(command, state) {
    if (command.command === 'receive') {
      if (state.status === 'known') return reject('already-received', 'This request was passed on before.');
      return accept({ type: 'controller-request.received.v1', facts: command.facts });
    }
    if (state.status === 'unknown') return reject('unknown-request', 'No controller passed such a request on.');
    return command.command === 'note-call' ? noteCall(command, state) : callAgain(command, state);
  },

  evolve(state, { meta, facts }) {
    if (meta.type === 'controller-request.received.v1') {
      return { status: 'known', facts: facts as Facts, taken: [], givenUp: [], rounds: {} };
    }
    if (state.status === 'unknown') return state;
    const call = callOf(facts as Told);
    switch (meta.type) {
      case 'controller-request.given-up.v1':
        return state;
      case 'controller-request.resumed.v1':
        return {
          ...state,
          givenUp: state.givenUp.filter((one) => one !== call),
          rounds: { ...state.rounds, [call]: roundOf(state, call) + 1 },
        };
      case 'controller-request.called-back.v1':
        return { ...state, taken: [...state.taken, call] };
      case 'controller-request.call-failed.v1': {
        const { again } = facts as { again?: string };
        return again === undefined ? { ...state, givenUp: [...state.givenUp, call] } : state;
      }
    }
  },
};

const roundOf = ({ rounds }: Known, call: string): number => rounds[call] ?? 1;

function noteCall({ callback, status, round, attempt, httpStatus, now }: NoteCall, state: Known): Answer {
  const name = callOf({ callback, status });
  if (state.taken.includes(name) || state.givenUp.includes(name)) return accept();
  const { request, person, controller } = state.facts;
  const call = { request, person, controller, callback, status, attempt };
  if (httpStatus !== undefined && httpStatus >= 200 && httpStatus < 300) {
    return accept({ type: 'controller-request.called-back.v1', facts: { ...call, calledBack: now, httpStatus } });
  }
  // It was under way when somebody had the controller called anew: that call is still to come.
  if (round !== roundOf(state, name)) return accept();
  const pause = pauses[attempt - 1];
  const again = pause && Temporal.Instant.from(now).add(Temporal.Duration.from(pause)).toString();
  const facts = { ...call, failed: now, ...(httpStatus !== undefined && { httpStatus }), ...(again && { again }) };
  const failed = { type: 'controller-request.call-failed.v1', facts } as const;
  if (again) return accept<DomainEvent<ControllerRequestEvent>>(failed);
  return accept<DomainEvent<ControllerRequestEvent>>(failed, {
    type: 'controller-request.given-up.v1',
    facts: { ...call, givenUp: now },
  });
}

/** What is owed by now is known from the request's own events, so the command says which statuses are to be told. */
function callAgain({ calls: asked, now }: CallAgain, state: Known): Answer {
  const calls = asked.filter((call) => !state.taken.includes(callOf(call)));
  if (calls.length === 0)
    return reject('no-call-owed', 'No status of this request is owed to the controller, or none at that address.');
  if (calls.some((call) => roundOf(state, callOf(call)) >= mostRounds))
    return reject(
      'called-too-often',
      `It was called anew ${mostRounds - 1} times: tell the controller in another way.`,
    );
  const { request, person, controller } = state.facts;
  return accept(
    ...calls.map(({ callback, status }) => ({
      type: 'controller-request.resumed.v1' as const,
      facts: { request, person, controller, callback, status, resumed: now },
    })),
  );
}
