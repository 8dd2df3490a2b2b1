import { recordEvents, specificationFor } from '@vitne/testing/decider-specification';
import { describe, expect, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { RecordedRequestEvent } from '../src/domain/request-state.ts';
import { accepted, fulfilled, id, keptAddress, now, owed, owedReceipt, received, told } from './request-scenarios.ts';

const spec = specificationFor(request);
const unclear = { ...received(), facts: { ...received().facts, typeRead: 'unclear' as const } };
const text = 'Vi har åpent fra ni til fire.';
const taking = { command: 'take-as-enquiry', answer: text, now } as const;
const byThemselves = { command: 'take-as-enquiry', now } as const;
const owedReply = owed('enquiry-answer-1', 'answer');
const taken = {
  type: 'request.taken-as-enquiry.v1',
  facts: { ...id, contacted: now, taken: now },
} as const;
const takenAndAnswered = {
  ...taken,
  facts: { ...taken.facts, message: 'enquiry-answer-1' },
  personal: { answer: { text } },
} as const;
const classifying = { command: 'classify', requestType: 'erasure', now } as const;
const asErasure = {
  type: 'request.classified.v1',
  facts: { ...id, requestType: 'erasure', before: 'access', classified: now },
} as const;

describe('K10: a message that exercises no right is a question, and is kept like one', () => {
  it('is closed as an enquiry, from when the person wrote, and the person is told the answer', () => {
    spec.given([unclear, keptAddress]).when(taking).then([owedReply, takenAndAnswered]);
  });

  it('is closed without a word of ours where staff answers it themselves; what was to be told of a request lapses', () => {
    const lapsed = { ...id, message: 'acknowledgement', matter: 'receipt', because: 'answered', lapsed: now } as const;
    spec
      .given([unclear, owedReceipt])
      .when(byThemselves)
      .then([{ type: 'request.message-lapsed.v1', facts: lapsed }, taken]);
  });

  it('is kept from when staff told the answer in another way, which is no earlier than the question and not to come', () => {
    const byHand = (at: string) => ({ ...byThemselves, byHand: { how: 'phone', told: at } }) as const;
    const later = '2026-06-01T10:00:00.001Z';
    spec
      .given([unclear])
      .when(byHand(now))
      .then([told('enquiry-answer-1', 'answer'), { ...taken, facts: { ...taken.facts, message: 'enquiry-answer-1' } }]);
    spec.given([unclear]).when(byHand(later)).thenRejected('told-in-future');
    spec.given([unclear]).when(byHand('2026-05-01T10:00:00Z')).thenRejected('told-before-receipt');
  });

  it('is kept from when the answer goes out, however long ago the person wrote', () => {
    const wrote = '2026-05-20T08:00:00.000Z';
    const old = received('access', wrote);
    const facts = { ...id, contacted: wrote, taken: now };
    spec
      .given([old])
      .when(byThemselves)
      .then([{ type: 'request.taken-as-enquiry.v1', facts }]);
    spec.given([old]).when(taking).then([owedReply, takenAndAnswered]);
  });

  it('is so once: said again it changes nothing', () => {
    spec.given([unclear, taken]).when(taking).thenNothing();
  });

  it('is no way out of a request that was accepted, or answered', () => {
    spec.given([received(), accepted()]).when(byThemselves).thenRejected('already-accepted');
    spec.given([received(), fulfilled]).when(byThemselves).thenRejected('already-closed');
  });

  it('is nothing that takes effect by being said, unless a rule had read that from free text', () => {
    for (const said of ['objection', 'withdrawal', 'complaint'] as const) {
      spec
        .given([received(said)])
        .when(byThemselves)
        .thenRejected('not-a-question');
      const read = { ...received(said), facts: { ...received(said).facts, typeRead: 'clear' as const } };
      spec.given([read]).when(byThemselves).then([taken]);
    }
  });

  it('takes nothing else afterwards, as no request that is closed does', () => {
    spec.given([unclear, taken]).when({ command: 'assign', assignee: 'ola' }).thenRejected('already-closed');
  });

  it('is a request again when it turns out to be one, with the time that ran since the message came', () => {
    spec.given([unclear, takenAndAnswered]).when(classifying).then([asErasure]);
    const past = recordEvents([unclear, takenAndAnswered, asErasure]) as unknown as RecordedRequestEvent[];
    const state = past.reduce(request.evolve, request.initial());
    expect(state).toMatchObject({ status: 'received', requestType: 'erasure', due: { received: now } });
  });

  it('is answered anew, under another name, when it was taken for a request in between', () => {
    const again = { ...asErasure, facts: { ...asErasure.facts, requestType: 'access' as const } };
    spec
      .given([unclear, owedReply, takenAndAnswered, told('enquiry-answer-1', 'answer'), again])
      .when(taking)
      .then([
        owed('enquiry-answer-2', 'answer'),
        { ...takenAndAnswered, facts: { ...takenAndAnswered.facts, message: 'enquiry-answer-2' } },
      ]);
  });
});
