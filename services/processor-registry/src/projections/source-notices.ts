import {
  sourceNoticeDue,
  sourceNoticeGiven,
  sourceNoticeLapsed,
} from '@vitne/contracts/catalogue/processor-registry-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import type { Projection } from '@vitne/projector/projection';

type NoticeEvent = RecordedEvent<typeof sourceNoticeDue | typeof sourceNoticeGiven | typeof sourceNoticeLapsed>;
type Given = FactsOf<typeof sourceNoticeGiven>;

/** One notice owed to a person; `end` is when it is due, in UTC, so that the list sorts by it. */
export type SourceNoticeDocument = FactsOf<typeof sourceNoticeDue> & {
  end: string;
  status: 'open' | 'given' | 'lapsed';
  how?: Given['how'];
  given?: string;
  lapsed?: string;
  late?: boolean;
};

/** Who has to be told of data from somebody else, by when, and that it was done (Art. 14). */
export const sourceNoticesProjection: Projection<SourceNoticeDocument> = {
  name: 'source-notices',
  version: 1,
  handles: [sourceNoticeDue.type, sourceNoticeGiven.type, sourceNoticeLapsed.type],
  indexes: [{ key: { status: 1, end: 1 } }, { key: { person: 1, end: 1 } }],
  keysOf: (event) => [event.facts['notice'] as string],
  evolve(doc, recorded) {
    const { facts, meta } = recorded as unknown as NoticeEvent;
    if (meta.type === 'source-notice.due.v1') {
      const due = facts as FactsOf<typeof sourceNoticeDue>;
      return { ...due, end: new Date(due.due.due).toISOString(), status: 'open' };
    }
    if (!doc) return doc;
    switch (meta.type) {
      case 'source-notice.given.v1': {
        const { how, given, late } = facts as Given;
        return { ...doc, status: 'given', how, given, late };
      }
      case 'source-notice.lapsed.v1': {
        const { lapsed, late } = facts as FactsOf<typeof sourceNoticeLapsed>;
        return { ...doc, status: 'lapsed', lapsed, late };
      }
    }
  },
};
