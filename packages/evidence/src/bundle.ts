import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The script of the page that verifies files, with nothing but our own code in it: the checker itself and what shows it. */
export function bundleVerifier(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'browser', 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome110', 'firefox110', 'safari16.4'],
    charset: 'ascii',
    legalComments: 'none',
  });
  return outputFiles[0]?.text ?? '';
}
