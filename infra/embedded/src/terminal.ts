import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createLogger, type Logger } from '@vitne/service-kit/logger';

/** Service logs go to a file, so that the terminal holds only what a person wants to read. */
export function fileLogger(dataDir: string): { logger: Logger; close(): Promise<void> } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const stream = createWriteStream(join(dataDir, 'vitne.log'), { flags: 'a', mode: 0o600 });
  return {
    logger: createLogger({ service: 'vitne', destination: stream }),
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
}

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The moment as a duration in seconds since `startedMs`, for progress lines. */
export const since = (startedMs: number): string => `${((performance.now() - startedMs) / 1_000).toFixed(1)} s`;
