import { specificationFor } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertCommand, type AlertState, alert, nextStepAt } from '../src/domain/alert.ts';

const spec = specificationFor(alert);
const now = '2026-06-01T10:00:00.000Z';
const minutes = (n: number) => new Date(Date.parse(now) + n * 60_000).toISOString();
const facts = {
  alert: 'a-1',
  matter: { kind: 'incident' as const, id: 'i-1' },
  cause: 'request.received.v1',
  urgency: 'at-once' as const,
  raised: now,
  contacts: ['technical', 'agreement'],
};
const mail = { messageId: '<m@example.org>', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' as const };
const raise = { command: 'raise', ...facts } as const;
const raised = { type: 'alert.raised.v1' as const, facts };
const sent = (contact: string, round = 1, at = now) => ({
  type: 'alert.sent.v1' as const,
  facts: { alert: 'a-1', contact, round, sent: at, mail },
});
const repeated = (round: number, at: string) => ({
  type: 'alert.repeated.v1' as const,
  facts: { alert: 'a-1', round, repeated: at },
});
const acknowledged = { type: 'alert.acknowledged.v1' as const, facts: { alert: 'a-1', acknowledged: now } };
const ended = {
  type: 'alert.ended.v1' as const,
  facts: { alert: 'a-1', ended: now, cause: 'request.fulfilled.v1' },
};
const end = { command: 'end', cause: 'request.fulfilled.v1', now } as const;

describe('C3: those who are on call are alerted', () => {
  it('once for the same reason, and anew for another one, or after it was settled', () => {
    spec.given([]).when(raise).then([raised]);
    spec.given([raised]).when(raise).thenNothing();
    const other = { ...facts, cause: 'request.refused.v1' };
    spec
      .given([raised, acknowledged])
      .when({ command: 'raise', ...other })
      .then([{ ...raised, facts: other }]);
    spec.given([raised, ended]).when(raise).then([raised]);
    const raisedAnew = { ...raised, facts: other };
    spec.given([raised, raisedAnew]).when(raise).thenNothing();
    spec
      .given([raised, raisedAnew, ended, raised])
      .when({ command: 'raise', ...other })
      .then([raisedAnew]);
  });
  it('each of them by a mail of its own, and what was sent is not sent again', () => {
    const record = { command: 'record-sent', contact: 'technical', round: 1, mail, now } as const;
    spec
      .given([raised])
      .when(record)
      .then([sent('technical')]);
    spec
      .given([raised, sent('technical')])
      .when(record)
      .thenNothing();
    spec
      .given([raised, acknowledged])
      .when(record)
      .then([sent('technical')]);
  });
  it('and a mail that was not taken is tried again, or given up when it never will be', () => {
    const fail = { command: 'record-failure', contact: 'technical', round: 1, now } as const;
    const failed = (more: object) => ({
      type: 'alert.sending-failed.v1' as const,
      facts: { alert: 'a-1', contact: 'technical', round: 1, attempt: 1, failed: now, ...more },
    });
    const deferred = failed({ reason: 'deferred', replyCode: 451, nextAttempt: minutes(5) });
    spec
      .given([raised])
      .when({ ...fail, reason: 'deferred', replyCode: 451 })
      .then([deferred as never]);
    spec
      .given([raised])
      .when({ ...fail, reason: 'refused', replyCode: 550 })
      .then([failed({ reason: 'refused', replyCode: 550 }) as never]);
    spec
      .given([raised, sent('technical')])
      .when({ ...fail, reason: 'refused', replyCode: 550 })
      .thenNothing();
  });
  it('and all of them again after a pause, until somebody takes it', () => {
    const repeat = (at: string) => ({ command: 'repeat', now: at }) as const;
    spec
      .given([raised])
      .when(repeat(minutes(14)))
      .thenNothing();
    spec
      .given([raised])
      .when(repeat(minutes(15)))
      .then([repeated(2, minutes(15))]);
    spec
      .given([raised, acknowledged])
      .when(repeat(minutes(60)))
      .thenNothing();
    const rounds = [2, 3, 4, 5, 6].map((round) => repeated(round, minutes(round * 2_000)));
    spec
      .given([raised, ...rounds])
      .when(repeat(minutes(100_000)))
      .thenNothing();
  });
  it('nobody takes what is settled, or is not there; and what is not there ends quietly', () => {
    spec.given([raised]).when({ command: 'acknowledge', now }).then([acknowledged]);
    spec.given([raised, acknowledged]).when({ command: 'acknowledge', now }).thenNothing();
    spec.given([raised, ended]).when({ command: 'acknowledge', now }).thenRejected('alert-ended');
    spec.given([]).when({ command: 'acknowledge', now }).thenRejected('unknown-alert');
    spec.given([raised]).when(end).then([ended]);
    spec.given([raised, ended]).when(end).thenNothing();
    spec.given([]).when(end).thenNothing();
  });
  it('at most as often as is stated, whatever the mail server answers', () => {
    const answer = fc.constantFrom('sent', 'deferred', 'refused');
    fc.assert(
      fc.property(fc.infiniteStream(answer), (answers) => {
        let state: AlertState = alert.initial();
        let time = now;
        let mails = 0;
        const carryOut = (command: AlertCommand) => {
          const decided = alert.decide(command, state);
          if ('rejected' in decided) throw new Error(decided.rejected.code);
          for (const event of decided.accepted) {
            state = alert.evolve(state, { meta: { type: event.type }, facts: event.facts } as never);
          }
        };
        carryOut(raise);
        for (let step = 0; step < 1_000; step++) {
          if (state.status === 'unknown') throw new Error('It was raised.');
          const at = nextStepAt(state);
          if (at === undefined) break;
          time = at;
          const { round, contacts } = state;
          const waiting = Object.entries(contacts).find(([, { next }]) => next !== undefined && next <= time);
          if (!waiting) {
            carryOut({ command: 'repeat', now: time });
            continue;
          }
          mails += 1;
          const [contact] = waiting;
          const answered = answers.next().value;
          const common = { contact, round, now: time };
          if (answered === 'sent') carryOut({ command: 'record-sent', ...common, mail });
          else
            carryOut({ command: 'record-failure', ...common, reason: answered === 'refused' ? 'refused' : 'deferred' });
        }
        if (state.status === 'unknown') throw new Error('It was raised.');
        expect(state.round).toBe(6);
        expect(nextStepAt(state)).toBeUndefined();
        // Six rounds, two who are on call, at most six tries each.
        expect(mails).toBeLessThanOrEqual(6 * 2 * 6);
        expect(mails).toBeGreaterThanOrEqual(6 * 2);
      }),
    );
  });
});
