import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const cli = fileURLToPath(import.meta.resolve('@vitne/cli/main'));

const limits = {
  /** An audit that folds a ledger keeps what it folded in memory. */
  memoryMb: 4_096,
  runMs: 6 * 3_600_000,
  /** Of what it says of itself when it cannot. */
  saidCharacters: 4_096,
} as const;

const progressSchema = z.object({ progress: z.object({ done: z.int().min(0), of: z.int().min(0) }) });
export type AuditProgress = z.infer<typeof progressSchema>['progress'];

/** What became of a process: it ended by itself, with an exit code and a sentence on stderr, or was killed. */
export type AuditEnd = { readonly code: number | null; readonly said: string; readonly tooLong: boolean };

export type AuditProcess = { readonly ended: Promise<AuditEnd>; readonly kill: () => void };

/**
 * Runs `vitne audit` in a process of its own: what it needs of memory and time is its own, and it can be killed at any
 * instant, since it only reads.
 * @param words what follows `vitne audit`
 * @param printTo absolute path of the file that takes what it prints
 */
export function runAudit(
  words: readonly string[],
  printTo: string,
  onProgress: (progress: AuditProgress) => void,
): AuditProcess {
  const printed = openSync(printTo, 'w', 0o600);
  const child: ChildProcess = spawn(
    process.execPath,
    [`--max-old-space-size=${limits.memoryMb}`, cli, 'audit', ...words],
    { stdio: ['ignore', printed, 'pipe', 'ipc'], env: { NODE_ENV: process.env['NODE_ENV'], TMPDIR: tmpdir() } },
  );
  closeSync(printed);
  let said = '';
  let tooLong = false;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(0, limits.saidCharacters);
  });
  child.on('message', (message) => {
    const read = progressSchema.safeParse(message);
    if (read.success) onProgress(read.data.progress);
  });
  const kill = () => void child.kill('SIGKILL');
  const timer = setTimeout(() => {
    tooLong = true;
    kill();
  }, limits.runMs);
  const ended = new Promise<AuditEnd>((resolve) => {
    child.on('error', (error) => resolve({ code: null, said: error.name, tooLong }));
    child.on('close', (code) => resolve({ code, said: said.trim(), tooLong }));
  }).finally(() => clearTimeout(timer));
  return { ended, kill };
}
