import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const main = fileURLToPath(new URL('../infra/embedded/src/main.ts', import.meta.url));
export const cli = fileURLToPath(new URL('../apps/cli/src/main.ts', import.meta.url));

export type Ended = { code: number | null; output: string };

/** Starts a program of ours in a process of its own, as the root scripts do. */
export function startProgram(script: string, parameters: string[], environment: Record<string, string> = {}) {
  const child: ChildProcess = spawn(process.execPath, [script, ...parameters], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const waiting: { text: string; resolve: () => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const wait of waiting) if (output.includes(wait.text)) wait.resolve();
    });
  }
  const ended = new Promise<Ended>((resolve) => child.once('close', (code) => resolve({ code, output })));
  return {
    child,
    ended,
    output: () => output,
    says: (text: string) =>
      Promise.race([
        new Promise<void>((resolve) => {
          waiting.push({ text, resolve });
          if (output.includes(text)) resolve();
        }),
        ended.then(() => undefined),
      ]),
  };
}
