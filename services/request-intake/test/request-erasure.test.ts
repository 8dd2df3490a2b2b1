import { type PastEvent, specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import {
  accepted,
  allDone,
  fulfilled,
  id,
  now,
  owed,
  owedAnswer,
  owedReceipt,
  person,
  received,
  told,
} from './request-scenarios.ts';

const spec = specificationFor(request);

const tellBy = '2026-06-04T10:00:00.000Z';
const mail = { messageId: 'm-1', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' } as const;
const held = [
  { dataCategories: ['contact'], because: 'legal-duty' as const, article: 'GDPR 17(3)(b)', until: '2032-01-01' },
];
const telling = { command: 'tell-of-erasure', disposal: 'd-1', person, held, confirmed: now, tellBy, now } as const;
const confirmed = {
  type: 'request.erasure-confirmed.v1',
  facts: { ...id, disposal: 'd-1', held, confirmed: now, tellBy },
} as const;
const settled = (outcome: 'told' | 'nobody-to-tell' | 'answered-before') =>
  ({ type: 'request.telling-settled.v1', facts: { ...id, disposal: 'd-1', outcome, settled: now } }) as const;
const failed = (reason: 'refused' | 'deferred' | 'no-address', nextAttempt?: string) =>
  ({
    type: 'request.telling-failed.v1',
    facts: {
      ...id,
      message: 'answer',
      matter: 'answer',
      reason,
      attempt: 1,
      failed: now,
      ...(nextAttempt && { nextAttempt }),
    },
  }) as const;
const lapsed = (message: string, matter: 'receipt' | 'answer', because: 'answered' | 'address-erased') =>
  ({ type: 'request.message-lapsed.v1', facts: { ...id, message, matter, because, lapsed: now } }) as const;
const asked = [received('erasure'), accepted('erasure')] as const;
const erasing = [...asked, confirmed, owedAnswer] as const;
const byDisposal = { ...fulfilled, facts: { ...fulfilled.facts, by: 'disposal' } } as const;
const inPart = {
  type: 'request.partly-fulfilled.v2' as const,
  facts: { ...id, closed: now, by: 'disposal' as const, fulfilled: [], refused: [], held },
};
const nothingHeld = { ...confirmed, facts: { ...confirmed.facts, held: [] } };
const erasingAll = [...asked, nothingHeld, owedAnswer] as const;
const gone = { command: 'fulfil-by-disposal', person, now } as const;

describe('an erasure of which the law keeps everything (Art. 12(4), 17(3))', () => {
  const explanation = 'Everything has to be kept.';
  const withhold = {
    command: 'withhold-erasure',
    person,
    held,
    explanation,
    complaintTo: 'Datatilsynet',
    now,
  } as const;
  const withheld = (parts: object[] = held) =>
    ({
      type: 'request.erasure-withheld.v1',
      facts: { ...id, held: parts, decided: now },
    }) as PastEvent<'request.erasure-withheld.v1'>;
  const refused = (reason: 'legal-duty' | 'legal-claims') =>
    ({
      type: 'request.refused.v1',
      facts: { ...id, refused: now, reason, complaintTo: 'Datatilsynet', courtRemedyStated: true },
      personal: { explanation: { text: explanation } },
    }) as const;
  const owedRefusal = { ...owedAnswer, facts: { ...owedAnswer.facts, matter: 'refusal' } } as const;
  const byClaim = [{ dataCategories: ['enquiry'], because: 'legal-hold' as const, article: 'GDPR 17(3)(e)' }];

  it('is refused by itself, part by part, for the reason of the law, and the person is told', () => {
    spec
      .given(asked)
      .when(withhold)
      .then([withheld(), owedRefusal, refused('legal-duty')]);
    spec
      .given(asked)
      .when({ ...withhold, held: byClaim })
      .then([withheld(byClaim), owedRefusal, refused('legal-claims')]);
  });

  it('says no where no authority can be named, and leaves it to staff', () => {
    spec
      .given(asked)
      .when({ ...withhold, complaintTo: undefined })
      .thenRejected('complaint-authority-missing');
  });

  it('stays quiet about somebody else, anything but an erasure, and what is answered already', () => {
    spec
      .given(asked)
      .when({ ...withhold, person: 'q1w2e3r4t5y6u7i8o9p0' })
      .thenNothing();
    spec
      .given([received('restriction'), accepted('restriction')])
      .when(withhold)
      .thenNothing();
    spec
      .given([...asked, withheld(), owedRefusal, refused('legal-duty')])
      .when(withhold)
      .thenNothing();
  });

  it('holds nothing up when what was held back goes at last: the person knows from the answer', () => {
    const answered = [...asked, withheld(), owedRefusal, refused('legal-duty'), told('answer', 'refusal')] as const;
    spec
      .given(answered)
      .when(telling)
      .then([settled('answered-before')]);
    spec
      .given([...answered, settled('answered-before')])
      .when({ ...telling, disposal: 'd-2' })
      .then([{ ...settled('answered-before'), facts: { ...settled('answered-before').facts, disposal: 'd-2' } }]);
    spec
      .given([...answered, settled('answered-before')])
      .when(telling)
      .thenNothing();
    spec.given(answered).when(gone).thenNothing();
  });
});

describe('what stays after an erasure is told before the address goes', () => {
  it('is owed once every system has confirmed, once, and nothing older is told any more', () => {
    spec.given(asked).when(telling).then([confirmed, owedAnswer]);
    spec
      .given([received('erasure'), owedReceipt, accepted('erasure')])
      .when(telling)
      .then([lapsed('acknowledgement', 'receipt', 'answered'), confirmed, owedAnswer]);
    spec.given(erasing).when(telling).thenNothing();
  });

  it('is not told to somebody else, or of anything but an erasure', () => {
    spec
      .given(asked)
      .when({ ...telling, person: 'q1w2e3r4t5y6u7i8o9p0' })
      .thenNothing();
    spec
      .given([received('restriction'), accepted('restriction')])
      .when(telling)
      .thenNothing();
  });

  describe('when a legal hold comes before the keys go', () => {
    const more = [...held, { dataCategories: ['enquiry'], because: 'legal-hold' as const, article: 'GDPR 17(3)(e)' }];
    const anew = { ...telling, held: more };
    const confirmedAnew = { ...confirmed, facts: { ...confirmed.facts, held: more } };
    const toldFirst = [...erasing, told('answer', 'answer'), settled('told')] as const;

    it('says so in the answer that has not left yet', () => {
      spec.given(erasing).when(anew).then([confirmedAnew]);
      spec
        .given([...erasing, confirmedAnew])
        .when(anew)
        .thenNothing();
    });

    it('writes again to whoever has had the answer, and the keys wait for that', () => {
      spec
        .given(toldFirst)
        .when(anew)
        .then([confirmedAnew, owed('answer-2', 'answer')]);
      const again = [...toldFirst, confirmedAnew, owed('answer-2', 'answer')] as const;
      spec
        .given(again)
        .when({ command: 'tell', message: 'answer-2', told: now, how: 'phone', now })
        .then([told('answer-2', 'answer'), settled('told')]);
      spec
        .given([...again, told('answer-2', 'answer'), settled('told')])
        .when(gone)
        .then([{ ...inPart, facts: { ...inPart.facts, held: more } }]);
    });

    it('stays quiet about somebody else, and about what was said already', () => {
      spec
        .given(toldFirst)
        .when({ ...anew, person: 'q1w2e3r4t5y6u7i8o9p0' })
        .thenNothing();
      spec.given(toldFirst).when(telling).thenNothing();
    });
  });

  it('lets the keys go when the person was told, by mail or by staff, and the answer is not told again', () => {
    const tell = { command: 'tell', message: 'answer', told: now, now } as const;
    const answer = told('answer', 'answer');
    spec
      .given(erasing)
      .when({ ...tell, how: 'email', mail })
      .then([{ ...answer, facts: { ...answer.facts, how: 'email', mail } }, settled('told')]);
    spec
      .given(erasing)
      .when({ ...tell, how: 'phone' })
      .then([answer, settled('told')]);
    spec
      .given([...erasingAll, answer, settled('told')])
      .when(gone)
      .then([byDisposal]);
  });

  it('is fulfilled in part where something stays: with what, by which article, and until when', () => {
    const toldOfIt = [...erasing, told('answer', 'answer'), settled('told')] as const;
    spec.given(toldOfIt).when(gone).then([inPart]);
    spec
      .given([...toldOfIt, inPart])
      .when(gone)
      .thenNothing();
    spec
      .given(toldOfIt)
      .when({ ...gone, person: 'q1w2e3r4t5y6u7i8o9p0' })
      .thenNothing();
  });

  it('lets the keys go at once where there is nobody to tell', () => {
    spec
      .given(erasing)
      .when({ command: 'fail', message: 'answer', reason: 'no-address', now })
      .then([failed('no-address'), settled('nobody-to-tell')]);
    spec
      .given(erasing)
      .when({ command: 'lapse', message: 'answer', because: 'address-erased', now })
      .then([lapsed('answer', 'answer', 'address-erased'), settled('nobody-to-tell')]);
  });

  it('alarms staff while they can still tell the person, when no mail arrives', () => {
    const again = new Date(Date.parse(now) + 300_000).toISOString();
    spec
      .given(erasing)
      .when({ command: 'fail', message: 'answer', reason: 'deferred', now })
      .then([failed('deferred', again)]);
    spec
      .given(erasing)
      .when({ command: 'fail', message: 'answer', reason: 'refused', now })
      .then([
        failed('refused'),
        { type: 'request.person-not-reached.v1', facts: { ...id, message: 'answer', tellBy, found: now } },
      ]);
  });

  it('is given up when the address went untold, and the erasure stands', () => {
    spec
      .given([...erasing, failed('refused')])
      .when(gone)
      .then([lapsed('answer', 'answer', 'address-erased'), inPart]);
    spec.given(erasing).when(gone).then([inPart]);
    spec.given(erasingAll).when(gone).then([byDisposal]);
  });

  it('is settled at once when staff answered before, and after that answer where it is on its way', () => {
    spec
      .given([...asked, owedAnswer, fulfilled, told('answer', 'answer')])
      .when(telling)
      .then([settled('answered-before')]);
    spec
      .given([...asked, owedAnswer, fulfilled])
      .when(telling)
      .then([confirmed]);
    spec
      .given([...asked, { type: 'request.withdrawn.v1', facts: { ...id, withdrawn: now } }])
      .when(telling)
      .then([settled('answered-before')]);
  });

  it('cannot be decided otherwise meanwhile', () => {
    spec.given(erasing).when({ command: 'withdraw', now }).thenRejected('erasure-confirmed');
    spec.given(erasing).when({ command: 'fulfil', work: allDone, now }).thenRejected('erasure-confirmed');
    spec
      .given(erasing)
      .when({ command: 'extend', reasons: ['complexity'], now })
      .thenRejected('erasure-confirmed');
  });
});
