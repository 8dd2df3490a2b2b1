import type {
  packageAssembled,
  packageDownloaded,
  packageEvents,
  packageLinkFailed,
  packageLinkIssued,
  packageLinkSent,
  packageOpened,
  packageReminded,
  packageReminderFailed,
  packageUndelivered,
} from '@vitne/contracts/catalogue/package-events';
import type { RecordedEvent } from '@vitne/contracts/envelope';
import type { FactsOf } from '@vitne/contracts/event-definition';
import { remindAt } from './package-terms.ts';

export type PackageEvent = (typeof packageEvents)[number];
export type RecordedPackageEvent = RecordedEvent<PackageEvent>;
export type Assembled = FactsOf<typeof packageAssembled>;
export type LinkIssued = FactsOf<typeof packageLinkIssued>;

/** One link as it stands. */
export type KnownLink = Pick<LinkIssued, 'link' | 'digest' | 'keyMonth' | 'through' | 'issued' | 'expires' | 'uses'> & {
  used: number;
  sent?: string;
  /** How many e-mails with it failed, and when the next is tried; without a time none is. */
  attempts: number;
  nextAttempt?: string;
  /** The mail that reminds of it: whether it went out, how many failed, and when the next is tried. */
  reminder?: { sent?: string; attempts: number; nextAttempt?: string };
  /** Why it did not bring the package to the person. */
  undelivered?: FactsOf<typeof packageUndelivered>['because'];
};

/** A package as it stands; plain JSON, so that a read model can hold it as it is. */
export type KnownPackage = Omit<Assembled, 'package'> & {
  status: 'assembled' | 'disposed';
  package: string;
  /** The newest, which is the only one that opens it. */
  link?: KnownLink;
  opened: number;
  downloaded: Partial<Record<FactsOf<typeof packageDownloaded>['format'], number>>;
  disposed?: string;
};
export type PackageState = { status: 'unknown' } | KnownPackage;

export function evolvePackage(state: PackageState, event: RecordedPackageEvent): PackageState {
  if (event.meta.type === 'package.assembled.v1') {
    const facts = event.facts as Assembled;
    const before = state.status === 'unknown' ? { opened: 0, downloaded: {} } : state;
    return { ...before, ...facts, status: 'assembled' };
  }
  return state.status === 'unknown' ? state : next(state, event);
}

function next(state: KnownPackage, event: RecordedPackageEvent): KnownPackage {
  switch (event.meta.type) {
    case 'package.assembled.v1':
      return state;
    case 'package.link-issued.v1': {
      const { package: _, request: _request, person: _person, ...issued } = event.facts as LinkIssued;
      const mailed = issued.through === 'email' && { nextAttempt: issued.issued };
      return { ...state, link: { ...issued, used: 0, attempts: 0, ...mailed } };
    }
    case 'package.link-sent.v1': {
      const { link, sent } = event.facts as FactsOf<typeof packageLinkSent>;
      return withLink(state, link, (known) => ({ ...withoutAttempt(known), sent }));
    }
    case 'package.link-failed.v1': {
      const { link, attempt, nextAttempt } = event.facts as FactsOf<typeof packageLinkFailed>;
      return withLink(state, link, (known) => ({
        ...withoutAttempt(known),
        attempts: attempt,
        ...(nextAttempt !== undefined && { nextAttempt }),
      }));
    }
    case 'package.reminded.v1': {
      const { link, reminded } = event.facts as FactsOf<typeof packageReminded>;
      return withLink(state, link, (known) => ({
        ...known,
        reminder: { sent: reminded, attempts: known.reminder?.attempts ?? 0 },
      }));
    }
    case 'package.reminder-failed.v1': {
      const { link, attempt, nextAttempt } = event.facts as FactsOf<typeof packageReminderFailed>;
      const reminder = { attempts: attempt, ...(nextAttempt !== undefined && { nextAttempt }) };
      return withLink(state, link, (known) => ({ ...known, reminder }));
    }
    case 'package.opened.v1': {
      const { link, use } = event.facts as FactsOf<typeof packageOpened>;
      return withLink({ ...state, opened: state.opened + 1 }, link, (known) => ({ ...known, used: use }));
    }
    case 'package.downloaded.v1': {
      const { link, use, format } = event.facts as FactsOf<typeof packageDownloaded>;
      const downloaded = { ...state.downloaded, [format]: (state.downloaded[format] ?? 0) + 1 };
      return withLink({ ...state, downloaded }, link, (known) => ({ ...known, used: use }));
    }
    case 'package.undelivered.v1': {
      const { link, because } = event.facts as FactsOf<typeof packageUndelivered>;
      return withLink(state, link, (known) => ({ ...known, undelivered: because }));
    }
    case 'package.disposed.v1':
      return { ...state, status: 'disposed', disposed: (event.facts as { disposed: string }).disposed };
  }
}

function withoutAttempt(link: KnownLink): KnownLink {
  const { nextAttempt: _, ...known } = link;
  return known;
}

const withLink = (state: KnownPackage, link: number, change: (known: KnownLink) => KnownLink): KnownPackage =>
  state.link?.link === link ? { ...state, link: change(state.link) } : state;

/** When a link that nobody has used is over, so that somebody has to see to it; undefined where that is none of its troubles. */
export function overUnopenedAt({ status, link, opened, downloaded }: KnownPackage): string | undefined {
  const isTaken = opened > 0 || Object.keys(downloaded).length > 0;
  return status === 'assembled' && link && !isTaken && link.undelivered === undefined ? link.expires : undefined;
}

/** When somebody who was sent a link and has not used it is reminded; undefined where that is done, or has no use. */
export function reminderDueAt(state: KnownPackage): string | undefined {
  const { link, terms } = state;
  if (overUnopenedAt(state) === undefined || link?.sent === undefined) return undefined;
  const at = link.reminder ? link.reminder.nextAttempt : remindAt(link, terms);
  return at !== undefined && Date.parse(at) < Date.parse(link.expires) ? at : undefined;
}
