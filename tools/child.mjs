import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter } from 'node:path';
import { binFolder, node24, root } from './setup.mjs';

/** npm passes a terminal's Ctrl-C on as well, so one press arrives twice; a second press comes later than this. */
const samePressMs = 500;
const endWithParent = new URL('./end-with-parent.mjs', import.meta.url).href;

/** The environment of every task: our own binaries come first on PATH. */
export const taskEnvironment = () => ({
  ...process.env,
  PATH: `${binFolder}${delimiter}${process.env['PATH'] ?? ''}`,
});

/**
 * Runs a script under Node 24, hands signals on to it once each, and gives back its exit code. The child has a process
 * group of its own, so that it hears a Ctrl-C from us only.
 */
export function runNode(script, parameters, more = {}) {
  return new Promise((resolve) => {
    const child = spawn(node24, ['--import', endWithParent, script, ...parameters], {
      cwd: root,
      detached: true,
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
      env: { ...taskEnvironment(), ...more },
    });
    const forget = forwardSignals(child);
    child.once('error', (error) => {
      process.stderr.write(`Node 24 did not start (${error.message}): delete node_modules and try again.\n`);
      forget();
      resolve(1);
    });
    child.once('close', (code, signal) => {
      forget();
      resolve(code ?? 128 + (constants.signals[signal] ?? 1));
    });
  });
}

function forwardSignals(child) {
  const last = new Map();
  const forward = (signal) => {
    const now = performance.now();
    if (now - (last.get(signal) ?? -Infinity) < samePressMs) return;
    last.set(signal, now);
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  return () => {
    for (const signal of signals) process.off(signal, forward);
  };
}
