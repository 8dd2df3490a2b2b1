import { describe, expect, it } from 'vitest';
import { type OutboundCall, outboundCalls } from '../src/outbound-calls.ts';

type Outcome = Awaited<ReturnType<OutboundCall['make']>>;

/** Calls whose answers the test gives when it likes, on a clock that it moves. */
function world() {
  let nowMs = 0;
  const faults: unknown[] = [];
  const made: string[] = [];
  const answers = new Map<string, (outcome: Outcome | Error) => void>();
  const calls = outboundCalls(
    (error) => faults.push(error),
    () => nowMs,
  );
  const call = (to: string, about: string): OutboundCall => ({
    to,
    about,
    make: () => {
      made.push(about);
      return new Promise((resolve, reject) =>
        answers.set(about, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome))),
      );
    },
  });
  return {
    made,
    faults,
    calls,
    begin: (to: string, about: string) => calls.begin(call(to, about)),
    async answer(about: string, outcome: Outcome | Error) {
      answers.get(about)?.(outcome);
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    },
    passes: (ms: number) => {
      nowMs += ms;
    },
  };
}

describe('whoever outside hangs holds up nobody else', () => {
  it('a call is begun and not waited for, and others go on beside it', async () => {
    const { begin, made } = world();
    expect([begin('slow', 'a'), begin('quick', 'b')]).toEqual([true, true]);
    expect(made).toEqual(['a', 'b']);
    expect(begin('slow', 'a')).toBe(false);
  });

  it('four calls go to one address at once, and the next when one is answered', async () => {
    const { begin, made, answer } = world();
    for (const about of ['a', 'b', 'c', 'd', 'e']) expect(begin('busy', about)).toBe(true);
    expect(made).toEqual(['a', 'b', 'c', 'd']);
    await answer('b', 'answered');
    expect(made).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('once an address is found silent, what waits for it is let go, and one looks again when some time has passed', async () => {
    const { begin, made, answer, passes } = world();
    for (const about of ['a', 'b', 'c', 'd', 'e', 'f']) begin('hangs', about);
    for (const about of ['a', 'b', 'c', 'd']) await answer(about, 'silent');
    expect(made).toEqual(['a', 'b', 'c', 'd']);
    expect(begin('hangs', 'e')).toBe(false);
    passes(15_000);
    expect([begin('hangs', 'e'), begin('hangs', 'f')]).toEqual([true, true]);
    expect(made.slice(4)).toEqual(['e']);
    await answer('e', 'answered');
    expect(made.slice(4)).toEqual(['e', 'f']);
  });

  it('a call that was not made, for it was due no more, does not end the silence', async () => {
    const { begin, answer } = world();
    begin('hangs', 'a');
    begin('hangs', 'b');
    await answer('a', 'silent');
    await answer('b', 'not-made');
    expect(begin('hangs', 'c')).toBe(false);
  });

  it('who found the silence looks again when that is due', async () => {
    const { begin, answer } = world();
    begin('hangs', 'a');
    await answer('a', 'silent');
    expect([begin('hangs', 'b'), begin('hangs', 'a')]).toEqual([false, true]);
  });

  it('what is too much is not begun', () => {
    const { begin } = world();
    const begun = Array.from({ length: 1_001 }, (_, index) => begin(`to-${index % 7}`, `about-${index}`));
    expect(begun.filter(Boolean)).toHaveLength(1_000);
    expect(begun.at(-1)).toBe(false);
  });

  it('a fault of ours is heard of, and says nothing about the address', async () => {
    const { begin, answer, faults, calls } = world();
    begin('there', 'a');
    const done = calls.underWay();
    await answer('a', new Error('engine away'));
    await done;
    expect(faults).toHaveLength(1);
    expect(begin('there', 'b')).toBe(true);
  });
});
