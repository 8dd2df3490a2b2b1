import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { WitnessListWrong, witnessesIn } from '../src/witnesses/witness-list.ts';

test('without a named file there are no witnesses, also where an environment names it by nothing', () => {
  expect(witnessesIn(undefined)).toEqual([]);
  expect(witnessesIn('')).toEqual([]);
});

test('a list that is not there, or has a line that is no witness, is refused by line and never taken for none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-witnesses-'));
  try {
    const path = join(folder, 'witnesses');
    expect(() => witnessesIn(path)).toThrow(WitnessListWrong);
    writeFileSync(path, '# ours\n\nwitness.example+00000000+AAAA http://127.0.0.1:1\n');
    expect(() => witnessesIn(path)).toThrow(/^Line 3 /);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
