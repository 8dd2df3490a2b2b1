import { describe, expect, it } from 'vitest';
import { blankText, readSource } from './source-code.ts';

const imported = (text: string) => readSource(text).imports.map(({ specifier }) => specifier);

describe('no import goes unseen', () => {
  it.each([
    [`import a from 'x';`, ['x']],
    [`import { a, type B } from "x";`, ['x']],
    [`import type { A } from 'x';`, ['x']],
    [`import * as a from 'x'`, ['x']],
    [`import a, { b } from 'x'`, ['x']],
    [`import 'x';`, ['x']],
    [`import {\n  a,\n  b, // a comment's apostrophe\n} from 'x';`, ['x']],
    [`export { a } from 'x';`, ['x']],
    [`export * from 'x';`, ['x']],
    [`export type * as a from 'x';`, ['x']],
    [`const a = await import('x');`, ['x']],
    [`type A = import('x').A;`, ['x']],
    ['const a = await import(`x`);', ['x']],
    [`const a = require('x');`, ['x']],
    [`const a = import.meta.resolve('x');`, ['x']],
    [`const a = \`\${await import('x')}\`;`, ['x']],
    [`const a = b / c; import d from 'x'; const e = f / g;`, ['x']],
    [`const a = /'/; import d from 'x';`, ['x']],
    [`const a = /[/']/.test(b); import d from 'x';`, ['x']],
    [`import a from 'x';import b from 'y';`, ['x', 'y']],
  ])('%j', (text, specifiers) => {
    expect(imported(text)).toEqual(specifiers);
  });
});

describe('what only looks like an import is none', () => {
  it.each([
    `// import a from 'x';`,
    `/* import a from 'x'; */`,
    `const a = "import b from 'x'";`,
    "const a = `import b from 'x'`;",
    "const a = `${b} import c from 'x'`;",
    `const a = /import 'x'/;`,
    `export const from = 'x';`,
    `a.import('x');`,
    `const important = 'x';`,
    `export function a() { return 'x'; }`,
  ])('%j', (text) => {
    expect(imported(text)).toEqual([]);
  });
});

describe('blanked text', () => {
  it('keeps lengths and lines, so that places can be told', () => {
    const text = 'const a = `one\n${{ b: "two" }} three`; // four\nconst c = /five/;\n';
    expect(blankText(text)).toHaveLength(text.length);
    expect(
      blankText(text)
        .split('\n')
        .map((line) => line.length),
    ).toEqual(text.split('\n').map((line) => line.length));
    expect(blankText(text)).not.toMatch(/one|two|three|four|five/);
    expect(blankText(text)).toContain('{ b: "   " }');
  });

  it('tells the line of an import', () => {
    expect(readSource(`// one\n\nimport a from 'x';`).imports).toEqual([{ specifier: 'x', line: 3 }]);
  });
});
