import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));

export type Ran = { code: number; stdout: string; stderr: string };

/** Runs the command line in a process of its own, as a person at a terminal or a script would. */
export function vitne(...words: string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [main, ...words], { timeout: 25_000 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') return reject(error);
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr });
    });
  });
}

/** What the person is told when it cannot be done: one sentence, and no trace of our code. */
export const isOneSentence = (text: string): boolean => /^[^\n]+[.]\n$/.test(text) && !text.includes('    at ');
