import { join } from 'node:path';
import { taskEnvironment } from './child.mjs';
import { binFolder, node24, run, seconds } from './setup.mjs';

const gates = {
  types: [join(binFolder, 'tsc'), '--noEmit', '--project', 'tsconfig.json'],
  'browser-types': [join(binFolder, 'tsc'), '--noEmit', '--project', 'tsconfig.browser.json'],
  lint: [join(binFolder, 'oxlint'), '--type-aware', '--deny-warnings'],
  format: [join(binFolder, 'biome'), 'check'],
  architecture: [node24, 'test/architecture/check.ts'],
};

/** Runs every gate, or those named, and shows the output of those that fail. */
export async function check(names) {
  const wanted = names.length > 0 ? names : Object.keys(gates);
  const unknown = wanted.filter((name) => !Object.hasOwn(gates, name));
  if (unknown.length > 0) {
    process.stderr.write(`There is no gate ${unknown.join(', ')}: use ${Object.keys(gates).join(', ')}.\n`);
    return 2;
  }
  let failures = 0;
  for (const name of wanted) {
    const started = performance.now();
    const [command, ...parameters] = gates[name];
    const { status, output } = await run(command, parameters, taskEnvironment());
    if (status !== 0) {
      failures += 1;
      process.stdout.write(output);
    }
    process.stdout.write(`${status === 0 ? '✓' : '✗'} ${name} ${seconds(started)}\n`);
  }
  return failures === 0 ? 0 : 1;
}
