import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, it } from 'vitest';
import { recipientsToTell } from '../src/domain/recipients-to-tell.ts';
import { now, person } from './registry-scenarios.ts';

const spec = specificationFor(recipientsToTell);
const ids = { notification: 'n1', person, recipient: 'partner' };
const required = (over: object = {}) => ({
  type: 'recipient-notification.required.v1' as const,
  facts: {
    ...ids,
    cause: 'erasure' as const,
    request: 'r1',
    disposal: 'd1',
    dataCategories: ['contact'],
    required: now,
    ...over,
  },
});
const got = { recipient: 'partner', notification: 'n1', dataCategories: ['contact', 'contact'] };
const require = (over: object = {}) =>
  ({ command: 'require', cause: 'erasure', request: 'r1', disposal: 'd1', person, got: [got], now, ...over }) as const;
const told = { type: 'recipient-notification.told.v1' as const, facts: { ...ids, how: 'email' as const, told: now } };
const acknowledged = { type: 'recipient-notification.acknowledged.v1' as const, facts: { ...ids, acknowledged: now } };
const impossible = {
  type: 'recipient-notification.found-impossible.v1' as const,
  facts: { ...ids, ground: 'impossible' as const, reasons: 'Dissolved.', found: now },
};
const tell = { command: 'tell', notification: 'n1', how: 'email', told: now, now } as const;
const acknowledge = { command: 'acknowledge', notification: 'n1', now } as const;
const find = {
  command: 'find-impossible',
  notification: 'n1',
  ground: 'impossible',
  reasons: 'Dissolved.',
  now,
} as const;

describe('Art. 19: every recipient of the data has to be told', () => {
  it('each of them, of what it got', () => {
    const another = { recipient: 'hosting', notification: 'n2', dataCategories: ['identity'] };
    spec
      .given([])
      .when(require({ got: [got, another] }))
      .then([required(), required({ recipient: 'hosting', notification: 'n2', dataCategories: ['identity'] })]);
  });
  it('once for each request, and of what a later disposal adds', () => {
    spec
      .given([required()])
      .when(require({ disposal: 'd2' }))
      .thenNothing();
    const more = { ...got, notification: 'n2', dataCategories: ['contact', 'identity'] };
    spec
      .given([required()])
      .when(require({ disposal: 'd2', got: [more] }))
      .then([required({ disposal: 'd2', notification: 'n2', dataCategories: ['identity'] })]);
    const restriction = require({ cause: 'restriction', request: 'r2', got: [{ ...got, notification: 'n2' }] });
    spec
      .given([required(), told])
      .when(restriction)
      .then([required({ cause: 'restriction', request: 'r2', notification: 'n2' })]);
  });
  it('nobody, when nobody got any', () =>
    spec
      .given([])
      .when(require({ got: [] }))
      .thenNothing());
});

describe('Art. 19: what became of it is recorded', () => {
  it('told, and confirmed by the recipient', () => {
    spec.given([required()]).when(tell).then([told]);
    spec.given([required(), told]).when(tell).thenNothing();
    spec.given([required(), told]).when(acknowledge).then([acknowledged]);
    spec.given([required(), told, acknowledged]).when(acknowledge).thenNothing();
    spec
      .given([required(), told])
      .when({ ...tell, how: 'phone' })
      .thenRejected('recipient-told');
    spec
      .given([required(), told, acknowledged])
      .when({ ...tell, how: 'phone' })
      .thenRejected('recipient-told');
  });
  it('impossible, with reasons; and told after all, when it turns out to be possible', () => {
    spec.given([required()]).when(find).then([impossible]);
    spec.given([required(), impossible]).when(find).thenNothing();
    spec.given([required(), impossible]).when(tell).then([told]);
    spec.given([required(), told]).when(find).thenRejected('recipient-told');
  });
  it('is refused of nothing, before it is told, and of the future', () => {
    for (const command of [tell, acknowledge, find]) spec.given([]).when(command).thenRejected('notification-unknown');
    spec.given([required()]).when(acknowledge).thenRejected('recipient-not-told');
    spec
      .given([required()])
      .when({ ...tell, told: '2026-02-01T09:00:00.000Z' })
      .thenRejected('moment-invalid');
  });
});
