import { type PastEvent, specificationFor } from '@vitne/testing/decider-specification';
import { expect, test } from 'vitest';
import { keyRotation, type RecordRotation } from '../src/domain/key-rotation.ts';

const rotations = specificationFor(keyRotation);
const began = '2026-03-06T01:00:00.000Z';
const destroyed = '2026-03-06T01:00:02.000Z';
const record = (over: Partial<RecordRotation> = {}): RecordRotation => ({
  command: 'record-rotation',
  rotation: 'rotation-1',
  generation: 7,
  destroyedGenerations: [5, 6],
  keysWrapped: 3,
  disposals: ['d-1', 'd-2'],
  began,
  destroyed,
  everyHours: 24,
  ...over,
});
const rotated: PastEvent<'key-encryption.rotated.v1'> = {
  type: 'key-encryption.rotated.v1',
  facts: {
    rotation: 'rotation-1',
    generation: 7,
    destroyedGenerations: [5, 6],
    keysWrapped: 3,
    began,
    destroyed,
    next: '2026-03-07T01:00:00.000Z',
  },
};

test('a rotation says which generations it destroyed, and which erasures became final with them', () => {
  rotations
    .given([])
    .when(record())
    .then([
      rotated,
      {
        type: 'disposals.became-final.v1',
        facts: { rotation: 'rotation-1', generation: 7, disposals: ['d-1', 'd-2'], final: destroyed },
      },
    ]);
});

test('a rotation on a day without erasures makes nothing final', () => {
  rotations
    .given([])
    .when(record({ disposals: [] }))
    .then([rotated]);
});

test('a rotation that is recorded is recorded once', () => {
  rotations
    .given([rotated])
    .when(record({ generation: 8 }))
    .thenNothing();
});

test('more erasures than one event can name are named by several, and what no rotation can name waits for the next', () => {
  const disposals = Array.from({ length: 20_300 }, (_, index) => `d-${index}`);
  const decision = keyRotation.decide(record({ disposals }), { recorded: false });
  const events = 'accepted' in decision ? decision.accepted.slice(1) : [];
  const named = events.flatMap(({ facts }) => (facts as { disposals: string[] }).disposals);
  expect(events.length).toBeLessThan(100);
  expect(named).toEqual(disposals.slice(0, 20_000));
});
