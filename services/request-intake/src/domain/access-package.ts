import { accept, type Decider, type Decision, reject } from '@vitne/contracts/decider';
import type { DomainEvent } from '@vitne/contracts/event-definition';
import { failedMail, type MailEvidence, type MailFailure } from '@vitne/contracts/mail-evidence';
import {
  type Assembled,
  evolvePackage,
  type KnownLink,
  type KnownPackage,
  type LinkIssued,
  overUnopenedAt,
  type PackageEvent,
  type PackageState,
  type RecordedPackageEvent,
  reminderDueAt,
} from './package-state.ts';
import { currentPackageTerms, linkTerms, packageExpires } from './package-terms.ts';
import { sameDigest } from './same-digest.ts';

type Shown = {
  /** The keyed digest of what was shown; none when its key is gone. */
  digest: string | undefined;
  now: string;
};

export type PackageCommand =
  | ({ command: 'assemble'; now: string } & Omit<Assembled, 'assembled' | 'expires' | 'terms'>)
  | {
      command: 'issue-link';
      link: number;
      through: LinkIssued['through'];
      digest: string;
      keyMonth: string;
      now: string;
    }
  | { command: 'record-sent'; link: number; mail: MailEvidence; now: string }
  | ({ command: 'record-failure'; link: number; now: string } & MailFailure)
  | { command: 'record-reminded'; link: number; mail: MailEvidence; now: string }
  | ({ command: 'record-reminder-failure'; link: number; now: string } & MailFailure)
  | { command: 'look-after-link'; now: string }
  | ({ command: 'open'; language: 'nb' | 'en' } & Shown)
  | ({ command: 'download'; format: 'html' | 'json' | 'portability-json' } & Shown)
  | { command: 'dispose'; now: string };

export type LinkRejection = 'link-unknown' | 'link-expired' | 'link-used-up' | 'package-disposed';
export type PackageRejection = LinkRejection | 'unknown-package' | 'link-taken' | 'format-not-of-package';

type Answer = Decision<DomainEvent<PackageEvent>, PackageRejection>;
type Command<Name extends PackageCommand['command']> = Extract<PackageCommand, { command: Name }>;

/** What is held about a person, put together once, and who has taken it away since. */
export const accessPackage: Decider<
  PackageState,
  PackageCommand,
  DomainEvent<PackageEvent>,
  RecordedPackageEvent,
  PackageRejection
> = {
  initial: () => ({ status: 'unknown' }),

  decide(command, state) {
    if (command.command === 'assemble') return assemble(command, state);
    if (state.status === 'unknown') return reject('unknown-package', 'There is no such package: check its id.');
    switch (command.command) {
      case 'issue-link':
        return issueLink(command, state);
      case 'record-sent':
        return recordSent(command, state);
      case 'record-failure':
        return recordFailure(command, state);
      case 'record-reminded':
        return recordReminded(command, state);
      case 'record-reminder-failure':
        return recordReminderFailure(command, state);
      case 'look-after-link':
        return lookAfterLink(command, state);
      case 'open': {
        const link = usable(command, state);
        if ('rejected' in link) return link;
        const facts = { ...about(state), link: link.link, use: link.used + 1, language: command.language };
        return accept({ type: 'package.opened.v1', facts: { ...facts, opened: command.now } });
      }
      case 'download':
        return download(command, state);
      case 'dispose':
        return state.status === 'disposed'
          ? accept()
          : accept({ type: 'package.disposed.v1', facts: { ...about(state), disposed: command.now } });
    }
  },

  evolve: evolvePackage,
};

const about = ({ package: id, request, person }: KnownPackage) => ({ package: id, request, person });

/** A system that answers late makes it anew; what is the same already, or over, is left as it is. */
function assemble({ now, ...said }: Command<'assemble'>, state: PackageState): Answer {
  const { command: _, ...facts } = said;
  const isThere = state.status !== 'unknown' && facts.contents.every((content) => state.contents.includes(content));
  if (isThere || state.status === 'disposed') return accept();
  const expires = state.status === 'unknown' ? packageExpires(now) : state.expires;
  return accept({
    type: 'package.assembled.v1',
    facts: { ...facts, assembled: now, expires, terms: currentPackageTerms },
  });
}

function issueLink({ link, through, digest, keyMonth, now }: Command<'issue-link'>, state: KnownPackage): Answer {
  if (state.status === 'disposed') return disposed();
  if (link !== (state.link?.link ?? 0) + 1)
    return reject('link-taken', 'Somebody else made a link just now: try again.');
  const facts = { ...about(state), link, digest, keyMonth, through, issued: now, ...linkTerms(now, state.expires) };
  return accept({ type: 'package.link-issued.v1', facts });
}

function recordSent({ link, mail, now }: Command<'record-sent'>, state: KnownPackage): Answer {
  if (!isAwaited(state, link)) return accept();
  return accept({ type: 'package.link-sent.v1', facts: { ...about(state), link, sent: now, mail } });
}

function recordFailure(command: Command<'record-failure'>, state: KnownPackage): Answer {
  const { link, reason, replyCode, now } = command;
  if (!isAwaited(state, link)) return accept();
  const facts = { ...about(state), link, ...failedMail({ reason, replyCode }, state.link?.attempts ?? 0, now) };
  const undelivered = facts.nextAttempt === undefined ? [notDelivered(state, link, 'mail-failed', now)] : [];
  return accept({ type: 'package.link-failed.v1', facts }, ...undelivered);
}

/** What was sent is recorded although the package was opened meanwhile: it was sent. */
function recordReminded({ link, mail, now }: Command<'record-reminded'>, state: KnownPackage): Answer {
  if (state.link?.link !== link || state.link.reminder?.sent !== undefined) return accept();
  return accept({ type: 'package.reminded.v1', facts: { ...about(state), link, reminded: now, mail } });
}

function recordReminderFailure(command: Command<'record-reminder-failure'>, state: KnownPackage): Answer {
  const { link, reason, replyCode, now } = command;
  if (state.link?.link !== link || reminderDueAt(state) === undefined) return accept();
  const facts = failedMail({ reason, replyCode }, state.link.reminder?.attempts ?? 0, now);
  return accept({ type: 'package.reminder-failed.v1', facts: { ...about(state), link, ...facts } });
}

/** A link whose time passed unused, while nobody has the package, is staff's to see to. */
function lookAfterLink({ now }: Command<'look-after-link'>, state: KnownPackage): Answer {
  const over = overUnopenedAt(state);
  if (over === undefined || !state.link || Date.parse(now) < Date.parse(over)) return accept();
  return accept(notDelivered(state, state.link.link, 'not-opened', now));
}

const notDelivered = (
  state: KnownPackage,
  link: number,
  because: NonNullable<KnownLink['undelivered']>,
  found: string,
): DomainEvent<PackageEvent> => ({ type: 'package.undelivered.v1', facts: { ...about(state), link, because, found } });

const isAwaited = ({ status, link }: KnownPackage, of: number): boolean =>
  status === 'assembled' && link?.link === of && link.nextAttempt !== undefined;

function download({ format, now, ...shown }: Command<'download'>, state: KnownPackage): Answer {
  const link = usable({ ...shown, now }, state);
  if ('rejected' in link) return link;
  // A portability package is only what may be taken along (Art. 20).
  if (format === 'json' && state.requestType === 'portability') {
    return reject(
      'format-not-of-package',
      'Whoever asked to take data along gets the formats html and portability-json.',
    );
  }
  const facts = { ...about(state), link: link.link, use: link.used + 1, format, downloaded: now };
  return accept({ type: 'package.downloaded.v1', facts });
}

const disposed = () => reject('package-disposed', 'The package had its time and is deleted. Make a new request.');

/** The link that was shown, if it opens the package still. Somebody without the secret is told nothing about it. */
function usable(
  { digest, now }: Shown,
  { status, link }: KnownPackage,
): KnownLink | Extract<Answer, { rejected: unknown }> {
  if (digest === undefined || !link || !sameDigest(link.digest, digest)) {
    return reject('link-unknown', 'This link opens nothing: it may be copied wrongly, or a newer one was made.');
  }
  if (status === 'disposed') return disposed();
  if (Date.parse(now) >= Date.parse(link.expires)) {
    return reject('link-expired', 'The time of this link is over. Ask for a new one.');
  }
  if (link.used >= link.uses) {
    return reject('link-used-up', 'This link was used as often as it can be. Ask for a new one.');
  }
  return link;
}
