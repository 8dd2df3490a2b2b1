import { controllerRequestEvents } from '@vitne/contracts/catalogue/controller-request-events';
import type { AnyRecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import type { OpenDsrStatus } from '../domain/controller-request.ts';

/** A call that is owed to a controller, in the order in which the statuses came. */
export type OwedCall = { callback: string; status: OpenDsrStatus; attempt: number; due: string };

export type ControllerRequestDocument = {
  request: string;
  controller: string;
  subjectRequestId: string;
  callbacks: string[];
  status: OpenDsrStatus;
  owed: OwedCall[];
  /** When the first call is due. */
  nextCall?: string;
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
  version: 1,
  handles: [...controllerRequestEvents.map(({ type }) => type), ...Object.keys(statusAfter)],
  indexes: [{ key: { nextCall: 1 } }],
  keysOf: ({ facts }: AnyRecordedEvent) => [facts['request'] as string],
  evolve(doc, { meta, facts }) {
    if (meta.type === 'controller-request.received.v1') {
      const { request, controller, subjectRequestId, callbacks } = facts as Omit<ControllerRequestDocument, 'owed'>;
      return { request, controller, subjectRequestId, callbacks, status: 'pending', owed: [] };
    }
    // The failed call that it comes with has taken the call off the list.
    if (!doc || meta.type === 'controller-request.given-up.v1') return doc;
    const status = statusAfter[meta.type];
    if (status !== undefined) {
      if (status === doc.status) return doc;
      const due = new Date(meta.time).toISOString();
      const owed = doc.callbacks.map((callback) => ({ callback, status, attempt: 1, due }));
      return withNext({ ...doc, status, owed: [...doc.owed, ...owed] });
    }
    const told = facts as { callback: string; status: string; attempt: number; again?: string };
    const owed = doc.owed.flatMap((call) => {
      if (call.callback !== told.callback || call.status !== told.status) return [call];
      if (told.again === undefined) return [];
      return [{ ...call, attempt: told.attempt + 1, due: new Date(told.again).toISOString() }];
    });
    return withNext({ ...doc, owed });
  },
};

/** A later status is told after an earlier one, so only the first call to each address can be due. */
export const firstCalls = (owed: readonly OwedCall[]): OwedCall[] =>
  owed.filter((call, index) => owed.findIndex(({ callback }) => callback === call.callback) === index);

function withNext({ nextCall: _before, ...doc }: ControllerRequestDocument): ControllerRequestDocument {
  const nextCall = firstCalls(doc.owed)
    .map(({ due }) => due)
    .sort()[0];
  return { ...doc, ...(nextCall !== undefined && { nextCall }) };
}
