import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { bundleBanner } from '../src/bundle.ts';

const script = bundleBanner();

test('a site is slowed down by less than 12 kB, and by no second file', () => {
  expect(gzipSync(script, { level: 9 }).length).toBeLessThan(12_000);
  expect(script).not.toMatch(/\bimport\(|\brequire\(/);
});

test('nothing in it reads text as markup or as a program, so a careful site need not allow that', () => {
  expect(script).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|createContextualFragment/,
  );
});
