import type {
  noticeChannels,
  sourceNoticeDue,
  sourceNoticeFailed,
  sourceNoticeGiven,
  sourceNoticeLapsed,
} from '@vitne/contracts/catalogue/processor-registry-events';
import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { DomainEvent, FactsOf } from '@vitne/contracts/event-definition';
import type { Due } from '@vitne/contracts/law/derivation';
import { type ByLaw, computeDue } from '@vitne/contracts/law/due';
import { defaultZone, isRejected, readZone } from '@vitne/contracts/law/moments';
import { failedMail, type MailEvidence, type MailFailure } from '@vitne/contracts/mail-evidence';
import type { Statement } from '@vitne/contracts/statement/schema';

type NoticeEvent =
  | typeof sourceNoticeDue
  | typeof sourceNoticeGiven
  | typeof sourceNoticeFailed
  | typeof sourceNoticeLapsed;
type DueFacts = FactsOf<typeof sourceNoticeDue>;
export type NoticeChannel = (typeof noticeChannels)[number];

type Notice = DueFacts & {
  status: 'open' | 'given' | 'lapsed';
  how?: NoticeChannel;
  given?: string;
  /** How many e-mails failed, and whether none is tried any more. */
  attempts: number;
  givenUp: boolean;
};

/** The notices owed to one person: the latest of each source that data was obtained from. */
export type SourceNoticesState = Readonly<Record<string, Notice>>;

/** What the statement in force says: its zone, within which length each source's notice is promised, and which by e-mail. */
export type NoticeTerms = {
  zone: string;
  promises: Readonly<Record<string, string>>;
  byEmail: readonly string[];
  /** For computing again: the versions that were pinned, or others to compare with. */
  law?: ByLaw;
};

/** The terms that a statement sets; before the first one, those of the law alone. */
export function noticeTerms(statement: Statement | undefined): NoticeTerms {
  const zone = readZone(statement?.statement.timeZone ?? defaultZone);
  const promised = (statement?.sources ?? []).flatMap(({ id, notice }) => (notice ? [{ id, ...notice }] : []));
  return {
    zone: isRejected(zone) ? defaultZone : zone,
    promises: Object.fromEntries(promised.map(({ id, within }) => [id, within])),
    byEmail: promised.filter(({ by }) => by === 'email').map(({ id }) => id),
  };
}

export type SourceNoticeCommand =
  | {
      command: 'obtain';
      notice: string;
      person: string;
      source: string;
      dataCategories: string[];
      obtained: string;
      terms: NoticeTerms;
    }
  /** Somebody spoke to the person, or gave the data on: that ends the time of what is open. */
  | { command: 'contact'; at: string; terms: NoticeTerms }
  | { command: 'disclose'; at: string; dataCategories: readonly string[]; terms: NoticeTerms }
  | { command: 'lapse'; disposal: string; dataCategories: readonly string[]; now: string }
  | { command: 'give'; notice: string; how: NoticeChannel; given: string; now: string; mail?: MailEvidence }
  | ({ command: 'fail'; notice: string; now: string } & MailFailure);

export type SourceNoticeRejection = 'notice-unknown' | 'notice-given' | 'notice-lapsed' | 'moment-invalid';

type Answer = Decision<DomainEvent<NoticeEvent>, SourceNoticeRejection>;

/** What a person has to be told of data that came from somebody else, by when, and that it was (Art. 14). */
export const sourceNotices: Decider<
  SourceNoticesState,
  SourceNoticeCommand,
  DomainEvent<NoticeEvent>,
  RecordedEvent<NoticeEvent>,
  SourceNoticeRejection
> = {
  initial: () => ({}),

  decide(command, state) {
    switch (command.command) {
      case 'obtain':
        return obtain(command, state);
      case 'contact':
        return endEarly(state, command.terms, { firstContact: command.at }, () => true);
      case 'disclose':
        return endEarly(state, command.terms, { firstDisclosure: command.at }, ({ dataCategories }) =>
          dataCategories.some((category) => command.dataCategories.includes(category)),
        );
      case 'lapse':
        return lapse(command, state);
      case 'give':
        return give(command, state);
      case 'fail':
        return fail(command, state);
    }
  },

  evolve(state, event) {
    switch (event.meta.type) {
      case 'source-notice.due.v1': {
        const facts = event.facts as DueFacts;
        return { ...state, [facts.source]: { ...facts, status: 'open', attempts: 0, givenUp: false } };
      }
      case 'source-notice.given.v1': {
        const { source, how, given } = event.facts as FactsOf<typeof sourceNoticeGiven>;
        return withNotice(state, source, { status: 'given', how, given });
      }
      case 'source-notice.failed.v1': {
        const { source, attempt, nextAttempt } = event.facts as FactsOf<typeof sourceNoticeFailed>;
        return withNotice(state, source, { attempts: attempt, givenUp: nextAttempt === undefined });
      }
      case 'source-notice.lapsed.v1':
        return withNotice(state, event.facts.source, { status: 'lapsed' });
    }
  },
};

function withNotice(state: SourceNoticesState, source: string, over: Partial<Notice>): SourceNoticesState {
  const known = state[source];
  return known ? { ...state, [source]: { ...known, ...over } } : state;
}

/** A person who was told of a source once has the information already (Art. 14(5)(a)), unless there is more of it. */
function obtain(command: Extract<SourceNoticeCommand, { command: 'obtain' }>, state: SourceNoticesState): Answer {
  const { command: _, terms, ...facts } = command;
  const known = state[facts.source];
  const hasAll = known && facts.dataCategories.every((category) => known.dataCategories.includes(category));
  if (known?.status === 'given' && hasAll) return accept();
  if (known?.status === 'open') {
    const isEarlier = Date.parse(facts.obtained) < Date.parse(known.obtained);
    if (hasAll && !isEarlier) return accept();
    const { firstContact, firstDisclosure, notice, person, source } = known;
    return due(
      {
        notice,
        person,
        source,
        dataCategories: [...new Set([...known.dataCategories, ...facts.dataCategories])],
        obtained: isEarlier ? facts.obtained : known.obtained,
        ...(firstContact !== undefined && { firstContact }),
        ...(firstDisclosure !== undefined && { firstDisclosure }),
      },
      terms,
    );
  }
  return due(facts, terms);
}

function due(facts: Omit<DueFacts, 'due' | 'by'>, terms: NoticeTerms): Answer {
  const by = terms.byEmail.includes(facts.source) && ({ by: 'email' } as const);
  return accept({ type: 'source-notice.due.v1', facts: { ...facts, due: noticeDue(facts, terms), ...by } });
}

/**
 * A promise whose length cannot be counted promises nothing: the law's own month stands.
 * @throws {Error} when no date can be computed of a moment that the reaction has tried out before.
 */
export function noticeDue(
  { source, obtained, firstContact, firstDisclosure }: Omit<DueFacts, 'due'>,
  terms: NoticeTerms,
): Due {
  const promised = terms.promises[source];
  const within = (promise?: string) =>
    computeDue({
      clock: 'gdpr-14-3',
      received: obtained,
      zone: terms.zone,
      ...terms.law,
      ...(promise !== undefined && { promise }),
      atTheLatest: {
        ...(firstContact !== undefined && { firstContact }),
        ...(firstDisclosure !== undefined && { firstDisclosure }),
      },
    });
  const asPromised = within(promised);
  const found = isRejected(asPromised) ? within() : asPromised;
  if (isRejected(found)) throw new Error(`The time of Art. 14(3) cannot be computed: ${found.rejected.code}.`);
  return found;
}

type Ending = { firstContact: string } | { firstDisclosure: string };

/** Only what comes after the data was obtained, and before the time is over anyhow, changes the time. */
function endEarly(
  state: SourceNoticesState,
  terms: NoticeTerms,
  ending: Ending,
  concerns: (notice: Notice) => boolean,
): Answer {
  const at = Date.parse('firstContact' in ending ? ending.firstContact : ending.firstDisclosure);
  const events = Object.values(state).flatMap((notice) => {
    const {
      status: _,
      how: _how,
      given: _given,
      attempts: _attempts,
      givenUp: _givenUp,
      due: stands,
      ...facts
    } = notice;
    if (notice.status !== 'open' || !concerns(notice) || at < Date.parse(notice.obtained)) return [];
    if (at >= Date.parse(stands.due)) return [];
    const earlier = { ...facts, ...ending };
    return [{ type: 'source-notice.due.v1' as const, facts: { ...earlier, due: noticeDue(earlier, terms) } }];
  });
  return accept(...events);
}

function lapse(
  { disposal, dataCategories, now }: Extract<SourceNoticeCommand, { command: 'lapse' }>,
  state: SourceNoticesState,
): Answer {
  const gone = Object.values(state).filter(
    (notice) =>
      notice.status === 'open' && notice.dataCategories.every((category) => dataCategories.includes(category)),
  );
  return accept(
    ...gone.map(({ notice, person, source, due: { due: end } }) => ({
      type: 'source-notice.lapsed.v1' as const,
      facts: { notice, person, source, disposal, lapsed: now, late: isAfter(now, end) },
    })),
  );
}

function give(
  { notice: id, how, given, now, mail }: Extract<SourceNoticeCommand, { command: 'give' }>,
  state: SourceNoticesState,
): Answer {
  const notice = Object.values(state).find((one) => one.notice === id);
  if (!notice) return reject('notice-unknown', 'No notice of that id is owed to anybody.');
  if (notice.status === 'lapsed')
    return reject('notice-lapsed', 'The data is disposed of: nothing is left to tell of.');
  if (notice.status === 'given') {
    return notice.how === how && notice.given === given
      ? accept()
      : reject('notice-given', 'That this notice was given is recorded already.');
  }
  if (isAfter(given, now) || isAfter(notice.obtained, given)) {
    return reject(
      'moment-invalid',
      'A notice is given after the data was obtained, and is recorded after it is given.',
    );
  }
  const { person, source } = notice;
  const late = isAfter(given, notice.due.due);
  const facts = { notice: id, person, source, how, given, late, ...(mail && { mail }) };
  return accept({ type: 'source-notice.given.v1', facts });
}

/** An e-mail did not arrive; what is settled meanwhile is not touched by it. */
function fail(
  { notice: id, reason, replyCode, now }: Extract<SourceNoticeCommand, { command: 'fail' }>,
  state: SourceNoticesState,
): Answer {
  const notice = Object.values(state).find((one) => one.notice === id);
  if (!notice) return reject('notice-unknown', 'No notice of that id is owed to anybody.');
  const { person, source, status, attempts, givenUp } = notice;
  if (status !== 'open' || givenUp) return accept();
  const facts = { notice: id, person, source, ...failedMail({ reason, replyCode }, attempts, now) };
  return accept({ type: 'source-notice.failed.v1', facts });
}

const isAfter = (one: string, other: string): boolean => Date.parse(one) > Date.parse(other);
