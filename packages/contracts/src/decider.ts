/**
 * The one shape of everything that remembers (emmett's decider): fold what happened, decide what happens next.
 * `decide` gets time, ids and look-ups inside the command, so the same history and command always give the same answer.
 */
export type Decider<State, Command, Event, Recorded, Code extends string> = {
  initial(): State;
  decide(command: Command, state: State): Decision<Event, Code>;
  evolve(state: State, event: Recorded): State;
};

export type Decision<Event, Code extends string> = Accepted<Event> | Rejected<Code>;
export type Accepted<Event> = { accepted: Event[] };
export type Rejected<Code extends string = string> = { rejected: Rejection<Code> };

/** Why a command was not carried out: a code for programs, a sentence that says what to change for people. */
export type Rejection<Code extends string = string> = {
  code: Code;
  detail: string;
  /** More for the caller, without personal data. */
  facts?: Record<string, unknown>;
};

/** Records events. No event is an answer too: what was asked for is already so. */
export const accept = <Event>(...events: Event[]): Accepted<Event> => ({ accepted: events });

export const reject = <Code extends string>(
  code: Code,
  detail: string,
  facts?: Record<string, unknown>,
): Rejected<Code> => ({ rejected: { code, detail, ...(facts && { facts }) } });
