import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { request } from '../src/domain/request.ts';
import type { CommandNamed } from '../src/domain/request-commands.ts';
import {
  accepted,
  allDone,
  fulfilled,
  id,
  now,
  owed,
  owedAnswer,
  type RequestPast,
  received,
  refused,
  told,
} from './request-scenarios.ts';

const spec = specificationFor(request);

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
    spec.given(past).when({ command: 'fulfil-item', item: 'item-1', work: allDone, now }).then([done]);
    spec
      .given([...past, done])
      .when(refusing())
      .then([
        owedAnswer,
        refusedItem,
        {
          type: 'request.partly-fulfilled.v2',
          facts: { ...id, closed: now, by: 'staff', fulfilled: ['item-1'], refused: ['item-2'], held: [] },
        },
      ]);
  });

  it('is fulfilled or refused when all of it is', () => {
    const otherDone = { ...done, facts: { ...done.facts, item: 'item-2' } };
    spec
      .given([...past, done])
      .when({ command: 'fulfil', work: allDone, now })
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
      .when({ command: 'fulfil-item', item: 'item-1', work: allDone, now })
      .thenRejected('item-answered');
    spec.given(past).when({ command: 'fulfil-item', item: 'item-3', work: allDone, now }).thenRejected('item-unknown');
    spec
      .given([received('erasure'), split])
      .when({ command: 'fulfil-item', item: 'item-1', work: allDone, now })
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
