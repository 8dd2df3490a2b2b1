// Runs one engine and ends it when the pipe from its owner closes, however the owner ended: a clean stop, a signal, or
// kill -9. It runs in its own session, so that a Ctrl-C reaches the owner first and the engine last.
import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';

const stopTimeoutMs = 15_000;
const [logFile, command, ...parameters] = process.argv.slice(2);
if (!logFile || !command) throw new TypeError('The supervisor needs a log file and a command.');

const log = openSync(logFile, 'a', 0o600);
const engine = spawn(command, parameters, { stdio: ['ignore', log, log] });
let stopping = false;

/** The owner may be gone, so a failed report is not worth dying for. */
function report(message: object): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

function stop(): void {
  if (stopping) return;
  stopping = true;
  engine.kill('SIGTERM');
  setTimeout(() => engine.kill('SIGKILL'), stopTimeoutMs).unref();
}

process.stdout.on('error', () => undefined);
engine.once('spawn', () => report({ pid: engine.pid }));
engine.once('error', (error) => {
  report({ failed: error.message });
  process.exitCode = 1;
  process.stdin.destroy();
});
engine.once('exit', (code, signal) => {
  report({ exited: true, code, signal });
  process.stdin.destroy();
});
process.stdin.resume();
process.stdin.on('end', stop);
process.stdin.on('error', stop);
for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, stop);
