import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDelivery } from '../src/delivery.ts';

const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const number = fc.integer({ min: 1, max: 2 ** 48 });

test('the position stands where every version of the server has put it, with a domain and an account or without', () => {
  fc.assert(
    fc.property(token, token, number, number, fc.array(token, { maxLength: 2 }), (stream, consumer, at, nth, more) => {
      const plain = `$JS.ACK.${stream}.${consumer}.1.${at}.${nth}.1790000000000000000.0`;
      expect(parseDelivery(plain)).toEqual({ position: at, delivery: nth });
      const newer = ['$JS.ACK.domain.account', stream, consumer, 1, at, nth, '1790000000000000000', 0, ...more];
      expect(parseDelivery(newer.join('.'))).toEqual({ position: at, delivery: nth });
    }),
  );
});

test('what is no delivery has no position', () => {
  for (const reply of [undefined, '', '$JS.ACK.', '_INBOX.a.b', '$JS.ACK.s.c.1.2.3.4', '$JS.ACKS.s.c.1.2.3.4.5'])
    expect(parseDelivery(reply)).toBeUndefined();
  expect(parseDelivery('$JS.ACK.s.c.1.x.3.4.5')).toBeUndefined();
  expect(parseDelivery('$JS.ACK.s.c.1.0.3.4.5')).toBeUndefined();
});
