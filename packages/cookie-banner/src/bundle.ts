import { join } from 'node:path';
import { buildSync } from 'esbuild';

/** The one script that a site includes, for every browser of the last few years, with nothing but our own code in it. */
export function bundleBanner(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, 'browser', 'main.ts')],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: ['chrome110', 'firefox110', 'safari16.4'],
    charset: 'utf8',
    legalComments: 'none',
  });
  return outputFiles[0]?.text ?? '';
}
