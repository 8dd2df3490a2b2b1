import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { statementFiles } from '@vitne/embedded/statement-files';
import { expect, test } from 'vitest';
import { parse } from 'yaml';

const here = import.meta.dirname;
const promised = Object.values(statementFiles()).flatMap((file) =>
  (parse(file) as { promises: { id: string }[] }).promises.map(({ id }) => id),
);

const [table = '', proved = ''] = readFileSync(join(here, 'README.md'), 'utf8').split('## What the tests prove');
const cellsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => /^\| [CK]\d+ \|/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()));

/** The rows of the first table in README.md: what is promised, which file tests it, and what is missing. */
const rows = cellsOf(table).map(([, id = '', file = '', missing = '']) => ({
  id,
  file: /\(([\w-]+\.test\.ts)\)/.exec(file)?.[1],
  missing,
}));

/** The promises that each test file names in the titles of its tests. */
const tested = readdirSync(here)
  .filter((file) => file.endsWith('.test.ts'))
  .flatMap((file) =>
    [...readFileSync(join(here, file), 'utf8').matchAll(/^test\(\s*['"`]([CK]\d+) /gm)].map(
      ([, id]) => `${id} ${file}`,
    ),
  );

test('every promise of both statements has one row in the table, and the table has no other', () => {
  expect(rows.map(({ id }) => id)).toEqual(promised);
});

test('every promise that the table says is tested has one test of its name in that file, and no test is left out', () => {
  const claimed = rows.flatMap(({ id, file }) => (file === undefined ? [] : [`${id} ${file}`]));
  expect([...claimed].sort()).toEqual([...tested].sort());
});

test('of every promise it is told what its tests prove', () => {
  expect(cellsOf(proved).map(([, id]) => id)).toEqual(promised);
  expect(cellsOf(proved).filter(([, , what = '']) => what.length < 20)).toEqual([]);
});

test('a promise without a test says what is missing', () => {
  expect(rows.filter(({ file, missing }) => file === undefined && missing.length < 10)).toEqual([]);
});
