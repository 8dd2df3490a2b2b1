import {
  sourceNoticeDue,
  sourceNoticeFailed,
  sourceNoticeGiven,
  sourceNoticeLapsed,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { MailFailure } from '@vitne/contracts/mail-evidence';
import type { Projection } from '@vitne/projector/projection';

type NoticeEvent = RecordedEvent<
  typeof sourceNoticeDue | typeof sourceNoticeGiven | typeof sourceNoticeFailed | typeof sourceNoticeLapsed
>;
type Given = FactsOf<typeof sourceNoticeGiven>;

/** One notice owed to a person; `end` is when it is due, in UTC, so that the list sorts by it. */
export type SourceNoticeDocument = FactsOf<typeof sourceNoticeDue> & {
  end: string;
  status: 'open' | 'given' | 'lapsed';
  how?: Given['how'];
  given?: string;
  lapsed?: string;
  late?: boolean;
  /** Of an e-mail that was sent. */
  mail?: Given['mail'];
  /** When an e-mail is tried (again), in UTC; absent where none is promised, or none is tried any more. */
  nextAttempt?: string;
  attempts: number;
  /** Why the latest e-mail did not arrive. */
  failure?: MailFailure;
};

/** Who has to be told of data from somebody else, by when, and that it was done (Art. 14). */
export const sourceNoticesProjection: Projection<SourceNoticeDocument> = {
  name: 'source-notices',
  version: 2,
  handles: [sourceNoticeDue.type, sourceNoticeGiven.type, sourceNoticeFailed.type, sourceNoticeLapsed.type],
  indexes: [{ key: { status: 1, end: 1 } }, { key: { person: 1, end: 1 } }, { key: { nextAttempt: 1 } }],
  keysOf: (event) => [event.facts['notice'] as string],
  evolve(doc, recorded) {
    const { facts, meta } = recorded as unknown as NoticeEvent;
    if (meta.type === 'source-notice.due.v1') {
      const due = facts as FactsOf<typeof sourceNoticeDue>;
      const toSend = due.by === 'email' && { nextAttempt: new Date(meta.time).toISOString() };
      return { ...due, end: new Date(due.due.due).toISOString(), status: 'open', attempts: 0, ...toSend };
    }
    if (!doc) return doc;
    const { nextAttempt: _, ...before } = doc;
    switch (meta.type) {
      case 'source-notice.given.v1': {
        const { how, given, late, mail } = facts as Given;
        return { ...before, status: 'given', how, given, late, ...(mail && { mail }) };
      }
      case 'source-notice.failed.v1': {
        const { reason, replyCode, attempt, nextAttempt } = facts as FactsOf<typeof sourceNoticeFailed>;
        const failure = { reason, ...(replyCode !== undefined && { replyCode }) };
        const again = nextAttempt !== undefined && { nextAttempt: new Date(nextAttempt).toISOString() };
        return { ...before, attempts: attempt, failure, ...again };
      }
      case 'source-notice.lapsed.v1': {
        const { lapsed, late } = facts as FactsOf<typeof sourceNoticeLapsed>;
        return { ...before, status: 'lapsed', lapsed, late };
      }
    }
  },
};
