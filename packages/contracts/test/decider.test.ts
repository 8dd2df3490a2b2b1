import { accept, type Decision, reject } from '@vitne/contracts/decider';
import { describe, expect, expectTypeOf, it } from 'vitest';

describe('a decision is a value', () => {
  it('accepts any number of events, and none when what was asked for is already so', () => {
    expect(accept({ type: 'a' }, { type: 'b' })).toEqual({ accepted: [{ type: 'a' }, { type: 'b' }] });
    expect(accept()).toEqual({ accepted: [] });
  });

  it('rejects with a code for programs, a sentence for people, and facts only where there are some', () => {
    expect(reject('too-late', 'Ask again tomorrow.')).toEqual({
      rejected: { code: 'too-late', detail: 'Ask again tomorrow.' },
    });
    expect(reject('too-late', 'Ask again.', { since: '2026-03-05' }).rejected.facts).toEqual({ since: '2026-03-05' });
  });

  it('keeps the codes a closed set', () => {
    expectTypeOf(reject('too-late', 'Ask again.')).toExtend<Decision<never, 'too-late' | 'too-early'>>();
    expectTypeOf(reject('never-heard-of', 'Ask again.')).not.toExtend<Decision<never, 'too-late' | 'too-early'>>();
  });
});
