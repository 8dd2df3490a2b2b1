import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { EngineError } from './engine-error.ts';

/** The sentence for an engine that does not come up, with the last line of its log as the reason. */
export function didNotStart(engine: string, how: string, logFile: string, cause?: unknown): EngineError {
  const reason = lastLine(logFile);
  const because = reason ? `; its last words: ${reason}` : '';
  return new EngineError(
    'engine-did-not-start',
    `${engine} did not start (${how}${because}): mend what its log ${logFile} says, and start Vitne again.`,
    { cause },
  );
}

function lastLine(file: string): string | undefined {
  try {
    const size = statSync(file).size;
    const buffer = Buffer.alloc(Math.min(size, 2_000));
    const handle = openSync(file, 'r');
    readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    closeSync(handle);
    return buffer.toString('utf8').trim().split('\n').at(-1)?.slice(0, 400);
  } catch {
    return undefined;
  }
}
