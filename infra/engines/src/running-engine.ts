import { setTimeout } from 'node:timers/promises';
import { EngineError } from './engine-error.ts';
import { type EngineExit, endsProcess, type SupervisedProcess } from './supervised-process.ts';

/** One engine as the rest of Vitne sees it, whoever runs it. */
export type RunningEngine = {
  readonly url: string;
  readonly port: number;
  /** Undefined while the engine is down, and always when it is not a process of this machine. */
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
  /** A signal that ends it keeps it down until `restart`. @throws {EngineError} engine-not-ours when somebody else runs it */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Starts it again on the same port and the same data. */
  readonly restart: () => Promise<void>;
};

/** What runs an engine: a process of this machine, or a container, which has no process id here. */
export type EngineProcess = Omit<SupervisedProcess, 'pid'> & { readonly pid: number | undefined };

type OwnEngine = {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly logFile: string;
  /** Starts it on its port and its data; stops trying when the signal says so. */
  readonly start: (leaving: AbortSignal) => Promise<EngineProcess>;
  /** Told in one sentence when it ended without being asked to and was started again. */
  readonly onRestart: (sentence: string) => void;
  /** Told when it ends again and again, and is not started any more. */
  readonly onExit: (reason: EngineError) => void;
};

/** The pause before each new start. One end more within a minute than there are pauses, and it stays down. */
const pausesMs = [100, 500, 2_000, 5_000];
const rememberedMs = 60_000;

/** Starts an engine of our own, and starts it again when it ends without being asked to. */
export async function runOwnEngine(own: OwnEngine): Promise<RunningEngine> {
  const { name, url, port, logFile, start, onRestart, onExit } = own;
  const leaving = new AbortController();
  let current: EngineProcess;
  /** Somebody ended it on purpose, so it stays down until that somebody starts it. */
  let isHeld = false;
  let reviving = Promise.resolve();
  let endsMs: number[] = [];

  const launch = async (): Promise<void> => {
    const launched = await start(leaving.signal);
    current = launched;
    isHeld = false;
    void launched.exited.then((exit) => {
      if (current === launched && !isHeld && !leaving.signal.aborted) reviving = revive(exit);
    });
  };

  const revive = async (exit: EngineExit): Promise<void> => {
    const how = exit.signal ? `signal ${exit.signal}` : `exit code ${exit.code}`;
    let reason = new EngineError(
      'engine-exited',
      `${name} keeps ending by itself (last by ${how}): mend what its log ${logFile} says and start Vitne again, its data is kept.`,
    );
    for (;;) {
      endsMs = [...endsMs, Date.now()].filter((endMs) => endMs > Date.now() - rememberedMs);
      const pauseMs = pausesMs[endsMs.length - 1];
      if (pauseMs === undefined) return onExit(reason);
      await setTimeout(pauseMs, undefined, { ref: false, signal: leaving.signal }).catch(() => undefined);
      if (isHeld || leaving.signal.aborted) return;
      try {
        await launch();
        return onRestart(`${name} ended by itself (${how}) and was started again; its data is kept.`);
      } catch (error) {
        if (error instanceof EngineError) reason = error;
      }
    }
  };

  await launch();
  return {
    url,
    port,
    pid: () => (current.hasExited() ? undefined : current.pid),
    stop: async () => {
      leaving.abort();
      await reviving;
      await current.stop();
    },
    kill: async (signal) => {
      isHeld ||= endsProcess(signal);
      await current.kill(signal);
    },
    restart: async () => {
      isHeld = true;
      await reviving;
      await current.stop();
      await launch();
    },
  };
}

/** An engine that somebody else runs: it is used, and never stopped. */
export function foreignEngine(name: string, url: string, stop: () => Promise<void> = async () => {}): RunningEngine {
  const refuse = async (): Promise<never> => {
    throw notOurs(name);
  };
  return { url, port: portOf(url), pid: () => undefined, stop, kill: refuse, restart: refuse };
}

export const notOurs = (name: string): EngineError =>
  new EngineError(
    'engine-not-ours',
    `${name} is not run by this process: change it, stop it and start it where it runs.`,
  );

function portOf(url: string): number {
  return Number(/:(\d+)(?:[/,?]|$)/.exec(url.replace(/^[a-z+]+:\/\/(?:[^@]*@)?/, ''))?.[1] ?? 0);
}
