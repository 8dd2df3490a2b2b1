import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { EngineError } from './engine-error.ts';

export type EngineExit = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** An engine that runs, and that ends with this process whatever happens to it. */
export type SupervisedProcess = {
  readonly pid: number;
  /** Settles when the engine is gone. */
  readonly exited: Promise<EngineExit>;
  readonly hasExited: () => boolean;
  /** Asks the engine to end and waits until it has; after 15 s it is killed. */
  stop(): Promise<void>;
  /** Sends a signal to the engine itself and, for those that end it, waits until it is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
};

const supervisorFile = fileURLToPath(new URL('./supervisor.ts', import.meta.url));

/**
 * Starts a command under a supervisor.
 * @throws {EngineError} engine-did-not-start when the command cannot be run at all
 */
export async function startSupervised(
  name: string,
  command: readonly string[],
  logFile: string,
): Promise<SupervisedProcess> {
  const supervisor = spawn(process.execPath, ['--no-warnings', supervisorFile, logFile, ...command], {
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: withoutDebugger(process.env),
  });
  supervisor.stdin.on('error', () => undefined);
  const { promise: exited, resolve: exit } = Promise.withResolvers<EngineExit>();
  let gone = false;
  let enginePid: number | undefined;
  const finish = (how: EngineExit): void => {
    gone = true;
    exit(how);
  };
  const pid = await new Promise<number>((resolve, reject) => {
    const cannotRun = (reason: string): void =>
      reject(new EngineError('engine-did-not-start', `${name} cannot be run (${reason}): check ${command[0]}.`));
    createInterface({ input: supervisor.stdout }).on('line', (line) => {
      const message: unknown = JSON.parse(line);
      if (isStarted(message)) resolve((enginePid = message.pid));
      else if (isFailed(message)) cannotRun(message.failed);
      else if (isExited(message)) finish(message);
    });
    supervisor.once('error', (error) => cannotRun(error.message));
    supervisor.once('exit', (code, signal) => {
      if (!gone) endOrphan(enginePid);
      finish({ code, signal });
      cannotRun('its supervisor ended');
    });
  });
  const hold = holder(supervisor);
  hold(false);
  return {
    pid,
    exited,
    hasExited: () => gone,
    stop: () => whileHolding(hold, () => closeAndWait(supervisor)),
    kill: (signal) => whileHolding(hold, () => signalAndWait(pid, signal, exited, () => gone)),
  };
}

/** A running engine alone must not keep its owner alive; waiting for it to end must. */
function holder(supervisor: ChildProcess): (held: boolean) => void {
  return (held) => {
    const method = held ? 'ref' : 'unref';
    supervisor[method]();
    for (const pipe of [supervisor.stdin, supervisor.stdout]) if (pipe instanceof Socket) pipe[method]();
  };
}

async function whileHolding(hold: (held: boolean) => void, wait: () => Promise<void>): Promise<void> {
  hold(true);
  try {
    await wait();
  } finally {
    hold(false);
  }
}

async function closeAndWait(supervisor: ChildProcess): Promise<void> {
  if (supervisor.exitCode !== null || supervisor.signalCode !== null) return;
  const ended = once(supervisor, 'exit');
  supervisor.stdin?.end();
  await ended;
}

async function signalAndWait(
  pid: number,
  signal: NodeJS.Signals,
  exited: Promise<EngineExit>,
  gone: () => boolean,
): Promise<void> {
  if (gone()) return;
  process.kill(pid, signal);
  if (endsProcess(signal)) await exited;
}

/** Whether an engine ends on this signal. */
export const endsProcess = (signal: NodeJS.Signals): boolean =>
  signal === 'SIGKILL' || signal === 'SIGTERM' || signal === 'SIGINT' || signal === 'SIGQUIT';

/** An engine whose supervisor was killed has nobody who would end it with its owner, and it holds the port. */
function endOrphan(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already.
  }
}

/** A debugger or a test runner's hooks in the owner are not for the supervisor. */
function withoutDebugger(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { NODE_OPTIONS: _options, NODE_CHANNEL_FD: _channel, NODE_V8_COVERAGE: _coverage, ...rest } = environment;
  return rest;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isStarted = (value: unknown): value is { pid: number } => isObject(value) && typeof value['pid'] === 'number';
const isFailed = (value: unknown): value is { failed: string } =>
  isObject(value) && typeof value['failed'] === 'string';
const isExited = (value: unknown): value is EngineExit => isObject(value) && value['exited'] === true;
