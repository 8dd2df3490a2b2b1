import { announcementOf } from '@vitne/contracts/catalogue/announcement-events';
import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { announcement } from '../src/domain/announcement.ts';
import { announcementDeliveries } from '../src/domain/announcement-deliveries.ts';
import { person } from './consent-scenarios.ts';

const id = announcementOf('2.11');
const made = {
  announcement: id,
  statementVersion: '2.11',
  previousVersion: '2.10',
  announcedBy: ['website', 'email'] as ('website' | 'email')[],
  populations: ['client-user'],
  changes: [{ code: 'recipient-added', path: 'recipients/partner', says: { nb: 'Ny.', en: 'New.' } }],
  consentsInvalidated: [],
  made: '2026-03-02T09:00:00Z',
  shownUntil: '2026-04-01T09:00:00Z',
};
const wasMade = { type: 'announcement.made.v1', facts: made } as const;
const show = { command: 'show', announcement: id, day: '2026-03-05', now: '2026-03-05T12:00:00Z' } as const;
const wasShown = {
  type: 'announcement.shown.v1',
  facts: { announcement: id, day: '2026-03-05', shown: '2026-03-05T12:00:00Z' },
} as const;

describe('the announcement of a version', () => {
  const spec = specificationFor(announcement);

  it('is made once, however often its publication is seen', () => {
    spec
      .given([])
      .when({ command: 'make', ...made })
      .then([wasMade]);
    spec
      .given([wasMade])
      .when({ command: 'make', ...made })
      .thenNothing();
  });

  it('has evidence of each day on which the site showed it, and no more than that', () => {
    spec.given([wasMade]).when(show).then([wasShown]);
    spec
      .given([wasMade, wasShown])
      .when({ ...show, now: '2026-03-05T13:00:00Z' })
      .thenNothing();
    const next = { ...show, day: '2026-03-06', now: '2026-03-06T08:00:00Z' };
    spec
      .given([wasMade, wasShown])
      .when(next)
      .then([{ ...wasShown, facts: { announcement: id, day: next.day, shown: next.now } }]);
  });

  it('counts as shown only while the site has to show it, and only where the site is a promised way', () => {
    spec.given([]).when(show).thenRejected('announcement-unknown');
    spec
      .given([wasMade])
      .when({ ...show, now: made.shownUntil })
      .thenRejected('announcement-over');
    const byEmail = { ...wasMade, facts: { ...made, announcedBy: ['email'] as ['email'] } };
    spec.given([byEmail]).when(show).thenRejected('announcement-not-on-website');
  });
});

describe('telling one person', () => {
  const spec = specificationFor(announcementDeliveries);
  const about = { announcement: id, person };
  const owe = { command: 'owe', ...about, ways: made.announcedBy, owed: made.made } as const;
  const due = {
    type: 'announcement-delivery.due.v1',
    facts: { ...about, ways: made.announcedBy, owed: made.made },
  } as const;
  const now = '2026-03-02T09:05:00.000Z';
  const mail = { messageId: '<a@b.example>', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' as const };
  const deliver = { command: 'deliver', ...about, how: 'email', delivered: now, mail, now } as const;
  const delivered = {
    type: 'announcement-delivery.delivered.v1',
    facts: { ...about, how: 'email', delivered: now, mail },
  } as const;
  const failed = (attempt: number, nextAttempt?: string) =>
    ({
      type: 'announcement-delivery.failed.v1',
      facts: {
        ...about,
        reason: 'deferred',
        replyCode: 451,
        attempt,
        failed: now,
        ...(nextAttempt !== undefined && { nextAttempt }),
      },
    }) as const;
  const givenUp = {
    type: 'announcement-delivery.given-up.v1',
    facts: {
      ...about,
      givenUp: now,
      tellBy: new Date(Date.parse(now) + 14 * 86_400_000).toISOString(),
      terms: '2026-1',
    },
  } as const;
  const defer = { command: 'fail', ...about, reason: 'deferred', replyCode: 451, now } as const;
  const lapse = { command: 'lapse', ...about, now } as const;
  const lapsed = { type: 'announcement-delivery.lapsed.v1', facts: { ...about, lapsed: now } } as const;

  it('is owed once', () => {
    spec.given([]).when(owe).then([due]);
    spec.given([due]).when(owe).thenNothing();
    spec.given([due, delivered]).when(owe).thenNothing();
  });

  it('is recorded with its evidence, once, and never for somebody who is owed nothing', () => {
    spec.given([due]).when(deliver).then([delivered]);
    spec.given([due, delivered]).when(deliver).thenNothing();
    spec.given([]).when(deliver).thenRejected('announcement-not-owed');
    spec
      .given([due, delivered])
      .when({ ...deliver, how: 'letter' })
      .thenRejected('announcement-delivered');
  });

  it('cannot have been before the version was published, nor in the future', () => {
    const early = { ...deliver, delivered: '2026-03-02T08:59:59Z' };
    spec.given([due]).when(early).thenRejected('moment-invalid');
    spec
      .given([due])
      .when({ ...deliver, delivered: '2026-03-02T09:05:00.001Z' })
      .thenRejected('moment-invalid');
  });

  it('is tried again after a deferral, ever later, and then left to people', () => {
    const pausesInMinutes = [5, 30, 120, 480, 1_440];
    const before: ReturnType<typeof failed>[] = [];
    for (const [index, minutes] of pausesInMinutes.entries()) {
      const next = failed(index + 1, new Date(Date.parse(now) + minutes * 60_000).toISOString());
      spec
        .given([due, ...before])
        .when(defer)
        .then([next]);
      before.push(next);
    }
    spec
      .given([due, ...before])
      .when(defer)
      .then([failed(6), givenUp]);
    spec
      .given([due, ...before, failed(6), givenUp])
      .when(defer)
      .thenNothing();
    spec
      .given([due, ...before, failed(6), givenUp])
      .when(deliver)
      .then([delivered]);
  });

  it('is not tried again at an address that is refused, or that is not there', () => {
    const { replyCode: _, ...without } = { ...failed(1).facts, reason: 'no-address' as const };
    spec
      .given([due])
      .when({ command: 'fail', ...about, reason: 'no-address', now })
      .then([{ type: 'announcement-delivery.failed.v1', facts: without }, givenUp]);
    spec
      .given([due])
      .when({ ...defer, reason: 'refused', replyCode: 550 })
      .then([{ ...failed(1), facts: { ...failed(1).facts, reason: 'refused', replyCode: 550 } }, givenUp]);
    spec.given([due, delivered]).when(defer).thenNothing();
  });

  it('has a time to be told by hand after mails were given up, and what is kept for that alone ends with it (C22)', () => {
    const { tellBy } = givenUp.facts;
    const leave = { command: 'leave-untold', ...about, now: tellBy } as const;
    const untold = { type: 'announcement-delivery.untold.v1', facts: { ...about, untold: tellBy } } as const;
    const unreached = [due, failed(6), givenUp] as const;
    spec.given(unreached).when(leave).then([untold]);
    spec
      .given(unreached)
      .when({ ...leave, now })
      .thenNothing();
    spec
      .given([...unreached, delivered])
      .when(leave)
      .thenNothing();
    spec
      .given([...unreached, untold])
      .when(leave)
      .thenNothing();
    spec.given([due]).when(leave).thenNothing();
    // Whoever can be told all the same is.
    const byPhone = { ...deliver, how: 'phone', mail: undefined, delivered: tellBy, now: tellBy } as const;
    const { mail: _mail, ...toldFacts } = delivered.facts;
    spec
      .given([...unreached, untold])
      .when(byPhone)
      .then([{ ...delivered, facts: { ...toldFacts, how: 'phone', delivered: tellBy } }]);
  });

  it('is owed no more when nothing of the person is left', () => {
    spec.given([due]).when(lapse).then([lapsed]);
    spec.given([due, lapsed]).when(lapse).thenNothing();
    spec.given([due, delivered]).when(lapse).thenNothing();
    spec.given([due, lapsed]).when(deliver).thenRejected('announcement-lapsed');
  });
});
