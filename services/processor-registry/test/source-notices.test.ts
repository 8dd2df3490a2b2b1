import { computeDue } from '@vitne/contracts/law/due';
import { isRejected } from '@vitne/contracts/law/moments';
import { specificationFor } from '@vitne/testing/decider-specification';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type SourceNoticeCommand, type SourceNoticesState, sourceNotices } from '../src/domain/source-notices.ts';
import { person } from './registry-scenarios.ts';

const spec = specificationFor(sourceNotices);
const obtained = '2026-01-31T09:00:00.000Z';
const terms = { zone: 'Europe/Oslo', promises: { bronnoysund: 'P1M' }, byEmail: [] as string[] };
const ids = { notice: 'n1', person, source: 'bronnoysund' };
const facts = { ...ids, dataCategories: ['register-facts'], obtained };
const obtain = (over: object = {}) => ({ command: 'obtain', ...facts, terms, ...over }) as const;
function dueAt(early: { firstContact?: string; firstDisclosure?: string } = {}, received = obtained) {
  const due = computeDue({ clock: 'gdpr-14-3', received, zone: 'Europe/Oslo', promise: 'P1M', atTheLatest: early });
  if (isRejected(due)) throw new Error(due.rejected.code);
  return { type: 'source-notice.due.v1' as const, facts: { ...facts, obtained: received, ...early, due } };
}
const due = dueAt();
const given = (at: string, late = false) => ({
  type: 'source-notice.given.v1' as const,
  facts: { ...ids, how: 'email' as const, given: at, late },
});
const give = (at: string, now = '2026-06-01T00:00:00.000Z') =>
  ({ command: 'give', notice: 'n1', how: 'email', given: at, now }) as const;
const lapsed = {
  type: 'source-notice.lapsed.v1' as const,
  facts: { ...ids, disposal: 'd1', lapsed: '2026-02-02T00:00:00.000Z', late: false },
};

describe('C8, Art. 14: a person is told of data that came from somebody else', () => {
  it('within a month, and within what the statement promises', () => {
    expect(due.facts.due.dueDate).toBe('2026-02-28');
    spec.given([]).when(obtain()).then([due]);
  });
  it('within the law’s month, where what is promised cannot be counted', () => {
    const odd = { ...terms, promises: { bronnoysund: 'P1DT1H' } };
    const byLaw = computeDue({ clock: 'gdpr-14-3', received: obtained, zone: 'Europe/Oslo' });
    if (isRejected(byLaw)) throw new Error(byLaw.rejected.code);
    spec
      .given([])
      .when(obtain({ terms: odd }))
      .then([{ type: 'source-notice.due.v1', facts: { ...facts, due: byLaw } }]);
  });
  it('once for each source: while it is owed, and after it was told', () => {
    spec
      .given([due])
      .when(obtain({ notice: 'n2', obtained: '2026-02-01T00:00:00.000Z' }))
      .thenNothing();
    spec
      .given([due, given('2026-02-01T00:00:00.000Z')])
      .when(obtain({ notice: 'n2' }))
      .thenNothing();
  });
  it('again when there is more of it, or after what was there was disposed of', () => {
    const more = obtain({ notice: 'n2', dataCategories: ['register-facts', 'location'] });
    const again = { ...due, facts: { ...due.facts, notice: 'n2', dataCategories: ['register-facts', 'location'] } };
    spec
      .given([due, given('2026-02-01T00:00:00.000Z')])
      .when(more)
      .then([again]);
    spec
      .given([due])
      .when(more)
      .then([{ ...again, facts: { ...again.facts, notice: 'n1' } }]);
    spec.given([due, lapsed]).when(obtain()).then([due]);
  });
  it('counted from the earliest time, when an earlier one is told of later', () => {
    const earlier = '2026-01-10T09:00:00.000Z';
    spec
      .given([due])
      .when(obtain({ notice: 'n2', obtained: earlier }))
      .then([dueAt({}, earlier)]);
  });
});

describe('Art. 14(3)(b) and (c): the first contact or disclosure ends the time', () => {
  const at = '2026-02-03T09:00:00.000Z';
  it('at that moment', () => {
    spec
      .given([due])
      .when({ command: 'contact', at, terms })
      .then([dueAt({ firstContact: at })]);
    const disclose = { command: 'disclose', at, dataCategories: ['register-facts'], terms } as const;
    spec
      .given([due])
      .when(disclose)
      .then([dueAt({ firstDisclosure: at })]);
    expect(dueAt({ firstDisclosure: at }).facts.due.due).toBe('2026-02-03T10:00:00+01:00');
  });
  it('but not one before the data came, after the time, of other data, or when it was told', () => {
    const contact = (moment: string) => ({ command: 'contact', at: moment, terms }) as const;
    spec.given([due]).when(contact('2026-01-30T09:00:00.000Z')).thenNothing();
    spec.given([due]).when(contact('2026-03-30T09:00:00.000Z')).thenNothing();
    spec
      .given([due])
      .when({ command: 'disclose', at, dataCategories: ['contact'], terms })
      .thenNothing();
    spec
      .given([due, given(at)])
      .when(contact(at))
      .thenNothing();
    spec.given([]).when(contact(at)).thenNothing();
  });
  it('never makes it later', () => {
    const moment = fc
      .date({ min: new Date('2026-01-01'), max: new Date('2026-04-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
    const command = fc.oneof(
      moment.map((when): SourceNoticeCommand => ({ command: 'contact', at: when, terms })),
      moment.map(
        (when): SourceNoticeCommand => ({ command: 'disclose', at: when, dataCategories: ['register-facts'], terms }),
      ),
      moment.map((when): SourceNoticeCommand => obtain({ obtained: when })),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 8 }), (commands) => {
        let state: SourceNoticesState = {};
        for (const one of [obtain(), ...commands]) {
          const before = state['bronnoysund']?.due.due;
          const decision = sourceNotices.decide(one, state);
          if ('rejected' in decision) throw new Error(decision.rejected.code);
          for (const event of decision.accepted)
            state = sourceNotices.evolve(state, { meta: { type: event.type }, facts: event.facts } as never);
          const now = state['bronnoysund']?.due.due ?? '';
          if (before !== undefined) expect(Date.parse(now)).toBeLessThanOrEqual(Date.parse(before));
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('that it was told', () => {
  it('is recorded once, and whether it was late', () => {
    spec
      .given([due])
      .when(give('2026-02-27T09:00:00.000Z'))
      .then([given('2026-02-27T09:00:00.000Z')]);
    spec
      .given([due])
      .when(give('2026-03-01T09:00:00.000Z'))
      .then([given('2026-03-01T09:00:00.000Z', true)]);
    const told = given('2026-02-27T09:00:00.000Z');
    spec.given([due, told]).when(give('2026-02-27T09:00:00.000Z')).thenNothing();
    spec.given([due, told]).when(give('2026-02-28T09:00:00.000Z')).thenRejected('notice-given');
  });
  it('is refused of nothing, before the data came, in the future, and when the data is gone', () => {
    spec.given([]).when(give(obtained)).thenRejected('notice-unknown');
    spec.given([due]).when(give('2026-01-30T09:00:00.000Z')).thenRejected('moment-invalid');
    spec.given([due]).when(give('2026-06-02T09:00:00.000Z')).thenRejected('moment-invalid');
    spec.given([due, lapsed]).when(give(obtained)).thenRejected('notice-lapsed');
  });
  it('is owed no more when all of the data is disposed of', () => {
    const lapse = { command: 'lapse', disposal: 'd1', now: lapsed.facts.lapsed } as const;
    spec
      .given([due])
      .when({ ...lapse, dataCategories: ['register-facts', 'contact'] })
      .then([lapsed]);
    spec
      .given([due])
      .when({ ...lapse, dataCategories: ['contact'] })
      .thenNothing();
    spec
      .given([due, lapsed])
      .when({ ...lapse, dataCategories: ['register-facts'] })
      .thenNothing();
  });

  const failed = (attempt: number, over: object = {}) => ({
    type: 'source-notice.failed.v1' as const,
    facts: {
      ...ids,
      reason: 'deferred' as const,
      replyCode: 451,
      attempt,
      failed: '2026-02-02T09:00:00.000Z',
      ...over,
    },
  });
  const fail = {
    command: 'fail',
    notice: 'n1',
    reason: 'deferred',
    replyCode: 451,
    now: '2026-02-02T09:00:00.000Z',
  } as const;

  it('is by e-mail where the statement promises one, with the evidence of it', () => {
    const byEmail = { ...terms, byEmail: ['bronnoysund'] };
    spec
      .given([])
      .when(obtain({ terms: byEmail }))
      .then([{ ...due, facts: { ...due.facts, by: 'email' } }]);
    const mail = { messageId: '<a@b.example>', replyCode: 250, contentHash: 'c'.repeat(64), language: 'nb' as const };
    const told = given('2026-02-01T00:00:00.000Z');
    spec
      .given([due])
      .when({ ...give('2026-02-01T00:00:00.000Z'), mail })
      .then([{ ...told, facts: { ...told.facts, mail } }]);
  });
  it('is tried again after a deferral, and left to people after a refusal', () => {
    const again = failed(1, { nextAttempt: '2026-02-02T09:05:00.000Z' });
    spec.given([due]).when(fail).then([again]);
    spec
      .given([due, again])
      .when(fail)
      .then([failed(2, { nextAttempt: '2026-02-02T09:30:00.000Z' })]);
    const refused = failed(1, { reason: 'refused', replyCode: 550 });
    spec
      .given([due])
      .when({ ...fail, reason: 'refused', replyCode: 550 })
      .then([refused]);
    spec.given([due, refused]).when(fail).thenNothing();
    spec
      .given([due, given('2026-02-01T00:00:00.000Z')])
      .when(fail)
      .thenNothing();
    spec.given([due, lapsed]).when(fail).thenNothing();
    spec.given([]).when(fail).thenRejected('notice-unknown');
  });
});
