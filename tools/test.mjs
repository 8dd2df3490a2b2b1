import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runNode } from './child.mjs';
import { root } from './setup.mjs';

/**
 * Runs the tests, and prints the closing line after the test runner has ended, so that nothing can follow it.
 * Nothing run, or a runner that died, counts as failed.
 */
export async function test(parameters) {
  const folder = mkdtempSync(join(tmpdir(), 'vitne-test-'));
  const resultFile = join(folder, 'result.json');
  try {
    const runner = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const reporters = ['--reporter=default', `--reporter=${join(root, 'tools', 'count-reporter.mjs')}`];
    const code = await runNode(runner, ['run', ...reporters, ...parameters], { VITNE_TEST_RESULT: resultFile });
    const { passed, failed, skipped } = readResult(resultFile);
    const unexplained = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
    const closing = `${passed} passed, ${failed + unexplained} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
    process.stdout.write(`${closing}\n`);
    return failed + unexplained > 0 ? code || 1 : 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readResult(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { passed: 0, failed: 0, skipped: 0 };
  }
}
