import { writeFileSync } from 'node:fs';

/**
 * A vitest reporter that writes how many tests passed, failed and were skipped to the file VITNE_TEST_RESULT names.
 * A file that could not be loaded, and an error outside of any test, count as failures.
 */
export default class CountReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const file = process.env['VITNE_TEST_RESULT'];
    if (!file) return;
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const testCase of module.children.allTests()) {
        const { state } = testCase.result();
        // A test that is still pending when the run ends was interrupted, and proves nothing.
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    writeFileSync(file, JSON.stringify(counts));
  }
}
