import { recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { CommandNamed } from '../src/domain/request-commands.ts';
import type { RecordedRequestEvent } from '../src/domain/request-state.ts';
import {
  accepted,
  allDone,
  dueOf,
  fulfilled,
  id,
  now,
  owed,
  owedAnswer,
  owedReceipt,
  type RequestPast,
  received,
  told,
  withoutPromise,
} from './request-scenarios.ts';

const spec = specificationFor(request);
const mail = { messageId: '<a@kaukus.example>', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' } as const;
const lapsed = (message: string, matter: 'receipt' | 'question', because: 'answered' | 'withdrawn' | 'too-late') =>
  ({ type: 'request.message-lapsed.v1', facts: { ...id, message, matter, because, lapsed: now } }) as const;

describe('what a person is owed is told once, or stands to be told', () => {
  const telling = (over: Partial<CommandNamed<'tell'>> = {}): CommandNamed<'tell'> => ({
    command: 'tell',
    message: 'acknowledgement',
    how: 'email',
    told: now,
    mail,
    now,
    ...over,
  });
  const byMail = {
    type: 'request.told.v1',
    facts: { ...told('acknowledgement', 'receipt').facts, how: 'email', mail },
  } as const;

  it('acknowledges the receipt by the e-mail that says so, with evidence', () => {
    spec
      .given([received(), owedReceipt])
      .when(telling())
      .then([byMail, { type: 'request.acknowledged.v1', facts: { ...id, acknowledged: now } }]);
    spec.given([received(), owedReceipt, byMail]).when(telling()).thenNothing();
  });

  it('takes the word of staff for a message that is owed, and for no other', () => {
    const { mail: _, ...byHand } = telling({ how: 'phone' });
    spec.given([received()]).when(byHand).thenRejected('message-unknown');
    spec
      .given([received(), owedReceipt, told('acknowledgement', 'receipt', '2026-06-01T09:00:00Z')])
      .when(byHand)
      .thenRejected('message-settled');
    const open = spec.given([received(), owedReceipt]);
    open.when({ ...byHand, told: '2026-06-01T10:00:01Z' }).thenRejected('told-in-future');
    open.when({ ...byHand, told: '2026-05-31T10:00:00Z' }).thenRejected('told-before-receipt');
  });

  it('tries an e-mail that was put off again, and gives up one that is refused', () => {
    const failing = { command: 'fail', message: 'acknowledgement', now } as const;
    const failed = {
      type: 'request.telling-failed.v1',
      facts: { ...id, message: 'acknowledgement', matter: 'receipt', attempt: 1, failed: now },
    } as const;
    const open = spec.given([received(), owedReceipt]);
    open.when({ ...failing, reason: 'deferred', replyCode: 451 }).then([
      {
        ...failed,
        facts: { ...failed.facts, reason: 'deferred', replyCode: 451, nextAttempt: '2026-06-01T10:05:00.000Z' },
      },
    ]);
    const refusedMail = { ...failed, facts: { ...failed.facts, reason: 'refused', replyCode: 550 } } as const;
    open.when({ ...failing, reason: 'refused', replyCode: 550 }).then([refusedMail]);
    spec
      .given([received(), owedReceipt, refusedMail])
      .when({ ...failing, reason: 'no-address' })
      .thenNothing();
  });

  it('has nothing left to say of the receipt once the answer is given or the request taken back', () => {
    spec
      .given([received(), owedReceipt, accepted()])
      .when({ command: 'fulfil', work: allDone, now })
      .then([lapsed('acknowledgement', 'receipt', 'answered'), owedAnswer, fulfilled]);
    spec
      .given([received(), owedReceipt])
      .when({ command: 'withdraw', now })
      .then([
        lapsed('acknowledgement', 'receipt', 'withdrawn'),
        { type: 'request.withdrawn.v1', facts: { ...id, withdrawn: now } },
      ]);
  });

  it('owes the answer no mail when staff gave it themselves', () => {
    const byHand = { how: 'phone', told: now } as const;
    spec
      .given([received(), accepted()])
      .when({ command: 'fulfil', work: allDone, byHand, now })
      .then([told('answer', 'answer'), fulfilled]);
  });
});

describe('a question lets a second, later time run, and the strict one goes on', () => {
  const asked = '2026-03-05T10:00:00.000Z';
  const at = (day: string) => `2026-03-${day}T12:00:00.000Z`;
  const open = received('access', asked, withoutPromise);
  const asking = (over: Partial<CommandNamed<'ask'>> = {}): CommandNamed<'ask'> => ({
    command: 'ask',
    ground: 'identity-doubt',
    question: 'Hvilket kundenummer har du?',
    doubt: 'Adressen er ikke den vi kjenner.',
    byHand: { how: 'phone', told: at('10') },
    now: at('10'),
    ...over,
  });
  const question = {
    type: 'request.question-asked.v1',
    facts: { ...id, message: 'question-1', ground: 'identity-doubt', asked: at('10') },
    personal: {
      question: { text: 'Hvilket kundenummer har du?' },
      doubt: { text: 'Adressen er ikke den vi kjenner.' },
    },
  } as const;
  const strict = dueOf('access', asked, withoutPromise);
  const outstanding = {
    ...strict,
    paused: { outstanding: true as const },
    derivation: [...strict.derivation, { step: 'pause' as const, article: 'GDPR 12(6)', result: 'outstanding' }],
  };
  const paused = {
    type: 'request.paused.v1',
    facts: { ...id, message: 'question-1', paused: at('10'), due: outstanding },
  } as const;
  const past = [open, question, told('question-1', 'question', at('10')), paused] as const;

  it('counts from when the person was told, with a doubt that is said', () => {
    spec
      .given([open])
      .when(asking())
      .then([question, told('question-1', 'question', at('10')), paused]);
    spec
      .given([open])
      .when(asking({ byHand: undefined }))
      .then([question, owed('question-1', 'question')]);
    spec
      .given([open, question, owed('question-1', 'question')])
      .when({ command: 'tell', message: 'question-1', how: 'email', told: at('10'), mail, now: at('10') })
      .then([
        { type: 'request.told.v1', facts: { ...told('question-1', 'question', at('10')).facts, how: 'email', mail } },
        paused,
      ]);
  });

  it('needs a reasonable doubt, an identity that is open, and no other question that waits', () => {
    spec
      .given([open])
      .when(asking({ doubt: undefined }))
      .thenRejected('doubt-unsaid');
    spec.given([open, accepted()]).when(asking()).thenRejected('identity-settled');
    spec
      .given(past)
      .when(asking({ ground: 'clarification' }))
      .thenRejected('question-outstanding');
  });

  it('ends with the answer: the days between are added to the later time, and to nothing else', () => {
    const reply = {
      command: 'record-reply',
      message: 'question-1',
      reply: 'Det er 4711.',
      answered: at('18'),
      answeredThrough: 'email',
      now: at('18'),
    } as const;
    const decision = request.decide(reply, stateAfter(past));
    if ('rejected' in decision) throw new Error(decision.rejected.code);
    const [answered, resumed] = decision.accepted;
    expect(answered).toMatchObject({
      type: 'request.question-answered.v1',
      personal: { reply: { text: 'Det er 4711.' } },
    });
    // 5 April and eight days are Monday 13 April; the strict time is Easter Sunday, moved to Tuesday 7 April.
    expect(resumed).toMatchObject({
      type: 'request.resumed.v1',
      facts: { due: { dueDate: '2026-04-07', paused: { dueDate: '2026-04-13' } } },
    });
    spec
      .given(past)
      .when({ ...reply, answered: at('09') })
      .thenRejected('moment-invalid');
    spec
      .given(past)
      .when({ ...reply, message: 'question-2' })
      .thenRejected('question-unknown');
  });

  it('pauses nothing when the person never heard of it', () => {
    spec
      .given([open, question, owed('question-1', 'question')])
      .when({
        command: 'record-reply',
        message: 'question-1',
        answered: now,
        answeredThrough: 'phone',
        now,
      })
      .then([
        {
          type: 'request.question-answered.v1',
          facts: { ...id, message: 'question-1', answered: now, answeredThrough: 'phone' },
        },
        lapsed('question-1', 'question', 'answered'),
      ]);
  });
});

describe('an extension takes effect by being told', () => {
  const asked = '2026-03-05T10:00:00.000Z';
  const open = received('access', asked, withoutPromise);
  const decided = {
    type: 'request.extension-decided.v1',
    facts: { ...id, reasons: ['complexity'], decided: '2026-03-20T10:00:00.000Z' },
  } satisfies RequestPast;
  const owedExtension = owed('extension', 'extension');

  it('is decided, and the person is written to', () => {
    const extend = { command: 'extend', now: decided.facts.decided } as const;
    spec
      .given([open])
      .when({ ...extend, reasons: ['complexity'] })
      .then([decided, owedExtension]);
    spec
      .given([open, decided, owedExtension])
      .when({ ...extend, reasons: ['complexity'] })
      .thenRejected('already-extended');
  });

  it('gives no more time to a mail that came after the first month', () => {
    const late = '2026-04-07T22:00:00.000Z';
    const tell = { command: 'tell', message: 'extension', how: 'email', told: late, now: late } as const;
    const toldLate = {
      type: 'request.told.v1',
      facts: { ...id, message: 'extension', matter: 'extension', how: 'email', told: late, mail },
    } as const;
    spec
      .given([open, decided, owedExtension])
      .when({ ...tell, mail })
      .then([toldLate]);
    spec.given([open, decided, owedExtension]).when(tell).thenRejected('extension-too-late');
  });

  it('counts from the receipt when it was told in time', () => {
    const inTime = '2026-03-21T10:00:00.000Z';
    const decision = request.decide(
      { command: 'tell', message: 'extension', how: 'email', told: inTime, mail, now: inTime },
      stateAfter([open, decided, owedExtension]),
    );
    expect(decision).toMatchObject({
      accepted: [
        { type: 'request.told.v1' },
        { type: 'request.extended.v1', facts: { told: inTime, due: { dueDate: '2026-06-05' } } },
      ],
    });
  });
});

/** The state that a history leaves. */
function stateAfter(events: Parameters<typeof spec.given>[0]) {
  return recordEvents(events)
    .map((event) => event as RecordedRequestEvent)
    .reduce(request.evolve, request.initial());
}
