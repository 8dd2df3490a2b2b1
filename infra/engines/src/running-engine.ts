import { EngineError } from './engine-error.ts';
import type { SupervisedProcess } from './supervised-process.ts';

/** One engine as the rest of Vitne sees it, whoever runs it. */
export type RunningEngine = {
  readonly url: string;
  readonly port: number;
  /** Undefined while the engine is down, and always when it is not a process of this machine. */
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
  /** @throws {EngineError} engine-not-ours when somebody else runs it */
  readonly kill: (signal: NodeJS.Signals) => Promise<void>;
  /** Starts it again on the same port and the same data. */
  readonly restart: () => Promise<void>;
};

type OwnEngine = {
  readonly name: string;
  readonly url: string;
  readonly port: number;
  readonly start: () => Promise<SupervisedProcess>;
  readonly onExit: (reason: EngineError) => void;
};

/** Starts an engine of our own, and tells `onExit` when it ends without being asked to by `stop` or `restart`. */
export async function runOwnEngine({ name, url, port, start, onExit }: OwnEngine): Promise<RunningEngine> {
  let expected = false;
  let current: SupervisedProcess;
  const launch = async (): Promise<void> => {
    expected = false;
    const launched = await start();
    current = launched;
    void launched.exited.then(({ code, signal }) => {
      if (expected || current !== launched) return;
      const how = signal ? `signal ${signal}` : `exit code ${code}`;
      onExit(
        new EngineError('engine-exited', `${name} ended by itself (${how}): start Vitne again, its data is kept.`),
      );
    });
  };
  const end = async (): Promise<void> => {
    expected = true;
    await current.stop();
  };
  await launch();
  return {
    url,
    port,
    pid: () => (current.hasExited() ? undefined : current.pid),
    stop: end,
    kill: (signal) => current.kill(signal),
    restart: async () => {
      await end();
      await launch();
    },
  };
}

/** An engine that somebody else runs: it is used, and never stopped. */
export function foreignEngine(name: string, url: string, stop: () => Promise<void> = async () => {}): RunningEngine {
  const refuse = async (): Promise<never> => {
    throw new EngineError('engine-not-ours', `${name} is not run by this process: stop and start it where it runs.`);
  };
  return { url, port: portOf(url), pid: () => undefined, stop, kill: refuse, restart: refuse };
}

function portOf(url: string): number {
  return Number(/:(\d+)(?:[/,?]|$)/.exec(url.replace(/^[a-z+]+:\/\/(?:[^@]*@)?/, ''))?.[1] ?? 0);
}
