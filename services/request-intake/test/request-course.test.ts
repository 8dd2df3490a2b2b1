import { recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { CommandNamed } from '../src/domain/request-commands.ts';
import type { RecordedRequestEvent } from '../src/domain/request-state.ts';
import {
  accepted,
  dueOf,
  fulfilled,
  id,
  now,
  owed,
  owedAnswer,
  owedReceipt,
  type RequestPast,
  received,
  refused,
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
      .when({ command: 'fulfil', now })
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
      .when({ command: 'fulfil', byHand, now })
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

describe('a request for several things gets an answer to each', () => {
  const split = {
    type: 'request.split.v1',
    facts: { ...id, items: [{ item: 'item-1', dataCategory: 'contact' }, { item: 'item-2' }] },
    personal: { wording: { items: [{ item: 'item-2', words: 'Opptakene av samtalene.' }] } },
  } satisfies RequestPast;
  const done = { type: 'request.item-fulfilled.v1', facts: { ...id, item: 'item-1', fulfilled: now } } as const;
  const past = [received('erasure'), accepted('erasure'), split] as const;
  const refusing = (over: Partial<CommandNamed<'refuse-item'>> = {}): CommandNamed<'refuse-item'> => ({
    command: 'refuse-item',
    item: 'item-2',
    reason: 'legal-duty',
    explanation: 'Loven krever dem.',
    complaintTo: 'Datatilsynet',
    now,
    ...over,
  });
  const refusedItem = {
    type: 'request.item-refused.v1',
    facts: {
      ...id,
      item: 'item-2',
      refused: now,
      reason: 'legal-duty',
      complaintTo: 'Datatilsynet',
      courtRemedyStated: true,
    },
    personal: { explanation: { text: 'Loven krever dem.' } },
  } as const;

  it('names them, once', () => {
    const items = [{ dataCategory: 'contact' }, { words: 'Opptakene av samtalene.' }];
    spec
      .given([received('erasure'), accepted('erasure')])
      .when({ command: 'split', items })
      .then([split]);
    spec.given(past).when({ command: 'split', items }).thenRejected('already-split');
  });

  it('closes with the last answer, and says that it was done in part', () => {
    spec.given(past).when({ command: 'fulfil-item', item: 'item-1', now }).then([done]);
    spec
      .given([...past, done])
      .when(refusing())
      .then([
        owedAnswer,
        refusedItem,
        {
          type: 'request.partly-fulfilled.v1',
          facts: { ...id, closed: now, fulfilled: ['item-1'], refused: ['item-2'] },
        },
      ]);
  });

  it('is fulfilled or refused when all of it is', () => {
    const otherDone = { ...done, facts: { ...done.facts, item: 'item-2' } };
    spec
      .given([...past, done])
      .when({ command: 'fulfil', now })
      .then([owedAnswer, otherDone, fulfilled]);
    const first = { ...refusedItem, facts: { ...refusedItem.facts, item: 'item-1' } } as const;
    spec
      .given([...past, first])
      .when(refusing())
      .then([
        owed('answer', 'refusal'),
        refusedItem,
        { ...refused, facts: { ...refused.facts, reason: 'legal-duty' } },
      ]);
  });

  it('answers no item twice, none that was not named, and none for a stranger', () => {
    spec
      .given([...past, done])
      .when({ command: 'fulfil-item', item: 'item-1', now })
      .thenRejected('item-answered');
    spec.given(past).when({ command: 'fulfil-item', item: 'item-3', now }).thenRejected('item-unknown');
    spec
      .given([received('erasure'), split])
      .when({ command: 'fulfil-item', item: 'item-1', now })
      .thenRejected('not-accepted');
    spec
      .given(past)
      .when(refusing({ reason: 'compelling-grounds' }))
      .thenRejected('reason-not-allowed');
    spec
      .given(past)
      .when(refusing({ reason: 'identity-not-established' }))
      .thenRejected('reason-not-allowed');
    spec
      .given(past)
      .when(refusing({ complaintTo: undefined }))
      .thenRejected('complaint-authority-missing');
  });
});

describe('nothing is charged that was not announced and agreed to', () => {
  const announce = {
    command: 'announce-fee',
    ground: 'manifestly-excessive',
    amount: '450.00',
    currency: 'NOK',
    explanation: 'Niende gang denne måneden.',
    now,
  } as const;
  const announced = {
    type: 'request.fee-announced.v1',
    facts: { ...id, ground: 'manifestly-excessive', amount: '450.00', currency: 'NOK', announced: now },
    personal: { explanation: { text: 'Niende gang denne måneden.' } },
  } as const;
  const agreed = { type: 'request.fee-agreed.v1', facts: { ...id, agreed: now } } as const;
  const past = [received(), announced, owed('fee', 'fee')] as const;

  it('is announced once, to the person', () => {
    spec
      .given([received()])
      .when(announce)
      .then([announced, owed('fee', 'fee')]);
    spec.given(past).when(announce).thenRejected('fee-announced');
  });

  it('is agreed to when the person knows of it, and charged when they agreed', () => {
    spec.given(past).when({ command: 'agree-to-fee', now }).thenRejected('fee-not-told');
    spec.given([received()]).when({ command: 'charge-fee', now }).thenRejected('fee-not-told');
    const known = [...past, told('fee', 'fee')] as const;
    spec.given(known).when({ command: 'charge-fee', now }).thenRejected('fee-not-agreed');
    spec.given(known).when({ command: 'agree-to-fee', now }).then([agreed]);
    spec
      .given([...known, agreed])
      .when({ command: 'charge-fee', now })
      .then([{ type: 'request.fee-charged.v1', facts: { ...id, charged: now } }]);
  });
});

describe('a restriction is lifted after the person was told, never before', () => {
  const past = [received('restriction'), accepted('restriction'), fulfilled] as const;
  const announced = {
    type: 'request.lifting-announced.v1',
    facts: { ...id, message: 'lifting-1', announced: now },
    personal: { explanation: { text: 'Tallene er kontrollert.' } },
  } as const;
  const lift = { command: 'lift', now } as const;
  const lifted = { type: 'request.restriction-lifted.v1', facts: { ...id, lifted: now } } as const;

  it('announces it, also after the request was answered', () => {
    const announce = { command: 'announce-lifting', explanation: 'Tallene er kontrollert.', now } as const;
    spec
      .given(past)
      .when(announce)
      .then([announced, owed('lifting-1', 'lifting')]);
    spec
      .given([...past, announced, owed('lifting-1', 'lifting')])
      .when(announce)
      .thenNothing();
  });

  it('refuses to lift what nobody was told of, and lifts once', () => {
    spec.given(past).when(lift).thenRejected('person-not-told');
    const waiting = [...past, announced, owed('lifting-1', 'lifting')] as const;
    spec.given(waiting).when(lift).thenRejected('person-not-told');
    const known = [...waiting, told('lifting-1', 'lifting')] as const;
    spec.given(known).when(lift).then([lifted]);
    spec
      .given([...known, lifted])
      .when(lift)
      .thenNothing();
  });

  it('lifts nothing that does not restrict', () => {
    spec
      .given([received('restriction')])
      .when(lift)
      .thenRejected('nothing-restricted');
    spec
      .given([received('access'), accepted()])
      .when(lift)
      .thenRejected('nothing-restricted');
    spec
      .given([received('restriction'), accepted('restriction'), refused])
      .when(lift)
      .thenRejected('nothing-restricted');
  });
});

describe('what is said of one kind of request belongs to no other', () => {
  it('knows from the receipt that an objection is against direct marketing', () => {
    const { facts } = received('objection');
    const objected = { type: 'request.received.v1', facts: { ...facts, directMarketing: true } } as const;
    const refuse = {
      command: 'refuse',
      reason: 'compelling-grounds',
      explanation: 'Nei.',
      complaintTo: 'Datatilsynet',
      now,
    } as const;
    spec.given([objected]).when(refuse).thenRejected('reason-not-allowed');
    spec
      .given([objected])
      .when({ ...refuse, directMarketing: false })
      .thenRejected('direct-marketing-said');
  });
});

/** The state that a history leaves. */
function stateAfter(events: Parameters<typeof spec.given>[0]) {
  return recordEvents(events)
    .map((event) => event as RecordedRequestEvent)
    .reduce(request.evolve, request.initial());
}
