import { specificationFor } from '@vitne/testing/decider-specification';
import { describe, test } from 'vitest';
import { notaryKey } from '../src/domain/notary-key.ts';

const keys = specificationFor(notaryKey);
const change = (generation: number) => ({
  generation,
  key: `log.example/kaukus+00000000+key${generation}`,
  signsFrom: '2026-11-26T10:00:00.000Z',
  overlapUntil: '2026-12-26T10:00:00.000Z',
});
const changed = (generation: number) => ({ type: 'notary-key.changed.v1', facts: change(generation) }) as const;

describe('a change of the key that signs a ledger', () => {
  test('is recorded with the new key and the time in which both sign', () => {
    keys
      .given([])
      .when({ command: 'record-change', ...change(2) })
      .then([changed(2)]);
    keys
      .given([changed(2)])
      .when({ command: 'record-change', ...change(3) })
      .then([changed(3)]);
  });

  test('is recorded once, and nothing is said of one that is older', () => {
    keys
      .given([changed(2)])
      .when({ command: 'record-change', ...change(2) })
      .thenNothing();
    keys
      .given([changed(2), changed(3)])
      .when({ command: 'record-change', ...change(2) })
      .thenNothing();
  });
});
