import { describe, expect, test } from 'vitest';
import { isOneSentence, vitne } from './run-vitne.ts';

describe('vitne law', () => {
  test('a due date comes with every step that led to it, and the versions of the rules', async () => {
    const { code, stdout } = await vitne(
      'law',
      'due',
      '--clock',
      'gdpr-12-3',
      '--received',
      '2026-03-05T10:00:00+01:00',
      '--promise',
      'P30D',
      '--json',
    );
    expect(code).toBe(0);
    const due = JSON.parse(stdout) as Record<string, unknown>;
    // 5 April is Easter Sunday, and the law rolls; the promise of 30 days does not, so it counts.
    expect(due).toMatchObject({
      clock: 'gdpr-12-3',
      dueDate: '2026-04-04',
      boundBy: 'promise',
      law: { dueDate: '2026-04-07' },
      rules: '2026-1',
    });
    expect((due['derivation'] as { step: string }[]).map(({ step }) => step)).toContain('roll');
  });

  test('the day from which accounting material may be erased is told, and until when it must be kept', async () => {
    const { code, stdout } = await vitne(
      'law',
      'due',
      '--clock',
      'bokforing-13-primary',
      '--anchor',
      '2026-02-15',
      '--json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ erasableFrom: '2032-01-01', keepUntilAtLeast: '2031-12-31' });
    const inWords = await vitne(
      'law',
      'due',
      '--clock',
      'bokforing-13-primary',
      '--anchor',
      '2026-02-15',
      '--year-end',
      '06-30',
    );
    expect(inWords.stdout).toContain('erasable from 2031-07-01');
  });

  test('what a statement keeps by its own rule goes on the day that it says', async () => {
    const { code, stdout } = await vitne('law', 'due', '--keep', 'P18M', '--anchor', '2026-08-31', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ basis: 'promise', erasableFrom: '2028-02-29' });
  });

  test('the list names every clock with its article, and says which were not read in the source', async () => {
    const listed = JSON.parse((await vitne('law', 'list', '--json')).stdout) as { id: string; sourceRead: boolean }[];
    expect(listed).toContainEqual(expect.objectContaining({ id: 'gdpr-33-1', kind: 'hours', length: 'PT72H' }));
    expect(listed).toHaveLength(19);
    const { stdout } = await vitne('law', 'list');
    const unread = listed.filter(({ sourceRead }) => !sourceRead);
    expect(stdout.match(/\(u\)\n/g)).toHaveLength(unread.length);
  });

  test.each([
    ['an unknown clock', ['--clock', 'gdpr-99', '--received', '2026-03-05T10:00:00Z']],
    [
      'a clock that keeps, asked when it falls due',
      ['--clock', 'bokforing-13-primary', '--received', '2026-03-05T10:00:00Z'],
    ],
    ['a clock that falls due, asked what it keeps', ['--clock', 'gdpr-12-3', '--anchor', '2026-02-15']],
    ['a time without an offset', ['--clock', 'gdpr-12-3', '--received', '2026-03-05T10:00:00']],
    ['neither a clock nor a rule', ['--anchor', '2026-02-15']],
    ['a clock and a rule', ['--clock', 'bokforing-13-primary', '--keep', 'P1M', '--anchor', '2026-02-15']],
    ['a rule that keeps, asked when it falls due', ['--keep', 'P1M', '--received', '2026-03-05T10:00:00Z']],
    ['no moment at all', ['--clock', 'gdpr-12-3']],
    ['a promise where none counts', ['--clock', 'bokforing-13-primary', '--anchor', '2026-02-15', '--promise', 'P30D']],
  ])('%s gives no date but a sentence, and exits 2', async (_what, options) => {
    const { code, stdout, stderr } = await vitne('law', 'due', ...options, '--json');
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toSatisfy(isOneSentence);
  });
});
