import {
  messageFailed,
  messageLapsed,
  messageOwed,
  messageTold,
} from '@vitne/contracts/catalogue/request-course-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { Projection } from '@vitne/projector/projection';
import type { Matter } from '../domain/request-commands.ts';

type MessageEvent = RecordedEvent<
  typeof messageOwed | typeof messageTold | typeof messageFailed | typeof messageLapsed
>;

/** One message that waits to be sent. Whether it was told is part of its request's own document. */
export type WaitingMessage = {
  request: string;
  person: string;
  message: string;
  matter: Matter;
  attempts: number;
  /** When an e-mail is tried (again), in UTC. */
  nextAttempt: string;
};

/** What is to be sent by e-mail, and when. */
export const waitingMessagesProjection: Projection<WaitingMessage> = {
  name: 'waiting-messages',
  version: 1,
  handles: [messageOwed.type, messageTold.type, messageFailed.type, messageLapsed.type],
  indexes: [{ key: { nextAttempt: 1 } }],
  keysOf: ({ facts }) => [`${String(facts['request'])}~${String(facts['message'])}`],
  evolve(doc, recorded) {
    const { facts, meta } = recorded as unknown as MessageEvent;
    switch (meta.type) {
      case 'request.message-owed.v1': {
        const { request, person, message, matter } = facts;
        return { request, person, message, matter, attempts: 0, nextAttempt: new Date(meta.time).toISOString() };
      }
      case 'request.telling-failed.v1': {
        const { attempt, nextAttempt } = facts as Extract<MessageEvent, { facts: { attempt: number } }>['facts'];
        if (!doc || nextAttempt === undefined) return undefined;
        return { ...doc, attempts: attempt, nextAttempt: new Date(nextAttempt).toISOString() };
      }
      case 'request.told.v1':
      case 'request.message-lapsed.v1':
        return undefined;
    }
  },
};
