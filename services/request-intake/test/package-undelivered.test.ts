import { type PastEvent, specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { accessPackage } from '../src/domain/access-package.ts';
import { person } from './request-scenarios.ts';

const spec = specificationFor(accessPackage);

const now = '2026-06-01T10:00:00.000Z';
const over = '2026-06-15T10:00:00Z';
const about = { package: 'k-1', request: 'r-1', person };
const assembled = {
  type: 'package.assembled.v1',
  facts: {
    ...about,
    requestType: 'access',
    format: 'vitne-access-package-1',
    upTo: 9,
    contents: [],
    unanswered: [],
    assembled: now,
    expires: '2026-07-31T10:00:00Z',
    terms: '2026-2',
  },
} satisfies PastEvent<'package.assembled.v1'>;
const issued = (link = 1) =>
  ({
    type: 'package.link-issued.v1',
    facts: {
      ...about,
      link,
      digest: 'd',
      keyMonth: '2026-06',
      through: 'email',
      issued: now,
      expires: over,
      uses: 10,
    },
  }) as const;
const failing = { command: 'record-failure', link: 1, reason: 'refused', now } as const;
const failed = {
  type: 'package.link-failed.v1',
  facts: { ...about, link: 1, reason: 'refused', attempt: 1, failed: now },
} as const;
const undelivered = (because: 'mail-failed' | 'not-opened', found: string, link = 1) =>
  ({ type: 'package.undelivered.v1', facts: { ...about, link, because, found } }) as const;
const opened = {
  type: 'package.opened.v1',
  facts: { ...about, link: 1, use: 1, language: 'nb', opened: now },
} as const;
const looking = (at: string) => ({ command: 'look-after-link', now: at }) as const;

describe('a package that does not reach the person is somebody’s to see to', () => {
  it('when no e-mail arrives and none is tried any more', () => {
    spec
      .given([assembled, issued()])
      .when(failing)
      .then([failed, undelivered('mail-failed', now)]);
    const deferred = { ...failing, reason: 'deferred' } as const;
    const again = new Date(Date.parse(now) + 300_000).toISOString();
    spec
      .given([assembled, issued()])
      .when(deferred)
      .then([{ ...failed, facts: { ...failed.facts, reason: 'deferred', nextAttempt: again } }]);
  });

  it('when its link is over and nobody has opened it, once for each link', () => {
    const past = [assembled, issued()] as const;
    spec.given(past).when(looking('2026-06-15T09:59:59Z')).thenNothing();
    spec
      .given(past)
      .when(looking(over))
      .then([undelivered('not-opened', over)]);
    spec
      .given([...past, undelivered('not-opened', over)])
      .when(looking(over))
      .thenNothing();
    spec
      .given([...past, undelivered('not-opened', over), issued(2)])
      .when(looking(over))
      .then([undelivered('not-opened', over, 2)]);
  });

  it('not when somebody has opened it, or it is deleted', () => {
    spec.given([assembled, issued(), opened]).when(looking(over)).thenNothing();
    const disposed = { type: 'package.disposed.v1', facts: { ...about, disposed: now } } as const;
    spec.given([assembled, issued(), disposed]).when(looking(over)).thenNothing();
  });
});
