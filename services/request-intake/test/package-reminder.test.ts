import { type PastEvent, specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { accessPackage } from '../src/domain/access-package.ts';
import { remindAt } from '../src/domain/package-terms.ts';
import { person } from './request-scenarios.ts';

const spec = specificationFor(accessPackage);

const now = '2026-06-11T10:00:00.000Z';
const about = { package: 'k-1', request: 'r-1', person };
const mail = { messageId: '<m@example.org>', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' as const };
const assembled = (terms: string) =>
  ({
    type: 'package.assembled.v1',
    facts: {
      ...about,
      requestType: 'access',
      format: 'vitne-access-package-1',
      upTo: 9,
      contents: [],
      unanswered: [],
      assembled: '2026-06-01T10:00:00.000Z',
      expires: '2026-07-31T10:00:00Z',
      terms,
    },
  }) satisfies PastEvent<'package.assembled.v1'>;
const issued = (through: 'email' | 'by-hand' = 'email') =>
  ({
    type: 'package.link-issued.v1',
    facts: {
      ...about,
      link: 1,
      digest: 'd',
      keyMonth: '2026-06',
      through,
      issued: '2026-06-01T10:00:00.000Z',
      expires: '2026-06-15T10:00:00Z',
      uses: 10,
    },
  }) as const;
const sent = {
  type: 'package.link-sent.v1',
  facts: { ...about, link: 1, sent: '2026-06-01T10:01:00.000Z', mail },
} as const;
const opened = {
  type: 'package.opened.v1',
  facts: { ...about, link: 1, use: 1, language: 'nb', opened: now },
} as const;
const reminded = { type: 'package.reminded.v1', facts: { ...about, link: 1, reminded: now, mail } } as const;
const failed = (more: object = {}) =>
  ({
    type: 'package.reminder-failed.v1',
    facts: { ...about, link: 1, reason: 'refused', attempt: 1, failed: now, ...more },
  }) as PastEvent<'package.reminder-failed.v1'>;
const record = { command: 'record-reminded', link: 1, mail, now } as const;
const fail = { command: 'record-reminder-failure', link: 1, reason: 'refused', now } as const;

describe('whoever has not opened their package is reminded before its link runs out', () => {
  it('four days before, and of a short link not before half of its life', () => {
    const of = (issuedAt: string, expires: string, terms = '2026-2') => remindAt({ issued: issuedAt, expires }, terms);
    expect(of('2026-06-01T10:00:00Z', '2026-06-15T10:00:00Z')).toBe('2026-06-11T10:00:00.000Z');
    expect(of('2026-06-01T10:00:00Z', '2026-06-03T10:00:00Z')).toBe('2026-06-02T10:00:00.000Z');
    expect(of('2026-06-01T10:00:00Z', '2026-06-15T10:00:00Z', '2026-1')).toBeUndefined();
  });

  it('once for each link: what was sent is recorded, and not again', () => {
    const past = [assembled('2026-2'), issued(), sent] as const;
    spec.given(past).when(record).then([reminded]);
    spec
      .given([...past, reminded])
      .when(record)
      .thenNothing();
    // It was opened between the look and the mail: the mail was sent all the same.
    spec
      .given([...past, opened])
      .when(record)
      .then([reminded]);
    spec
      .given([...past])
      .when({ ...record, link: 2 })
      .thenNothing();
  });

  it('a mail that is deferred is tried again, and one that is refused is not', () => {
    const past = [assembled('2026-2'), issued(), sent] as const;
    const nextAttempt = new Date(Date.parse(now) + 300_000).toISOString();
    spec
      .given(past)
      .when({ ...fail, reason: 'deferred' })
      .then([failed({ reason: 'deferred', nextAttempt })]);
    spec.given(past).when(fail).then([failed()]);
    spec
      .given([...past, failed()])
      .when(fail)
      .thenNothing();
  });

  it('says no for a package that is not there, and stays quiet where nothing is to be reminded of', () => {
    spec.given([]).when(record).thenRejected('unknown-package');
    for (const past of [
      [assembled('2026-2'), issued()],
      [assembled('2026-2'), issued('by-hand')],
      [assembled('2026-1'), issued(), sent],
      [assembled('2026-2'), issued(), sent, opened],
      [assembled('2026-2'), issued(), sent, reminded],
    ] as const)
      spec.given(past).when(fail).thenNothing();
  });
});
