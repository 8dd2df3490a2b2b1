import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import { accepted, id, now, owed, owedAnswer, person, received, told, withdrawn } from './request-scenarios.ts';

const spec = specificationFor(request);
const asked = [received('erasure'), accepted('erasure')] as const;

describe('C23 an erasure that the person takes back', () => {
  const back = { command: 'withdraw', now } as const;

  it('ends until it is accepted, because nothing was ordered yet', () => {
    spec
      .given([received('erasure')])
      .when(back)
      .then([withdrawn]);
    spec
      .given([received('erasure'), withdrawn])
      .when(back)
      .thenNothing();
  });

  it('goes on from then, and says so: no request is called withdrawn whose erasure is carried out', () => {
    spec.given(asked).when(back).thenRejected('erasure-under-way');
  });

  it('stays quiet about every other right, which is taken back at any time', () => {
    spec
      .given([received('restriction'), accepted('restriction')])
      .when(back)
      .then([withdrawn]);
  });
});

describe('C23 a legal hold that comes while the answer to an erasure is on its way', () => {
  const duty = [
    { dataCategories: ['contact'], because: 'legal-duty' as const, article: 'GDPR 17(3)(b)', until: '2032-01-01' },
  ];
  const more = [...duty, { dataCategories: ['enquiry'], because: 'legal-hold' as const, article: 'GDPR 17(3)(e)' }];
  const tellBy = '2026-06-04T10:00:00.000Z';
  const mail = { messageId: 'm-1', replyCode: 250, contentHash: 'a'.repeat(64), language: 'nb' } as const;
  const confirmed = (held: typeof duty | typeof more, time?: string) => ({
    type: 'request.erasure-confirmed.v1' as const,
    facts: { ...id, disposal: 'd-1', held, confirmed: now, tellBy },
    ...(time !== undefined && { meta: { time } }),
  });
  const settled = {
    type: 'request.telling-settled.v1',
    facts: { ...id, disposal: 'd-1', outcome: 'told', settled: now },
  } as const;
  const byMail = { command: 'tell', message: 'answer', how: 'email', told: now, mail, now } as const;
  const mailed = {
    ...told('answer', 'answer'),
    facts: { ...told('answer', 'answer').facts, how: 'email' as const, mail },
  };
  const sending = [...asked, confirmed(duty), owedAnswer, confirmed(more)] as const;

  it('is told in a further answer, and the keys wait for that one', () => {
    spec
      .given(sending)
      .when({ ...byMail, said: duty })
      .then([mailed, owed('answer-2', 'answer')]);
    spec
      .given([...sending, mailed, owed('answer-2', 'answer')])
      .when({ ...byMail, message: 'answer-2', said: more })
      .then([{ ...mailed, facts: { ...mailed.facts, message: 'answer-2' } }, settled]);
  });

  it('needs no further answer where the mail was written after it', () => {
    spec
      .given(sending)
      .when({ ...byMail, said: more })
      .then([mailed, settled]);
    spec
      .given([...asked, confirmed(duty), owedAnswer])
      .when({ ...byMail, said: duty })
      .then([mailed, settled]);
  });

  it('is told by staff who had told the person before it, once more', () => {
    const later = '2026-06-01T11:00:00.000Z';
    const past = [...asked, confirmed(duty, now), owedAnswer, confirmed(more, '2026-06-01T10:30:00.000Z')] as const;
    const byHand = { command: 'tell', message: 'answer', how: 'phone', now: later } as const;
    spec
      .given(past)
      .when({ ...byHand, told: now })
      .then([told('answer', 'answer'), owed('answer-2', 'answer')]);
    spec
      .given(past)
      .when({ ...byHand, told: later })
      .then([told('answer', 'answer', later), { ...settled, facts: { ...settled.facts, settled: later } }]);
  });

  it('changes nothing about somebody who was told before it, and stays quiet when told twice', () => {
    spec
      .given([...asked, confirmed(duty), owedAnswer, mailed, settled])
      .when({ command: 'tell-of-erasure', disposal: 'd-1', person, held: more, confirmed: now, tellBy, now })
      .then([confirmed(more), owed('answer-2', 'answer')]);
    spec
      .given([...sending, mailed, owed('answer-2', 'answer')])
      .when({ ...byMail, said: duty })
      .thenNothing();
  });
});
