import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// One real nats-server and mongod serve the whole run; tests keep apart by tenant and database names.
export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'services/*/test/**/*.test.ts',
      'apps/*/test/**/*.test.ts',
      'infra/*/test/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', 'test/canaries/**'],
    globalSetup: ['packages/testing/src/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    pool: 'forks',
    // Much of a test is waiting for an engine's disk, so even a small machine runs several files at once.
    maxWorkers: Math.max(3, availableParallelism()),
  },
});
