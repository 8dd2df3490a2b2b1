// node tools/run.mjs <task> [parameters]: sets up what is missing, then runs the task under Node 24.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './check.mjs';
import { runNode } from './child.mjs';
import { ensureSetUp, root, SetUpError } from './setup.mjs';
import { test } from './test.mjs';

const script = (path, more) => async (parameters) => {
  if (!existsSync(join(root, path))) throw new SetUpError(`${path} is missing: check out the whole repository.`);
  return runNode(path, parameters, more);
};

// npm has changed to the root by now, and file names on a command line are meant from where it was typed.
const calledFrom = { VITNE_CALLED_FROM: process.env['INIT_CWD'] ?? process.cwd() };

const tasks = {
  start: { engines: true, run: script('infra/embedded/src/main.ts') },
  demo: { engines: true, run: script('infra/embedded/src/demo.ts') },
  bench: { engines: true, run: script('bench/main.ts') },
  vitne: { engines: false, run: script('apps/cli/src/main.ts', calledFrom) },
  test: { engines: true, run: test },
  check: { engines: false, run: check },
  setup: { engines: true, run: async () => 0 },
};

const [name, ...parameters] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name ?? '') ? tasks[name] : undefined;

if (!task) {
  process.stderr.write(`There is no task ${name ?? '(none given)'}: use one of ${Object.keys(tasks).join(', ')}.\n`);
  process.exitCode = 2;
} else {
  try {
    await ensureSetUp(task);
    process.exitCode = await task.run(parameters);
  } catch (error) {
    // What a person can mend is one sentence; anything else is a defect and keeps its trace.
    const mendable =
      error instanceof SetUpError || ['pip-missing', 'platform-unsupported', 'fetch-failed'].includes(error?.code);
    process.stderr.write(`${mendable ? error.message : error?.stack}\n`);
    process.exitCode = 1;
  }
}
