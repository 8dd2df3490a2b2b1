import { controllerRequestEvents } from '@vitne/contracts/catalogue/controller-request-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import type { OpenDsrStatus } from '../domain/controller-request.ts';

/** A call that is owed to a controller, in the order in which the statuses came. */
export type OwedCall = {
  callback: string;
  status: OpenDsrStatus;
  /** When the request came to this status. */
  since: string;
  round: number;
  attempt: number;
  /** When it is made next. */
  due: string;
  /** What came of the last attempt. */
  failure?: CallFailure;
};
export type CallFailure = { failed: string; httpStatus?: number };
/** One that is not made any more unless somebody says so. */
export type GivenUpCall = Omit<OwedCall, 'due'> & { givenUp: string };

export type ControllerRequestDocument = {
  request: string;
  controller: string;
  subjectRequestId: string;
  callbacks: string[];
  status: OpenDsrStatus;
  owed: OwedCall[];
  givenUp: GivenUpCall[];
  /** When the first call is due. */
  nextCall?: string;
  /** Since when the controller has not taken a status, the oldest of them. */
  owedSince?: string;
};

/** What the events of a request mean to the controller. OpenDSR knows no refusal, so a refused request is cancelled. */
const statusAfter: Readonly<Record<string, OpenDsrStatus>> = {
  'request.accepted.v1': 'in_progress',
  'request.accepted.v2': 'in_progress',
  'request.fulfilled.v1': 'completed',
  'request.partly-fulfilled.v1': 'completed',
  'request.partly-fulfilled.v2': 'completed',
  'request.answered-with-first.v1': 'completed',
  'request.refused.v1': 'cancelled',
  'request.withdrawn.v1': 'cancelled',
  'request.taken-as-enquiry.v1': 'cancelled',
};

/** What controllers passed on, and which calls back are owed to them. */
export const controllerRequestsProjection: Projection<ControllerRequestDocument> = {
  name: 'controller-requests',
  version: 2,
  handles: [...controllerRequestEvents.map(({ type }) => type), ...Object.keys(statusAfter)],
  indexes: [{ key: { nextCall: 1 } }, { key: { owedSince: 1 } }],
  keysOf: ({ facts }: AnyRecordedEvent) => [facts['request'] as string],
  evolve(doc, { meta, facts }) {
    if (meta.type === 'controller-request.received.v1') {
      const { request, controller, subjectRequestId, callbacks } = facts as ControllerRequestDocument;
      return { request, controller, subjectRequestId, callbacks, status: 'pending', owed: [], givenUp: [] };
    }
    // The failed call that it comes with has given the call up.
    if (!doc || meta.type === 'controller-request.given-up.v1') return doc;
    const status = statusAfter[meta.type];
    if (status !== undefined) {
      if (status === doc.status) return doc;
      const since = new Date(meta.time).toISOString();
      const owed = doc.callbacks.map((callback) => ({ callback, status, since, round: 1, attempt: 1, due: since }));
      return withTimes({ ...doc, status, owed: [...doc.owed, ...owed] });
    }
    return withTimes(afterCall(doc, meta.type, facts as CallFacts));
  },
};

type CallFacts = {
  callback: string;
  status: OpenDsrStatus;
  attempt: number;
  failed?: string;
  httpStatus?: number;
  again?: string;
  resumed?: string;
};

function afterCall(doc: ControllerRequestDocument, type: string, told: CallFacts): ControllerRequestDocument {
  const isIt = (one: { callback: string; status: string }) =>
    one.callback === told.callback && one.status === told.status;
  const { owed, givenUp } = doc;
  switch (type) {
    case 'controller-request.called-back.v1':
      // Who has taken a later status knows what the earlier ones would have told.
      return {
        ...doc,
        owed: owed.filter((call) => !isIt(call)),
        givenUp: givenUp.filter(({ callback }) => callback !== told.callback),
      };
    case 'controller-request.resumed.v1': {
      const due = new Date(String(told.resumed)).toISOString();
      const anew = ({ callback, status, since, round, failure }: Omit<OwedCall, 'due'>): OwedCall => ({
        callback,
        status,
        since,
        ...(failure && { failure }),
        round: round + 1,
        attempt: 1,
        due,
      });
      return {
        ...doc,
        owed: [...givenUp.filter(isIt).map(anew), ...owed.map((call) => (isIt(call) ? anew(call) : call))],
        givenUp: givenUp.filter((call) => !isIt(call)),
      };
    }
    default: {
      const { failed = '', httpStatus, attempt, again } = told;
      const failure = { failed, ...(httpStatus !== undefined && { httpStatus }) };
      const call = owed.find(isIt);
      if (!call) return doc;
      if (again === undefined) {
        const { due: _, ...over } = call;
        return {
          ...doc,
          owed: owed.filter((one) => one !== call),
          givenUp: [...givenUp, { ...over, attempt, failure, givenUp: failed }],
        };
      }
      const next = { ...call, attempt: attempt + 1, due: new Date(again).toISOString(), failure };
      return { ...doc, owed: owed.map((one) => (one === call ? next : one)) };
    }
  }
}

/** A later status is told after an earlier one, so only the first call to each address can be due. */
export const firstCalls = (owed: readonly OwedCall[]): OwedCall[] =>
  owed.filter((call, index) => owed.findIndex(({ callback }) => callback === call.callback) === index);

function withTimes({
  nextCall: _next,
  owedSince: _since,
  ...doc
}: ControllerRequestDocument): ControllerRequestDocument {
  const nextCall = firstCalls(doc.owed)
    .map(({ due }) => due)
    .sort()[0];
  const owedSince = [...doc.owed, ...doc.givenUp].map(({ since }) => since).sort()[0];
  return { ...doc, ...(nextCall !== undefined && { nextCall }), ...(owedSince !== undefined && { owedSince }) };
}
