import { packageEvents } from '@vitne/contracts/catalogue/package-events';
import type { Projection } from '@vitne/projector/projection';
import {
  evolvePackage,
  type KnownPackage,
  overUnopenedAt,
  type PackageState,
  type RecordedPackageEvent,
  reminderDueAt,
} from '../domain/package-state.ts';

/** A package as it stands, without what is in it, and when something is to be done about it, in UTC. */
export type PackageDocument = KnownPackage & {
  /** The statement that it was put together under. */
  statementVersion?: string;
  nextMail?: string;
  /** When the person is reminded of a link that nobody has used. */
  remindAt?: string;
  /** When its link is over, while nobody has opened it. */
  overUnopened?: string;
  /** When it is deleted; absent when it is. */
  disposeAt?: string;
};

/** Packages and the links to them. Its timers find mails that are to be sent, and packages whose time is over. */
export const packagesProjection: Projection<PackageDocument> = {
  name: 'packages',
  version: 3,
  handles: packageEvents.map(({ type }) => type),
  indexes: [
    { key: { nextMail: 1 } },
    { key: { remindAt: 1 } },
    { key: { overUnopened: 1 } },
    { key: { disposeAt: 1 } },
    { key: { request: 1 } },
    { key: { person: 1 } },
    { key: { assembled: -1 } },
  ],
  keysOf: ({ facts }) => [String(facts['package'])],
  evolve(doc, recorded) {
    const event = recorded as unknown as RecordedPackageEvent;
    const {
      nextMail: _,
      remindAt: _remind,
      overUnopened: _over,
      disposeAt: _dispose,
      ...rest
    }: Partial<PackageDocument> = doc ?? {};
    const { statementVersion: before, ...known } = rest;
    const state = evolvePackage(doc ? (known as KnownPackage) : ({ status: 'unknown' } satisfies PackageState), event);
    if (state.status === 'unknown') return undefined;
    const statementVersion = event.meta.type === 'package.assembled.v1' ? event.meta.statementVersion : before;
    const isThere = state.status === 'assembled';
    const nextMail = isThere ? state.link?.nextAttempt : undefined;
    const remindAt = reminderDueAt(state);
    const over = overUnopenedAt(state);
    return {
      ...state,
      ...(statementVersion !== undefined && { statementVersion }),
      ...(nextMail !== undefined && { nextMail }),
      ...(remindAt !== undefined && { remindAt }),
      ...(over !== undefined && { overUnopened: new Date(over).toISOString() }),
      ...(isThere && { disposeAt: state.expires }),
    };
  },
};
