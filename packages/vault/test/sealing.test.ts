import { createSecretKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { openFields } from '../src/sealing.ts';

test('what was sealed before there were commitments opens as it did, and proves nothing by itself', () => {
  const key = createSecretKey(Buffer.alloc(32, 7));
  const binding = { tenant: 'kaukus', eventId: 'event-1', eventType: 'consent.given.v1' };
  const person = 'abcdefghij0123456789';
  // AES-256-GCM with an IV of 12 bytes of 1, made by pyca/cryptography.
  const blob = 'AQEBAQEBAQEBAQEBDcPs2vHWgCzr9rdAAl4wVNCaeYR08hV8KlZhH03nJwI+g0zajuaIgTbx794=';
  const place = { part: 'contact', person, category: 'contact', blob };
  expect(openFields(key, 'key-1', binding, place)).toEqual({ text: '{"email":"kari@example.org"}' });
});
